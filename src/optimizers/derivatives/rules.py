"""Which rule a computation follows: operators, functions of numbers, functions of many numbers."""

from __future__ import annotations

import math
from typing import Any

from optimizers.derivatives import iterating
from optimizers.derivatives.functions import FUNCTIONS, PAIRS, known
from optimizers.derivatives.links import NUMBERS, OPERATORS, Given, Link, NoRuleError, elementary
from tracer.computing import Computing
from tracer.slicing.operations import Operation


def links(computing: Computing, operation: Operation, value: Any) -> list[Link]:
    """Return what a float was computed from. Raises NoRuleError where no rule is known."""
    if _of_numpy(operation, value):
        from optimizers.derivatives import arrays

        return arrays.links(computing, operation, value)
    if operation.node in {"BinOp", "UnaryOp", "AugAssign"}:
        return _operator(operation, value)
    if operation.node == "Call":
        return _call(computing, operation, value)
    raise NoRuleError("it is computed by code that is not recorded")


def part_links(computing: Computing, call: Operation, number: int, value: float) -> list[Link]:
    """Return what one of the numbers that a call gave as a tuple was computed from."""
    parts = PAIRS.get(call.function) if known(call.function) else None
    if parts is None:
        raise NoRuleError("no derivative of it is known")
    given = [g for g in iterating.arguments(computing, call) if isinstance(g, Given)]
    return elementary(lambda *v: call.function(*v)[number], parts[number], given, value)


def _operator(operation: Operation, value: float) -> list[Link]:
    if operation.operator not in OPERATORS:
        raise NoRuleError("no derivative of this operator is known")
    function, partials = OPERATORS[operation.operator]
    given = [Given(o.value, o.event) for o in operation.operands]
    return elementary(function, partials, given, value)


def _call(computing: Computing, call: Operation, value: float) -> list[Link]:
    if not known(call.function) or call.function not in FUNCTIONS:
        return iterating.links(computing, call, value)
    given = [g for g in iterating.arguments(computing, call) if isinstance(g, Given)]
    if call.function is float and any(type(g.value) not in NUMBERS for g in given):
        raise NoRuleError("it reads a text")
    return elementary(call.function, FUNCTIONS[call.function], given, value)


def _of_numpy(operation: Operation, value: Any) -> bool:
    """Does numpy take part? Without it nothing of numpy's is loaded."""
    values = [value, operation.function, *(o.value for o in operation.operands)]
    values += [operation.receiver.value] if operation.receiver is not None else []
    return any(type(v).__module__ == "numpy" for v in values)


def is_finite(value: Any) -> bool:
    """Is this a number, or an array of numbers, that one can go on with?"""
    if type(value) in NUMBERS:
        return math.isfinite(value)
    from optimizers.derivatives import arrays

    return arrays.is_finite(value)
