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
_RAISE, _RERAISE = opmap["RAISE_VARARGS"], opmap["RERAISE"]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row of an exception table, in code units. `depth`: how much of the stack the handler finds left."""

    start: int
    size: int
    target: int
    depth: int
    lasti: bool


def reraising(code: CodeType, marker: object) -> CodeType:
    """Return the code, and the code in it, with each `raise marker` at the end of a bare handler made a re-raise."""
    constants = tuple(reraising(c, marker) if type(c) is CodeType else c for c in code.co_consts)
    code = code.replace(co_consts=constants)
    places = {i for i, c in enumerate(constants) if type(c) is tuple and c == marker}
    units = bytearray(code.co_code)
    raises = list(_marked(units, places)) if places else []
    if not raises:
        return code
    table = list(_entries(code.co_exceptiontable))
    cleanups = {_covering(table, place).target for place in raises}
    for cleanup in cleanups:
        table = _changed(units, table, cleanup)
    for place in raises:
        _write_reraise(units, place)
    return code.replace(
        co_code=bytes(units),
        co_exceptiontable=b"".join(map(_encoded, table)),
        co_stacksize=code.co_stacksize + 2,
    )


def _marked(units: bytearray, places: set[int]) -> Iterator[int]:
    """Find what raises the marker, by unit."""
    for at in range(_UNIT, len(units), _UNIT):
        if units[at] == _RAISE and units[at + 1] == 1 and units[at - _UNIT] == _CONST:
            number, before, shift = units[at - 1], at - 2 * _UNIT, 8
            while before >= 0 and units[before] == _EXTENDED:
                number |= units[before + 1] << shift
                before, shift = before - _UNIT, shift + 8
            if number in places:
                yield at // _UNIT


def _covering(table: Iterable[_Entry], unit: int) -> _Entry:
    return next(e for e in table if e.start <= unit < e.start + e.size)


def _changed(units: bytearray, table: list[_Entry], cleanup: int) -> list[_Entry]:
    """Return the table for a handler whose own cleanup is at this unit; its first instructions keep the exception."""
    inside = [e for e in table if e.target == cleanup]
    start, outer = min(e.start for e in inside), inside[0].depth - 1
    assert units[start * _UNIT] == _PUSHED
    assert units[(start + 1) * _UNIT] == _POP_TOP
    units[(start + 1) * _UNIT] = _NOP

    def changed(entry: _Entry) -> _Entry:
        if entry.target == start:
            return replace(entry, lasti=True)
        if entry.target == cleanup:
            return replace(entry, depth=entry.depth + 1)
        if start <= entry.start < cleanup and entry.depth > outer:
            return replace(entry, depth=entry.depth + 2)
        return entry

    return [changed(e) for e in table]


def _write_reraise(units: bytearray, unit: int) -> None:
    at = unit * _UNIT
    units[at], units[at + 1] = _RERAISE, 2
    before = at - _UNIT
    while True:
        extended = units[before - _UNIT] == _EXTENDED
        units[before], units[before + 1] = _NOP, 0
        if not extended:
            return
        before -= _UNIT


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
