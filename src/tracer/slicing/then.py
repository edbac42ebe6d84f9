"""Values as they were: what a container held when an event had it."""

from __future__ import annotations

from typing import Any

from tracer.frames import NotKept
from tracer.slicing.effects import ATOMIC
from tracer.slicing.index import Index


class Then:
    """Replays the recorded writes to containers."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def value(self, event: int) -> tuple[Any, bool]:
        """Return an event's value as it was then, and whether that is sure."""
        value = self.index.values[event]
        if isinstance(value, NotKept):
            return None, True
        return value, type(value) in ATOMIC
