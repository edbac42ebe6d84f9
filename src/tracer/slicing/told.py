"""What was told already in one sweep, which asks about reads latest first."""

from __future__ import annotations

from typing import Any


class Told:
    """Intervals of events by place. Of two reads of one place the second has nothing new to tell of what the first saw."""

    def __init__(self) -> None:
        self._known: dict[Any, tuple[int, int]] = {}

    def new(self, place: Any, after: int, before: int) -> tuple[int, int]:
        """Return the part of an interval that was not asked about before."""
        known = self._known.get(place)
        if known is not None and known[0] <= before <= known[1]:
            self._known[place] = min(after, known[0]), known[1]
            return after, max(after + 1, known[0])
        self._known[place] = after, before
        return after, before
