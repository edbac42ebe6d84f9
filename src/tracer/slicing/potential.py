"""Potential dependence: what could have written a wanted place but did not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracer.slicing.flows import Flows


class Potential:
    """Answers, for one sweep, what could have changed what an event read."""

    def __init__(self, flows: Flows) -> None:
        self.flows, self.index = flows, flows.index

    def uses(self, event: int, parts: set[Any]) -> Iterator[tuple[int, int]]:
        """Iterate over the events that could have changed what this one read, and why."""
        return iter(())
