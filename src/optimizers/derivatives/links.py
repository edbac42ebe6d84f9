"""What a value was computed from, and how a derivative goes back through each of these."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tracer.slicing.index import NONE

Pull = Callable[[Any], Any]
"""From the derivative by the result to its part that goes to one operand."""

Partial = Callable[..., Any]
"""The derivative by one operand; it is called with all operands and then the result."""


class NoRuleError(Exception):
    """No derivative is known for an operation; the text says why."""


@dataclass(frozen=True, slots=True)
class Link:
    """One operand of a computation.

    `event`: where its value was read, or the container it stood in at place `number`; NONE where no event tells.
    """

    value: Any
    pull: Pull
    event: int = NONE
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A value that a function got, and where it was read."""

    value: Any
    event: int = NONE
    number: int | None = None


def pulled(partial: Partial, values: Sequence[Any], result: Any) -> Pull:
    """Return how a derivative goes to an operand whose partial derivative is known."""
    return lambda g: g * partial(*values, result)


def elementary(
    function: Callable[..., Any], partials: Sequence[Partial], given: Sequence[Given], result: Any
) -> list[Link]:
    """Return the links of a function of numbers with known partial derivatives.

    Raises NoRuleError if the operands do not give the recorded result: they are not what they were.
    """
    values = [g.value for g in given]
    if any(type(v) not in NUMBERS for v in values):
        raise NoRuleError("it works on something else than numbers")
    verify(function, values, result)
    return [
        Link(g.value, pulled(partial, values, result), g.event, g.number)
        for g, partial in zip(given, partials, strict=False)
        if type(g.value) is float
    ]


def verify(function: Callable[..., Any], values: Iterable[Any], result: Any) -> None:
    """Raise NoRuleError unless a function of numbers gives the recorded result again."""
    try:
        again = function(*values)
    except (ArithmeticError, ValueError, TypeError) as error:
        raise NoRuleError(f"it cannot be computed again ({error})") from error
    if again != result and not (math.isnan(again) and math.isnan(result)):
        raise NoRuleError("its operands are not known as they were then")


NUMBERS = frozenset({int, float, bool})


def _power_by_base(x: float, y: float, _: float) -> float:
    return y * x ** (y - 1) if y else 0.0


def _power_by_exponent(x: float, y: float, result: float) -> float:
    return 0.0 if x == 0 and y > 0 else result * math.log(x)


def zero(*_: float) -> float:
    """Return the derivative of what is constant between its jumps."""
    return 0.0


def one(*_: float) -> float:
    """Return the derivative of what passes a number on."""
    return 1.0


OPERATORS: dict[str, tuple[Callable[..., Any], tuple[Partial, ...]]] = {
    "Add": (operator.add, (one, one)),
    "Sub": (operator.sub, (one, lambda x, y, r: -1.0)),
    "Mult": (operator.mul, (lambda x, y, r: y, lambda x, y, r: x)),
    "Div": (operator.truediv, (lambda x, y, r: 1.0 / y, lambda x, y, r: -r / y)),
    "FloorDiv": (operator.floordiv, (zero, zero)),
    "Mod": (operator.mod, (one, lambda x, y, r: -(x // y))),
    "Pow": (operator.pow, (_power_by_base, _power_by_exponent)),
    "USub": (operator.neg, (lambda x, r: -1.0,)),
    "UAdd": (operator.pos, (one,)),
}
"""What operators do with numbers, and their partial derivatives."""
