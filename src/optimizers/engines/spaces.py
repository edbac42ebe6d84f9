"""What values of a parameter a search tries."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from optimizers.engines.engine import ParameterInfo

_WIDE = 1000.0
"""Positive bounds whose ratio is at least this are searched on a logarithmic scale."""


@dataclass(frozen=True, slots=True)
class Space:
    """The values that are tried of one parameter: its choices, else the numbers from `low` to `high`.

    `guessed`: it has no bounds, so that these were set around its value.
    """

    id: str
    name: str
    value: Any
    choices: tuple[Any, ...] | None = None
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    guessed: bool = False

    @property
    def log(self) -> bool:
        """Is it searched on a logarithmic scale?"""
        return not self.whole and self.low > 0 and self.high / self.low >= _WIDE

    def random(self, random: Random) -> Any:
        """Return any value."""
        if self.choices is not None:
            return random.choice(self.choices)
        if self.whole:
            return random.randint(int(self.low), int(self.high))
        if self.log:
            return math.exp(random.uniform(math.log(self.low), math.log(self.high)))
        return random.uniform(self.low, self.high)

    def near(self, value: Any, width: float, random: Random) -> Any:
        """Return a value near another one, `width` of the whole range away at one standard deviation."""
        if self.choices is not None:
            return random.choice(self.choices) if random.random() < width else value
        if self.log:
            span = math.log(self.high / self.low)
            moved = value * math.exp(random.gauss(0, width * span))
        else:
            moved = value + random.gauss(0, width * (self.high - self.low))
        moved = min(max(moved, self.low), self.high)
        return round(moved) if self.whole else moved


def space(parameter: ParameterInfo) -> Space | None:
    """Return the space of a parameter, None for texts and code."""
    p = parameter
    if p.choices is not None:
        return Space(p.id, p.name, p.value, tuple(p.choices))
    if p.kind != "number":
        return None
    if p.bounds is not None and all(map(math.isfinite, p.bounds)):
        low, high = p.bounds
        if p.whole:
            low, high = math.ceil(low), math.floor(high)
        return Space(p.id, p.name, p.value, None, float(low), float(high), p.whole)
    reach = 10 * abs(p.value) or 10
    low, high = p.value - reach, p.value + reach
    if p.bounds is not None:
        low, high = max(low, p.bounds[0]), min(high, p.bounds[1])
    return Space(p.id, p.name, p.value, None, float(low), float(high), p.whole, guessed=True)


def spaces(parameters: Iterable[ParameterInfo]) -> list[Space]:
    """Return the spaces of those parameters that have one."""
    return [s for s in map(space, parameters) if s is not None]
