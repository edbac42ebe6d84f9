"""What was told already in one sweep, which asks about reads latest first."""

from __future__ import annotations

from typing import Any


class Intervals:
    """Intervals of events by place. Of two reads of one place the second has nothing new to tell of what the first saw."""

    def __init__(self) -> None:
        self._known: dict[Any, tuple[int, int]] = {}

    def new(self, place: Any, after: int, before: int) -> tuple[int, int]:
        """Return the part of an interval that was not asked about before."""
        first, last = self._known.get(place, (before, before))
        if not first <= before or after > last:
            self._known[place] = after, before
            return after, before
        self._known[place] = min(after, first), max(before, last)
        return after, max(after + 1, first) if before <= last else before
