"""Searches numbers and choices by their scores alone, in generations of fixed size."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence

from optimizers.engines.engine import Outcome, Task, Trial, Values
from optimizers.engines.samplers import Grid, Optuna, Own, Sampler, is_small
from optimizers.engines.spaces import Space, spaces
from tracer.errors import TracerError

GENERATION = 8
"""Candidates that are proposed before any of them is told: whatever the number of workers, so that the result is the same."""

_MOST = 1000
"""Candidates where the budget says nothing of evaluations."""


def make(task: Task) -> Search:
    """Return the engine. Raises TracerError where there is no number and no choice."""
    return Search(task)


class Search:
    """Small finite spaces are tried as a whole; others by Optuna (extra `search`), else by a sampler of our own.

    `base`: values of other parameters, which stay. What failed counts as the worst.
    """

    name = "search"

    def __init__(self, task: Task, base: Values | None = None, *, optuna: bool = True) -> None:
        found = spaces(task.parameters)
        if not found:
            raise TracerError(
                "engine 'search' tries numbers and choices, and there is none among the parameters"
            )
        self._base = dict(base or {})
        self._left = _candidates(task)
        self._notes = [_of_bounds(s) for s in found if s.guessed]
        self._sampler = self._choose(found, task.seed, optuna=optuna)

    def _choose(self, found: Sequence[Space], seed: int, *, optuna: bool) -> Sampler:
        if is_small(found, self._left):
            self._notes.append("all combinations are tried")
            return Grid(found)
        if optuna and importlib.util.find_spec("optuna") is not None:
            sampler = Optuna(found, seed, self._left)
            self._notes.append(f"by {sampler.method} of Optuna")
            return sampler
        self._notes.append(
            "by random search: Optuna is not installed (pip install 'spangrad[search]' finds more with fewer evaluations)"
        )
        return Own(found, seed)

    def propose(self) -> Sequence[Trial]:
        """Return a generation."""
        count = min(GENERATION, self._left)
        candidates = self._sampler.ask(count) if count else []
        self._left -= len(candidates)
        return [Trial({**self._base, **values}) for values in candidates]

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Let the sampler learn."""
        self._sampler.tell([outcome.score for outcome in outcomes])

    def notes(self) -> Sequence[str]:
        """Return how candidates were found."""
        return self._notes


def _candidates(task: Task) -> int:
    """How many candidates the budget pays for; those known already cost nothing, so that it is asked for some more."""
    if task.evaluations is None:
        return _MOST
    return 4 * max(1, task.evaluations // max(1, len(task.examples)))


def _of_bounds(space: Space) -> str:
    return f"{space.name} has no bounds: searched from {space.low:g} to {space.high:g}"
