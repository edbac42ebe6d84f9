"""Which activations an event entered."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from tracer.pieces import NONE, Pieces


class Entered(Mapping[int, list[tuple[int, int]]]):
    """The activations (frame, which one) that events entered, by the event, in order."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces

    @cached_property
    def _sorted(self) -> tuple[array[int], array[int]]:
        """The pieces that begin with such an event, and the activations."""
        entered = self._pieces.entered
        known = (a for a, piece in enumerate(entered) if piece != NONE)
        activations = array("i", sorted(known, key=entered.__getitem__))
        return array("i", map(entered.__getitem__, activations)), activations

    def __contains__(self, event: object) -> bool:
        return type(event) is int and event != NONE and self._first(event) >= 0

    def _first(self, event: int) -> int:
        """Return where the activations of an event begin, or NONE."""
        pieces = self._pieces
        piece = pieces.piece(event)
        if pieces.firsts[piece] != event:
            return NONE
        keys = self._sorted[0]
        place = bisect_left(keys, piece)
        return place if place < len(keys) and keys[place] == piece else NONE

    def get(self, event: int, default: Any = None) -> Any:
        """Return the activations that an event entered, or the default."""
        first = self._first(event) if event != NONE else NONE
        if first == NONE:
            return default
        keys, activations = self._sorted
        found = activations[first : bisect_right(keys, keys[first])]
        return [self._pieces.owner(activation) for activation in found]

    def __getitem__(self, event: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] | None = self.get(event)
        if found is None:
            raise KeyError(event)
        return found

    def __iter__(self) -> Iterator[int]:
        firsts = self._pieces.firsts
        return (firsts[piece] for piece in dict.fromkeys(self._sorted[0]))

    def __len__(self) -> int:
        return len(dict.fromkeys(self._sorted[0]))
