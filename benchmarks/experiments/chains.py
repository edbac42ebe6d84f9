"""A sampler of small arithmetic programs: chains of operations on one number that is to be found."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from math import exp, isfinite
from pathlib import Path
from types import ModuleType

START = -1.0
"""The number that all begin with."""

LENGTH, RECENT = 7, 5
"""Operations of a program, and of how many of the last values operands are drawn."""

_CONSTANTS = (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0)
_LARGEST = 1e5
_AROUND = (0.4, 0.5, 0.6)
_FIRST = 1111

_SOURCE = '''\
"""A sampled program: x is to be found, so that the output is {goal!r}."""

from tracer import trace, trainable


@trace
def divide(a, b):
    return a if b == 0 else a / b


@trace
def program(x):
{body}
    return v{length}


@trace
def tuned():
    x = trainable({start!r}, name="x")
    return program(x)
'''


@dataclass(frozen=True, slots=True)
class Chain:
    """A program as source, and the output it should have. `wanted`: a number that gives it."""

    lines: tuple[str, ...]
    goal: float
    wanted: float

    @property
    def source(self) -> str:
        """The module: `program(x)`, and `tuned()`, in which x is a parameter."""
        body = "\n".join(f"    {line}" for line in self.lines)
        return _SOURCE.format(goal=self.goal, body=body, length=len(self.lines), start=START)

    def load(self, folder: Path) -> ModuleType:
        """Write the module into a folder and import it."""
        path = folder / "sampled.py"
        path.write_text(self.source, "utf-8")
        spec = importlib.util.spec_from_file_location("sampled", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module


def hard(number: int) -> list[Chain]:
    """Return so many programs that are not trivial, always the same ones.

    Each gives a finite output of at most 1e5 at the number that is wanted, is not right from the start, and falls
    somewhere around 0.5, so that larger is not always better.
    """
    return list(islice((c for seed in count(_FIRST) for c in _sampled(seed)), number))


def _sampled(seed: int) -> Iterator[Chain]:
    chance = random.Random(seed)
    lines = tuple(_line(chance, number) for number in range(1, LENGTH + 1))
    wanted = chance.choice(_CONSTANTS)
    goal = _output(lines, wanted)
    start = _output(lines, START)
    low, middle, high = (_output(lines, x) for x in _AROUND)
    if None in (goal, start, low, middle, high) or abs(goal) > _LARGEST:
        return
    if start != goal and (low > middle or middle > high):
        yield Chain(lines, goal, wanted)


def _line(chance: random.Random, number: int) -> str:
    """Return one operation: on a value and a constant, or on two values, recent ones rather than old ones."""
    left = _value(chance, number)
    right: float | str = chance.choice(_CONSTANTS)
    operators = "+-*/" if right > 0 else "+-*"
    if number > 1 and chance.random() < 0.5:
        right, operators = _value(chance, number), "+-*/"
    operator = chance.choice(operators)
    written = f"divide({left}, {right})" if operator == "/" else f"{left} {operator} {right}"
    return f"v{number} = {written}"


def _value(chance: random.Random, number: int) -> str:
    known = ["x", *(f"v{n}" for n in range(1, number))][-RECENT:]
    weights = [exp(place) for place in range(len(known))]
    return chance.choices(known, weights)[0]


def _output(lines: tuple[str, ...], x: float) -> float | None:
    """Run a program on a number; None where it overflows."""
    names = {"x": x, "divide": lambda a, b: a if b == 0 else a / b}
    try:
        exec("\n".join(lines), names)
    except OverflowError:
        return None
    found = float(names[f"v{len(lines)}"])
    return found if isfinite(found) else None
