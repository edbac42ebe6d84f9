"""Exact derivatives by dual numbers, and Adam: what stands beside the engines where PyTorch is not installed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Dual:
    """A number and its derivative."""

    value: float
    slope: float = 0.0

    def __add__(self, other: Dual | float) -> Dual:
        b = _dual(other)
        return Dual(self.value + b.value, self.slope + b.slope)

    def __sub__(self, other: Dual | float) -> Dual:
        b = _dual(other)
        return Dual(self.value - b.value, self.slope - b.slope)

    def __mul__(self, other: Dual | float) -> Dual:
        b = _dual(other)
        return Dual(self.value * b.value, self.slope * b.value + self.value * b.slope)

    def __truediv__(self, other: Dual | float) -> Dual:
        b = _dual(other)
        found = self.value / b.value
        return Dual(found, (self.slope - found * b.slope) / b.value)

    def __eq__(self, other: object) -> bool:
        return self.value == (other.value if isinstance(other, Dual) else other)

    def __hash__(self) -> int:
        return hash(self.value)


def _dual(number: Dual | float) -> Dual:
    return number if isinstance(number, Dual) else Dual(number)


def adam(rate: float) -> Callable[[float], float]:
    """Return Adam's rule for one number (Kingma and Ba 2015): from a derivative to what is taken off."""
    mean = square = 0.0
    steps = 0

    def step(derivative: float) -> float:
        nonlocal mean, square, steps
        steps += 1
        mean = 0.9 * mean + 0.1 * derivative
        square = 0.999 * square + 0.001 * derivative**2
        root = sqrt(square / (1 - 0.999**steps))
        return rate * (mean / (1 - 0.9**steps)) / (root + 1e-8)

    return step
