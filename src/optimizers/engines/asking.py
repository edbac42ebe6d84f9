"""Optimizers that ask a language model, as engines: they see recorded runs of the best so far, and what they suggest is tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import fmean
from typing import Any

from optimizers.base import Optimizer
from optimizers.engines.coursing import Course, Coursing
from optimizers.engines.engine import Outcome, Rollout, Task, Trial, Values
from optimizers.engines.showing import seen
from optimizers.steps import Observation, Round
from tracer.errors import TracerError
from tracer.feedback import Feedback
from tracer.trainables.overlays import overlay

PROBE = "optimizers.engines.showing:show"
SHOWN = 3
"""Examples that one question shows, those with the lowest scores."""
_PATIENCE = 5
"""Suggestions in a row that may be no better."""


class Asking(Coursing):
    """In turn: a recorded look at the examples that the best so far does worst, one question, and a try of what it says.

    It ends when nothing better was suggested five times in a row, or each example has the perfect score, where the task
    has one. Raises TracerError without a model.
    """

    def __init__(self, task: Task, name: str, optimizer: Callable[..., Optimizer]) -> None:
        if task.model is None:
            raise TracerError(
                f"engine {name!r} asks a language model: pass llm=… (a name, or a function from messages to text)"
            )
        self.name = name
        self._perfect = task.perfect
        # "none": it only suggests here; what it suggests runs where all candidates run
        self._optimizer = optimizer(
            list(task.model.parameters),
            llm=task.model.llm,
            objective=task.model.objective,
            isolation="none",
        )
        super().__init__(self._search())

    # ------------------------------------------------------------------ the course

    def _search(self) -> Course:
        outcomes = yield [Trial({})]
        if not outcomes:
            return
        best, useless = outcomes[0], 0
        while useless < _PATIENCE and not _is_perfect(best, self._perfect):
            looked = yield [Trial(best.trial.values, _worst(best), PROBE)]
            if not looked:
                return
            found = self._suggested(best.trial.values, looked[0])
            if found is None:
                useless += 1
                continue
            values, rejected = found
            outcomes = yield [Trial(values)]
            if not outcomes:
                return
            self._remember(outcomes[0], rejected)
            if _quality(outcomes[0]) > _quality(best):
                best, useless = outcomes[0], 0
            else:
                useless += 1

    def _suggested(
        self, values: Values, looked: Outcome
    ) -> tuple[dict[str, Any], dict[str, str]] | None:
        """Ask, with the values of the best in force; return the values of a new candidate and what was refused of it."""
        optimizer = self._optimizer
        with overlay(dict(values.items())):
            optimizer.zero_feedback()
            optimizer.observe(o for r in looked.rollouts if (o := _observed(r)) is not None)
            suggestions = optimizer.propose(1)
            if not suggestions:
                self._note(optimizer.problem)
                return None
            meant, rejected = optimizer.meant(suggestions[0])
        for name, why in rejected.items():
            self._note(f"refused: {name}: {why}")
        changed = {p.id: value for p, value in meant.items()}
        return ({**values, **changed}, rejected) if changed else None

    def _remember(self, outcome: Outcome, rejected: Mapping[str, str]) -> None:
        """Let later questions show what was tried."""
        told = [str(_feedback(r)) for r in outcome.rollouts if r.example in _worst(outcome)]
        with overlay(dict(outcome.trial.values.items())):
            values = self._optimizer.current()
        self._optimizer.rounds.append(Round(values, "\n".join(told), outcome.score, rejected))

    def _note(self, line: str) -> None:
        if line and line not in self._notes:
            self._notes.append(line)


def _observed(rollout: Rollout) -> Observation | None:
    shown = seen(rollout.found)
    return None if shown is None else Observation(shown, _feedback(rollout))


def _feedback(rollout: Rollout) -> Feedback:
    return Feedback(rollout.score, rollout.text)


def _worst(outcome: Outcome) -> tuple[str, ...]:
    """Return the examples to be shown, those that failed first."""
    order = sorted(outcome.rollouts, key=lambda r: (r.score is not None, r.score or 0.0))
    return tuple(r.example for r in order[:SHOWN])


def _quality(outcome: Outcome) -> tuple[int, float]:
    scores = [r.score for r in outcome.rollouts if r.score is not None]
    return len(scores) - len(outcome.rollouts), fmean(scores) if scores else 0.0


def _is_perfect(outcome: Outcome, perfect: float | None) -> bool:
    return perfect is not None and all(
        r.score is not None and r.score >= perfect for r in outcome.rollouts
    )
