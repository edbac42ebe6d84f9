"""Chains of arithmetic with one number to find, in the manner of the first experiment of Trace (Cheng et al. 2024).

Seven steps each combine two of the values so far and of hidden constants by `+`, `-`, `*` or `/`. The goal is what comes
out at a hidden input; the search begins at -1.
"""

import math
from dataclasses import dataclass
from random import Random

START = -1.0
_INPUTS = (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0)


@dataclass(frozen=True)
class Dual:
    """A number and its derivative: forward mode, as a reference that shares nothing with the engine."""

    value: float
    slope: float = 0.0

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __sub__(self, other):
        return Dual(self.value - other.value, self.slope - other.slope)

    def __mul__(self, other):
        slope = self.slope * other.value + self.value * other.slope
        return Dual(self.value * other.value, slope)

    def __truediv__(self, other):
        slope = (self.slope - self.value / other.value * other.slope) / other.value
        return Dual(self.value / other.value, slope)


@dataclass(frozen=True)
class Problem:
    """Lines of a chain, as names and operators, and the goal."""

    steps: tuple[tuple[str, str, str], ...]
    goal: float

    def source(self) -> str:
        """Return a module with the chain as `program`, and its `score`."""
        lines = [f"    v{n} = {a} {op} {b}" for n, (a, op, b) in enumerate(self.steps, 1)]
        return "\n".join(
            [
                "from tracer import trace, trainable",
                "@trace",
                "def program(_):",
                f"    v0 = trainable({START}, name='x')",
                *lines,
                f"    return v{len(lines)}",
                "@trace",
                "def score(output, goal):",
                "    return -abs(output - goal)",
                "",
            ]
        )

    def output(self, x: float) -> Dual:
        """Return what comes out, and its derivative."""
        values = {"v0": Dual(x, 1.0)}
        for number, (a, op, b) in enumerate(self.steps, 1):
            one, other = (values[n] if n in values else Dual(float(n)) for n in (a, b))
            calculate = {
                "+": Dual.__add__,
                "-": Dual.__sub__,
                "*": Dual.__mul__,
                "/": Dual.__truediv__,
            }
            values[f"v{number}"] = calculate[op](one, other)
        return values[f"v{len(self.steps)}"]


def sample(seed: int, length: int = 7) -> Problem:
    """Return a problem whose goal depends on the input and is no larger than 1e5."""
    random = Random(seed)
    while True:
        steps = tuple(_step(random, number) for number in range(length))
        problem = Problem(steps, 0.0)
        try:
            goal = problem.output(random.choice(_INPUTS)).value
            start = problem.output(START)
        except ZeroDivisionError:
            continue
        if abs(goal) <= 1e5 and start.slope != 0 and abs(start.value - goal) > 0.5:
            return Problem(steps, goal)


def _step(random: Random, number: int) -> tuple[str, str, str]:
    known = [f"v{n}" for n in range(number + 1)]
    one = random.choices(known, [math.exp(n) for n in range(len(known))])[0]
    if random.random() < 0.5:
        constant = random.choice(_INPUTS)
        return one, random.choice("+-*/" if constant > 0 else "+-*"), str(constant)
    return one, random.choice("+-*"), random.choice(known)
