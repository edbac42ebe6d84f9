"""From the rows of a run file back to objects. Nothing of the user's is imported or called."""

from __future__ import annotations

import base64
import builtins
from collections.abc import Callable, Mapping
from typing import Any

from tracer import standins
from tracer.runtime import UNSET
from tracer.storage.encoding import Row


def decode(rows: list[Row]) -> list[Any]:
    """Return the objects of a table, in its order; one object for each row.

    Raises ValueError, TypeError, KeyError, IndexError or AttributeError for rows that `Encoder` does not write.
    """
    objects: list[Any] = []
    for row in rows:
        objects.append(_made(row, objects) if type(row) is list else row)
    for row, value in zip(rows, objects, strict=True):
        if type(row) is list and row[0] in _FILL:
            _FILL[row[0]](value, [objects[n] for n in row[1]])
    return objects


def _made(row: list[Any], objects: list[Any]) -> Any:
    kind, *rest = row
    if kind in {"t", "f"}:
        parts = [objects[n] for n in rest[0]]
        return tuple(parts) if kind == "t" else frozenset(parts)
    if kind == "+":
        return objects[rest[0]] + rest[1]
    if kind == "-":
        return objects[rest[0]][: rest[1]]
    if kind == "e":
        return standins.error(rest[0], tuple(objects[n] for n in rest[1]))
    return _MAKE[kind](*rest)


def _builtin(name: str) -> Any:
    if name in {"Ellipsis", "NotImplemented"}:
        return {"Ellipsis": Ellipsis, "NotImplemented": NotImplemented}[name]
    return vars(builtins)[name]


def _range(start: str, stop: str, step: str) -> range:
    return range(int(start, 16), int(stop, 16), int(step, 16))


_MAKE: Mapping[str, Callable[..., Any]] = {
    "l": lambda _parts: [],
    "s": lambda _parts: set(),
    "d": lambda _parts: {},
    "i": lambda text: int(text, 16),
    "b": base64.b85decode,
    "B": lambda text: bytearray(base64.b85decode(text)),
    "c": complex,
    "r": _range,
    "n": _builtin,
    "o": standins.named,
    "g": standins.running,
    "u": lambda: UNSET,
}


def _fill_dict(target: dict[Any, Any], parts: list[Any]) -> None:
    target.update(zip(parts[::2], parts[1::2], strict=True))


_FILL: Mapping[str, Callable[[Any, list[Any]], None]] = {
    "l": list.extend,
    "s": set.update,
    "d": _fill_dict,
}
