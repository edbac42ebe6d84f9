"""CPU time of interleaved pairs: the program as it is, then in some other state, again and again."""

from __future__ import annotations

import gc
import math
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times longer than plain: the median over the pairs, and the ratio of the two minima.

    The median is quoted. The minima see less of what else runs on the machine, but only the lucky turns.
    """

    median: float
    minima: float


def cpu(call: Callable[..., object], *args: object) -> float:
    """Return the CPU seconds of one call, user and system, of all threads of the process."""
    begin = time.process_time()
    call(*args)
    return time.process_time() - begin


def interleave(
    plain: Callable[[], float], other: Callable[[], T], count: int
) -> list[tuple[float, T]]:
    """Return `count` pairs, measured in turn after one that is thrown away; which goes first alternates.

    Garbage is collected before each, so that nobody pays for what the one before has left.
    """
    plain()
    other()
    pairs = []
    for number in range(count):
        gc.collect()
        if number % 2:
            second = other()
            gc.collect()
            pairs.append((plain(), second))
        else:
            first = plain()
            gc.collect()
            pairs.append((first, other()))
    return pairs


def ratio(pairs: Iterable[tuple[float, float]]) -> Ratio:
    """Summarise pairs of (plain, other) seconds."""
    pairs = list(pairs)
    least_plain, least_other = (min(column) for column in zip(*pairs, strict=True))
    return Ratio(median(other / plain for plain, other in pairs), least_other / least_plain)


def geometric_mean(values: Iterable[float]) -> float:
    """Return the mean of ratios."""
    logarithms = [math.log(max(value, 1e-9)) for value in values]
    return math.exp(sum(logarithms) / len(logarithms))
