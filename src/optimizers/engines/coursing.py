"""Engines written as one course: a generator that yields what to try and is sent what came of it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TypeAlias

from optimizers.engines.engine import Outcome, Trial

Course: TypeAlias = Generator[list[Trial], Sequence[Outcome], None]


class Coursing:
    """Walks along a course; it is over when the course ends."""

    def __init__(self, course: Course) -> None:
        self._notes: list[str] = []
        self._course = course
        self._generation = next(course, [])

    def propose(self) -> Sequence[Trial]:
        """Return the next generation; empty at the end."""
        return self._generation

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Take what came of it."""
        try:
            self._generation = self._course.send(outcomes)
        except StopIteration:
            self._generation = []

    def notes(self) -> Sequence[str]:
        """Return what the user should know at the end."""
        return self._notes
