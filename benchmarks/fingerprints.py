"""Values as numbers, so that those of two runs can be compared without keeping them."""

from __future__ import annotations

from typing import Any

_EXACT = (str, bytes, bool, type(None), type(...))


class Fingerprints:
    """Values as numbers: exact builtin scalars by what they are, tuples by parts, all else by order of appearance."""

    def __init__(self) -> None:
        self._met: dict[int, tuple[int, object]] = {}

    def __call__(self, value: Any) -> int:
        """Return a number that equal or corresponding values of two runs have in common."""
        kind = type(value)
        if kind is int:
            return hash((int, hex(value)))
        if kind is float:
            return hash((float, value.hex()))
        if kind in _EXACT:
            return hash((kind, value))
        if kind is tuple:
            return hash((tuple, *map(self, value)))
        number, _ = self._met.setdefault(id(value), (len(self._met), value))
        return hash((kind.__name__, number))
