"""How a step follows from derivatives, and how large steps of a parameter are."""

from __future__ import annotations

import math
from typing import Protocol

from optimizers.engines.engine import ParameterInfo


class Rule(Protocol):
    """The memory of one parameter's steps. `rate` may be changed between steps."""

    rate: float

    def step(self, derivative: float) -> float:
        """Return the next step uphill."""


class Adam:
    """Adam (Kingma and Ba 2015), with the defaults of the paper for all but the rate."""

    def __init__(
        self, rate: float, *, first: float = 0.9, second: float = 0.999, tiny: float = 1e-8
    ) -> None:
        self.rate, self._first, self._second, self._tiny = rate, first, second, tiny
        self._mean = self._square = 0.0
        self._steps = 0

    def step(self, derivative: float) -> float:
        """Return the next step uphill: at most about the rate."""
        self._steps += 1
        self._mean += (1 - self._first) * (derivative - self._mean)
        self._square += (1 - self._second) * (derivative * derivative - self._square)
        mean = self._mean / (1 - self._first**self._steps)
        square = self._square / (1 - self._second**self._steps)
        return self.rate * mean / (math.sqrt(square) + self._tiny)


class SGD:
    """Plain gradient ascent with momentum (0: none)."""

    def __init__(self, rate: float, *, momentum: float = 0.0) -> None:
        self.rate, self._momentum = rate, momentum
        self._velocity = 0.0

    def step(self, derivative: float) -> float:
        """Return the next step uphill: the rate times the derivative, and what is left of earlier steps."""
        self._velocity = self._momentum * self._velocity + derivative
        return self.rate * self._velocity


def scale_of(parameter: ParameterInfo) -> float:
    """Return the unit in which a parameter changes: a tenth of its bounds' width, else its own size, 1 for a zero."""
    if parameter.bounds is not None and math.isfinite(parameter.bounds[1] - parameter.bounds[0]):
        return (parameter.bounds[1] - parameter.bounds[0]) / 10
    return abs(float(parameter.value)) or 1.0
