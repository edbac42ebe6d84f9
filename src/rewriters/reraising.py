"""Guards let an exception pass as if they were not there: their last `raise` becomes the `RERAISE` of a `with`.

A handler that ends with `raise` leaves the dead frame at that line (`f_lineno`). The handler of a `with` statement gets
the instruction that raised from the exception table and puts it back, in 3.11 as in 3.13; no other source does.
So a guard raises a marker, and here the compiled code is changed: the handler asks for the instruction, keeps the
exception on the stack, and re-raises it with both. No instruction moves.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from opcode import opmap
from types import CodeType

SUPPORTED = sys.version_info < (3, 14)
"""Later compilers have not been looked at: there a guard ends with a plain `raise`."""

_UNIT = 2
_MORE, _LAST_BITS = 0x40, 0x3F
_FIRST = 0x80
_NOP, _POP_TOP, _PUSHED = opmap["NOP"], opmap["POP_TOP"], opmap["PUSH_EXC_INFO"]
_CONST, _EXTENDED = opmap["LOAD_CONST"], opmap["EXTENDED_ARG"]
_RAISE, _RERAISE, _IS = opmap["RAISE_VARARGS"], opmap["RERAISE"], opmap["IS_OP"]


class Unfamiliar(Exception):
    """The compiler has made something else of a marker than is known here."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row of an exception table, in code units. `depth`: how much of the stack the handler finds left."""

    start: int
    size: int
    target: int
    depth: int
    lasti: bool


def reraising(code: CodeType, marker: object) -> CodeType:
    """Return the code, and the code in it, with what bears the marker made to re-raise so.

    That is `raise marker` at the end of a bare handler, and a `finally` that ends with `marker is None`. Raises Unfamiliar
    for code in which they look otherwise.
    """
    constants = tuple(reraising(c, marker) if type(c) is CodeType else c for c in code.co_consts)
    code = code.replace(co_consts=constants)
    places = {i for i, c in enumerate(constants) if type(c) is tuple and c == marker}
    units = bytearray(code.co_code)
    bare, final = _marked(units, places) if places else ([], [])
    if not bare and not final:
        return code
    table = list(_entries(code.co_exceptiontable))
    for places_of, more in ((bare, 2), (final, 1)):
        for cleanup in {_covering(table, unit).target for unit in places_of}:
            table = _changed(units, table, cleanup, more)
    for unit in (*bare, *final):
        units[unit * _UNIT : (unit + 1) * _UNIT] = bytes([_RERAISE, 2])
    for unit in bare:
        _drop_constant(units, unit - 1)
    return code.replace(
        co_code=bytes(units),
        co_exceptiontable=b"".join(map(_encoded, table)),
        co_stacksize=code.co_stacksize + 2,
    )


def _marked(units: bytearray, places: set[int]) -> tuple[list[int], list[int]]:
    """Find what raises the marker, and what re-raises after `marker is None`, by unit."""
    bare, final = [], []
    for at in range(0, len(units), _UNIT):
        if units[at] == _CONST and _constant(units, at) in places:
            then = at + _UNIT
            if units[then] == _RAISE:
                bare.append(then // _UNIT)
                continue
            while units[then] == _EXTENDED:  # None may be far among the constants
                then += _UNIT
            if units[then + _UNIT] == _IS and units[then + 3 * _UNIT] == _RERAISE:
                final.append(then // _UNIT + 3)
    return bare, final


def _constant(units: bytearray, at: int) -> int:
    """Return which constant is loaded here."""
    number, shift = units[at + 1], 8
    while at >= _UNIT and units[at - _UNIT] == _EXTENDED:
        at -= _UNIT
        number, shift = number | units[at + 1] << shift, shift + 8
    return number


def _covering(table: Iterable[_Entry], unit: int) -> _Entry:
    for entry in table:
        if entry.start <= unit < entry.start + entry.size:
            return entry
    raise Unfamiliar


def _changed(units: bytearray, table: list[_Entry], cleanup: int, more: int) -> list[_Entry]:
    """Return the table for a handler whose own cleanup is at this unit, and which has so much more on the stack.

    That is the instruction, and in a bare handler the exception, which it drops first of all.
    """
    inside = [e for e in table if e.target == cleanup]
    start, outer = min(e.start for e in inside), inside[0].depth - 1
    if units[start * _UNIT] != _PUSHED:
        raise Unfamiliar
    if more == 2:
        if units[(start + 1) * _UNIT] != _POP_TOP:
            raise Unfamiliar
        units[(start + 1) * _UNIT] = _NOP

    def changed(entry: _Entry) -> _Entry:
        if entry.target == start:
            return replace(entry, lasti=True)
        if entry.target == cleanup:
            return replace(entry, depth=entry.depth + 1)
        if start <= entry.start < cleanup and entry.depth > outer:
            return replace(entry, depth=entry.depth + more)
        return entry

    return [changed(e) for e in table]


def _drop_constant(units: bytearray, unit: int) -> None:
    at = unit * _UNIT
    while True:
        units[at : at + _UNIT] = bytes([_NOP, 0])
        at -= _UNIT
        if units[at] != _EXTENDED:
            return


def _entries(table: bytes) -> Iterator[_Entry]:
    numbers = _numbers(table)
    for start in numbers:
        size, target, depth = next(numbers), next(numbers), next(numbers)
        yield _Entry(start, size, target, depth >> 1, bool(depth & 1))


def _numbers(table: bytes) -> Iterator[int]:
    """Six bits in a byte, the highest first; the bit above says that more follow."""
    number = 0
    for byte in table:
        number = number << 6 | byte & _LAST_BITS
        if not byte & _MORE:
            yield number
            number = 0


def _encoded(entry: _Entry) -> bytes:
    depth = entry.depth << 1 | entry.lasti
    start, *rest = (_bytes(n) for n in (entry.start, entry.size, entry.target, depth))
    return bytes([start[0] | _FIRST]) + start[1:] + b"".join(rest)


def _bytes(number: int) -> bytes:
    found = [number & _LAST_BITS]
    while number := number >> 6:
        found.append(number & _LAST_BITS | _MORE)
    return bytes(reversed(found))
