"""Several engines under one budget; numbers are tuned inside each promising change of code or text."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from optimizers.engines import maker
from optimizers.engines.engine import (
    Engine,
    Notes,
    Outcome,
    ParameterInfo,
    Preferring,
    Task,
    Trial,
    Values,
)
from optimizers.engines.gradient import Gradient, floats
from optimizers.engines.search import Search
from optimizers.engines.spaces import spaces
from tracer.errors import TracerError

Make = Callable[[Task], Engine]

MOST_TUNED = 3
"""Changes whose numbers are tuned; the next better one takes the place of the worst."""

_STRUCTURE = frozenset({"code", "text"})


def make(task: Task) -> Portfolio:
    """Return the engine over those that fit the kinds of parameters. Raises TracerError where none does."""
    kinds = {p.kind for p in task.parameters}
    names = [
        *(["repair"] if "code" in kinds else []),
        *(["gradient"] if floats(task.parameters) else []),
        *(["search"] if spaces(task.parameters) else []),
        *(["optoprime"] if task.model is not None else []),
    ]
    if not names:
        raise TracerError(
            "engine 'portfolio' has no engine for these parameters: mark numbers, choices or functions, or pass llm=…"
        )
    return Portfolio(task, {name: maker(name) for name in names})


@dataclass(eq=False, slots=True)
class _Lane:
    """An engine and the rollouts that it has had. `score`: of the change within which it tunes."""

    name: str
    engine: Engine
    spent: int = 0
    score: float | None = None


class Portfolio:
    """The engine that has had the fewest rollouts is next, so that all have the same part of the budget.

    A change of code or text by one of them that is better than all before it gets engines of its own, which tune the
    numbers inside it.
    """

    name = "portfolio"

    def __init__(self, task: Task, engines: Mapping[str, Make]) -> None:
        self._task = task
        self._structural = {p.id for p in task.parameters if p.kind in _STRUCTURE}
        self._lanes = [_Lane(name, make_one(task)) for name, make_one in engines.items()]
        self._ended: list[_Lane] = []
        self._turn: _Lane | None = None
        self._best = -math.inf

    def propose(self) -> Sequence[Trial]:
        """Return a generation of the engine whose turn it is; engines that have nothing more to try are left out."""
        while self._lanes:
            self._turn = min(self._lanes, key=lambda lane: lane.spent)
            trials = self._turn.engine.propose()
            if trials:
                self._turn.spent += sum(map(self._size, trials))
                return trials
            self._lanes.remove(self._turn)
            self._ended.append(self._turn)
        return []

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Tell the engine whose turn it was, and tune inside what is better."""
        assert self._turn is not None
        self._turn.engine.tell(outcomes)
        for outcome in outcomes:
            score = self._whole(outcome)
            if score is not None and score > self._best:
                self._best = score
                if self._structural & outcome.trial.values.keys() and self._turn.score is None:
                    self._tune(outcome.trial.values, score)

    def notes(self) -> Sequence[str]:
        """Return what the engines say, each with its name."""
        lanes = [*self._ended, *self._lanes]
        told = [
            f"{lane.name}: {line}"
            for lane in lanes
            if isinstance(lane.engine, Notes)
            for line in lane.engine.notes()
        ]
        return list(dict.fromkeys(told))

    def preferred(self) -> Sequence[Values]:
        """Return what the engines prefer."""
        return [v for engine in self._preferring() for v in engine.preferred()]

    def discarded(self) -> Sequence[Values]:
        """Return what the engines discard."""
        return [v for engine in self._preferring() for v in engine.discarded()]

    # ------------------------------------------------------------------ parts

    def _preferring(self) -> list[Preferring]:
        lanes = [*self._ended, *self._lanes]
        return [lane.engine for lane in lanes if isinstance(lane.engine, Preferring)]

    def _size(self, trial: Trial) -> int:
        return len(self._task.examples if trial.examples is None else trial.examples)

    def _whole(self, outcome: Outcome) -> float | None:
        """The score of a candidate that was tried on all examples."""
        seen = {rollout.example for rollout in outcome.rollouts}
        return outcome.score if seen >= set(self._task.examples) else None

    def _tune(self, change: Values, score: float) -> None:
        numbers = tuple(p for p in self._task.parameters if p.id not in self._structural)
        start = min((lane.spent for lane in self._lanes), default=0)
        for name, make_one in _tuners(numbers):
            task = replace(self._task, parameters=tuple(_at(p, change) for p in numbers))
            self._lanes.append(
                _Lane(f"{name} inside a change", make_one(task, change), start, score)
            )
        inside = sorted({lane.score for lane in self._lanes if lane.score is not None})
        for lane in [x for x in self._lanes if x.score in inside[:-MOST_TUNED]]:
            self._lanes.remove(lane)
            self._ended.append(lane)


def _tuners(
    numbers: Sequence[ParameterInfo],
) -> list[tuple[str, Callable[[Task, Values], Engine]]]:
    tuners: list[tuple[str, Callable[[Task, Values], Engine]]] = []
    if floats(numbers):
        tuners.append(("gradient", lambda task, base: Gradient(task, base=base)))
    if spaces(numbers):
        tuners.append(("search", lambda task, base: Search(task, base=base)))
    return tuners


def _at(parameter: ParameterInfo, values: Values) -> ParameterInfo:
    """Return a parameter with the value that it has in a candidate."""
    return replace(parameter, value=values.get(parameter.id, parameter.value))
