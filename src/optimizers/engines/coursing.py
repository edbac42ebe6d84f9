"""Engines written as one course: a generator that yields what to try and is sent what came of it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TypeAlias, TypeVar

from optimizers.engines.engine import Outcome, Trial

_Thing = TypeVar("_Thing")

Course: TypeAlias = Generator[list[Trial], Sequence[Outcome], None]


def tried(
    trials: Sequence[tuple[_Thing, Trial]],
) -> Generator[list[Trial], Sequence[Outcome], list[tuple[_Thing, Outcome]]]:
    """Try one generation, and return what each trial is of with its outcome; those that have none are left out."""
    of = {id(trial): thing for thing, trial in trials}
    outcomes = yield [trial for _, trial in trials]
    return [(of[id(outcome.trial)], outcome) for outcome in outcomes]


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
