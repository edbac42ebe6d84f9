"""Follows derivatives of the score uphill: Adam or plain gradient ascent, for floats."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from optimizers.derivatives.probing import PROBE
from optimizers.engines.engine import Outcome, ParameterInfo, Task, Trial, Values
from optimizers.engines.leaps import leap
from optimizers.engines.rates import Adam, Rule, scale_of
from tracer.errors import TracerError

_SURE, _GROWTH = 2, 1.5
"""A derivative that has kept its sign for so many steps makes the next ones grow by this factor."""

_TURN = 0.5
"""One that turns makes them shrink by this."""

_PATIENCE, _SHRINK = 8, 0.3
"""After so many steps without anything better all shrink by this factor, and the way goes on from the best values."""

_NEAREST = 0.02
"""Between two candidates none is tried that is nearer to one of them, as a share of their distance."""

_MISSES = 2
"""After so many leaps in a row that led to nothing better zero is taken to be out of reach, and none is made any more."""

_LEAST = 1e-7
"""Of the first rates; where all steps would be smaller nothing more is tried."""

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
    uphill: Mapping[str, float] = field(default_factory=dict)
    age: int = 0


@dataclass(slots=True)
class _Pace:
    """How one parameter moves: its rule, the rate of its next step, for how long its derivative has kept its sign."""

    rule: Rule
    rate: float
    scale: float
    least: float
    sign: int = 0
    kept: int = 0

    def learn(self, derivative: float, *, better: bool) -> None:
        """Grow where the derivative keeps its sign and steps lead to something better, shrink where it turns."""
        sign = (derivative > 0) - (derivative < 0)
        if sign == self.sign:
            self.kept += 1
            if better and self.kept > _SURE:
                self.rate *= _GROWTH
        else:
            self.rate *= _TURN if sign * self.sign < 0 else 1.0
            self.kept = 0
        self.sign = sign


class Gradient:
    """Each generation is one candidate, recorded on all examples; its derivatives say where the next one is.

    `base`: values of other parameters, which stay. `rule`: how steps follow from derivatives, one object for each
    parameter; `rate`: of the first step, in scales of the parameter (see `scale_of`). From the best values so far
    it leaps to where no loss should be left (see `leap`), as long as that leads to something better. Otherwise it follows
    the rule, by rates that grow while a derivative keeps its sign, and shrink when that turns. A candidate that is no
    better, and from which derivatives lead back, is followed by one in between, where the slopes of the two meet. What is
    out of bounds is moved to the bound.
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
        self._rule, self._base = rule, dict(base or {})
        self._values = {p.id: inside(p, float(self._base.get(p.id, p.value))) for p in self._tuned}
        scales = {p.id: scale_of(p) for p in self._tuned}
        self._paces = {
            i: _Pace(rule(rate * s), rate * s, s, rate * s * _LEAST) for i, s in scales.items()
        }
        self._best = _Best(values=dict(self._values))
        self._stops: dict[str, None] = {}
        self._leapt, self._missed = False, 0
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
            self._step(outcome.score, gradient(outcome))

    def notes(self) -> Sequence[str]:
        """Return what derivatives did not pass."""
        return [f"no derivative: {stop}" for stop in self._stops]

    # ------------------------------------------------------------------ steps

    def _step(self, score: float | None, uphill: Mapping[str, float]) -> None:
        led = score is not None and any(uphill.values())
        better = score is not None and score > self._best.score
        for ident, pace in self._paces.items() if led else ():
            pace.learn(uphill.get(ident, 0.0), better=better)
        leapt, self._leapt = self._leapt, False
        if leapt:
            self._missed = 0 if better else self._missed + 1
        if score is not None and better:
            self._best = _Best(score, dict(self._values), uphill)
            if self._leap():
                return
        else:
            self._best.age += 1
            between = self._between(score, uphill) if score is not None and led else None
            if between is not None:
                self._go(between)
                return
            if leapt:
                self._go(self._best.values)
                uphill = self._best.uphill
            elif not led or self._best.age > _PATIENCE:
                self._back()
                uphill = self._best.uphill
        self._over = not any(uphill.values()) or all(p.rate < p.least for p in self._paces.values())
        self._walk(uphill)

    def _leap(self) -> bool:
        """Go from the best values to where no loss should be left; False where that cannot be told."""
        if self._missed >= _MISSES:
            return False
        rates = {i: p.rate for i, p in self._paces.items()}
        scales = {i: p.scale for i, p in self._paces.items()}
        moves = leap(self._best.score, self._best.uphill, rates, scales)
        if not moves:
            return False
        values = self._best.values
        self._go({p.id: inside(p, values[p.id] + moves[p.id]) for p in self._tuned})
        self._leapt = True
        return True

    def _walk(self, uphill: Mapping[str, float]) -> None:
        for parameter in self._tuned:
            pace = self._paces[parameter.id]
            pace.rule.rate = pace.rate
            moved = self._values[parameter.id] + pace.rule.step(uphill.get(parameter.id, 0.0))
            self._values[parameter.id] = inside(parameter, moved)

    def _between(self, score: float, uphill: Mapping[str, float]) -> dict[str, float] | None:
        """Return where the slopes at the best values and here meet, if the one leads here and the other back."""
        best = self._best
        way = {i: v - best.values[i] for i, v in self._values.items()}
        there = sum(best.uphill.get(i, 0.0) * w for i, w in way.items())
        back = sum(uphill.get(i, 0.0) * w for i, w in way.items())
        if not there > 0 > back:
            return None
        share = (score - best.score - back) / (there - back)
        share = min(max(share, _NEAREST), 1 - _NEAREST)
        return {i: v + share * way[i] for i, v in best.values.items()}

    def _back(self) -> None:
        """Go on from the best values with smaller steps."""
        for pace in self._paces.values():
            pace.rate *= _SHRINK
        self._go(self._best.values)
        self._best.age = 0

    def _go(self, values: Mapping[str, float]) -> None:
        """Begin anew elsewhere: steps so far say nothing of the way from there."""
        self._values = dict(values)
        for pace in self._paces.values():
            pace.rule = self._rule(pace.rate)


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
