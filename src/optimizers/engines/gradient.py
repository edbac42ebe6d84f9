"""Follows derivatives of the score uphill: Adam or plain gradient ascent, for floats."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from optimizers.derivatives.probing import PROBE
from optimizers.engines.engine import Outcome, ParameterInfo, Task, Trial, Values
from optimizers.engines.rates import Adam, Rule, scale_of
from tracer.errors import TracerError

_PATIENCE = 15
"""Steps without anything better, after which the rate is cut."""

_CUTS = 6
"""How often the rate is cut before nothing more is tried."""

_SHRINK = 0.3

RATE = 0.1
"""The first step, in scales of a parameter."""


def make(task: Task) -> Gradient:
    """Return the engine with Adam. Raises TracerError where there is no float to tune."""
    return Gradient(task)


def floats(parameters: Iterable[ParameterInfo]) -> list[ParameterInfo]:
    """Return the parameters that derivatives are of."""
    return [p for p in parameters if p.kind == "number" and not p.whole]


@dataclass(slots=True)
class _Best:
    """The best values so far, and how many steps ago they were found."""

    score: float = -math.inf
    values: dict[str, float] = field(default_factory=dict)
    age: int = 0


class Gradient:
    """Each generation is one candidate, recorded on all examples; its derivatives say where the next one is.

    `base`: values of other parameters, which stay. `rule`: how steps follow from derivatives, one object for each parameter; `rate`: of the first step, in scales of the
    parameter (see `scale_of`). A rate that leads to nothing better is cut, and the way goes on
    from the best values so far. What is out of bounds is moved to the bound.
    """

    name = "gradient"

    def __init__(
        self,
        task: Task,
        rule: Callable[[float], Rule] = Adam,
        rate: float = RATE,
        base: Values | None = None,
    ) -> None:
        self._tuned = floats(task.parameters)
        if not self._tuned:
            raise TracerError(
                "engine 'gradient' tunes floats, and there is none among the parameters"
            )
        self._rule, self._rate, self._base = rule, rate, dict(base or {})
        self._values = {p.id: float(self._base.get(p.id, p.value)) for p in self._tuned}
        self._rules = self._begin()
        self._best = _Best(values=dict(self._values))
        self._cuts = 0
        self._stops: dict[str, None] = {}
        self._over = False

    def propose(self) -> Sequence[Trial]:
        """Return one candidate: where the last derivatives led."""
        return [] if self._over else [Trial({**self._base, **self._values}, probe=PROBE)]

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Make one step."""
        for outcome in outcomes:
            for rollout in outcome.rollouts:
                found: Any = rollout.found
                if isinstance(found, Mapping):
                    self._stops.update(dict.fromkeys(map(str, found["stops"])))
            self._step(outcome)

    def notes(self) -> Sequence[str]:
        """Return what derivatives did not pass."""
        return [f"no derivative: {stop}" for stop in self._stops]

    # ------------------------------------------------------------------ steps

    def _begin(self) -> dict[str, Rule]:
        return {p.id: self._rule(self._rate * scale_of(p)) for p in self._tuned}

    def _step(self, outcome: Outcome) -> None:
        score = outcome.score
        uphill = gradient(outcome)
        if score is not None and score > self._best.score:
            self._best = _Best(score, dict(self._values))
        else:
            self._best.age += 1
        if score is None or not any(uphill.values()) or self._best.age > _PATIENCE:
            self._cut(led=any(uphill.values()))
            return
        for parameter in self._tuned:
            step = self._rules[parameter.id].step(uphill.get(parameter.id, 0.0))
            self._values[parameter.id] = inside(parameter, self._values[parameter.id] + step)

    def _cut(self, *, led: bool) -> None:
        """Go on from the best values with smaller steps, unless there are none, or derivatives `led` nowhere there."""
        self._cuts += 1
        nowhere = self._best.score == -math.inf or (self._values == self._best.values and not led)
        self._over = nowhere or self._cuts > _CUTS
        self._rate *= _SHRINK
        self._values, self._rules = dict(self._best.values), self._begin()
        self._best.age = 0


def gradient(outcome: Outcome) -> dict[str, float]:
    """Return the derivative of a candidate's mean score by each parameter, as far as its rollouts tell."""
    found: dict[str, float] = {}
    for rollout in outcome.rollouts:
        told: Any = rollout.found
        if isinstance(told, Mapping):
            for ident, derivative in told["by"].items():
                found[ident] = found.get(ident, 0.0) + derivative / len(outcome.rollouts)
    return found


def inside(parameter: ParameterInfo, value: float) -> float:
    """Return the number nearest to a value that a parameter may have."""
    if parameter.bounds is None:
        return value
    low, high = parameter.bounds
    return float(min(max(value, low), high))
