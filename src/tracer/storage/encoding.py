"""Objects as rows of a table: identity is kept, values of exact builtin types are, of others the type's name."""

from __future__ import annotations

import base64
import builtins
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from rewriters.sites import SiteTable
from tracer.codes import function_of
from tracer.privacy import HIDDEN, Redaction
from tracer.runtime import UNSET
from tracer.snapshots import Snapshot
from tracer.standins import type_name

Row = Any
"""A JSON value: a bare scalar, or `[kind, …]`."""

_SMALL = 1 << 60
_BARE = frozenset({bool, float, type(None)})
_BUILTINS = {id(v): name for name, v in vars(builtins).items() if callable(v)}
_NAMED = {id(Ellipsis): "Ellipsis", id(NotImplemented): "NotImplemented"} | _BUILTINS
_GROUPS: Mapping[type, str] = {tuple: "t", frozenset: "f", list: "l", set: "s", dict: "d"}
_FILLED_LATER = frozenset({list, set, dict})
_LONG = 200
"""From so many characters on, a text that begins as the one before it is written as what it has more or less."""


class Encoder:
    """Numbers objects in such an order that what an immutable one holds stands before it.

    `contents` are what mutable containers held when the recording was closed, by identity. Without `values` only the
    types are written. `tables`: of the files whose functions are known by their sites.
    """

    def __init__(
        self,
        redaction: Redaction,
        contents: Mapping[int, Snapshot],
        tables: Mapping[str, SiteTable] = MappingProxyType({}),
        *,
        values: bool = True,
    ) -> None:
        self.rows: list[Row] = []
        self._numbers: dict[int, int] = {}
        self._held: list[object] = []
        self._last = "", -1
        self._redaction, self._contents, self._values = redaction, contents, values
        self._tables = tables

    def number(self, value: object) -> int:
        """Return the number of an object, adding it and what it holds if it is new."""
        known = self._numbers.get(id(value))
        if known is not None:
            return known
        begun: dict[int, list[object]] = {}
        fill: list[tuple[object, list[object]]] = []
        todo = [value]
        while todo:
            item = todo[-1]
            identity, kind = id(item), type(item)
            if identity in self._numbers:
                todo.pop()
            elif not self._values or (kind not in _GROUPS and not isinstance(item, BaseException)):
                self._add(item, self._scalar(item))
            elif kind in _FILLED_LATER:
                self._add(item, [_GROUPS[kind], []])
                fill.append((item, self._parts(item)))
                todo += fill[-1][1]
            elif identity in begun:
                self._add(item, self._immutable(item, begun[identity]))
            else:
                begun[identity] = self._parts(item)
                todo += [part for part in begun[identity] if id(part) not in begun]
        for item, parts in fill:
            self.rows[self._numbers[id(item)]][1] = [self._numbers[id(p)] for p in parts]
        return self._numbers[id(value)]

    def known(self, value: object) -> int | None:
        """Return the number of an object that has been added, or None."""
        return self._numbers.get(id(value))

    def hidden(self, value: object) -> int:
        """Return the number of an object whose value is not to be written."""
        if id(value) not in self._numbers:
            self._add(value, HIDDEN)
        return self._numbers[id(value)]

    def _add(self, value: object, row: Row) -> None:
        self._numbers[id(value)] = len(self.rows)
        self.rows.append(row)
        self._held.append(value)

    def _parts(self, value: Any) -> list[object]:
        """Return what a container holds, a dict's keys and values by turns."""
        if isinstance(value, BaseException):
            return [*value.args] if type(value.args) is tuple else []
        content = self._contents.get(id(value), value)
        if type(content) is not dict:
            return [*content]
        parts: list[object] = []
        for key, item in content.items():
            secret = type(key) is str and self._redaction.hides(key, item)
            parts += [key, HIDDEN if secret else item]
        return parts

    def _immutable(self, value: object, parts: list[object]) -> Row:
        """An exception may be among its own arguments: there the type's name has to do."""
        inside = [self._numbers[id(p)] if id(p) in self._numbers else self._cycle(p) for p in parts]
        if isinstance(value, BaseException):
            return ["e", type_name(value), inside]
        return [_GROUPS[type(value)], inside]

    def _cycle(self, value: object) -> int:
        self.rows.append(["o", type_name(value)])
        return len(self.rows) - 1

    def _scalar(self, value: Any) -> Row:
        kind = type(value)
        if value is UNSET:
            return ["u"]
        if not self._values and value is not None:
            return ["o", type_name(value)]
        if kind in _BARE:
            return value
        if kind is str:
            return self._text(value)
        encode = _SCALARS.get(kind)
        if encode is not None:
            return encode(value, self._redaction)
        if id(value) in _NAMED:
            return ["n", _NAMED[id(value)]]
        runs = function_of(value, self._tables)
        if runs is not None:
            return ["g", type_name(value), *runs]
        return ["o", type_name(value)]

    def _text(self, value: str) -> Row:
        """A loop that builds a text leaves all its beginnings: written whole, they would be of quadratic size."""
        shown = self._redaction.text(value)
        if len(value) < _LONG or shown != value:
            return shown
        (last, number), self._last = self._last, (value, len(self.rows))
        if 0 < len(last) < len(value) and value.startswith(last):
            return ["+", number, value[len(last) :]]
        if len(value) < len(last) and last.startswith(value):
            return ["-", number, len(value)]
        return value


def _int(value: int, _redaction: Redaction) -> Row:
    return value if -_SMALL < value < _SMALL else ["i", hex(value)]


def _bytes(value: bytes | bytearray, redaction: Redaction) -> Row:
    text = value.decode("latin-1")
    shown = value if redaction.text(text) == text else HIDDEN.encode()
    return ["b" if type(value) is bytes else "B", base64.b85encode(shown).decode()]


def _complex(value: complex, _redaction: Redaction) -> Row:
    return ["c", value.real, value.imag]


def _range(value: range, _redaction: Redaction) -> Row:
    return ["r", *(hex(n) for n in (value.start, value.stop, value.step))]


_SCALARS: Mapping[type, Callable[[Any, Redaction], Row]] = {
    int: _int,
    bytes: _bytes,
    bytearray: _bytes,
    complex: _complex,
    range: _range,
}


def values_of(encoder: Encoder, values: Iterable[object]) -> list[int]:
    """Return the numbers of several objects."""
    return [encoder.number(v) for v in values]
