"""Derivatives through numpy's scalars and arrays; loaded when a value of numpy's is met."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from optimizers.derivatives.agreeing import is_real, verify
from optimizers.derivatives.array_rules import POWER, RULES, Rule, elementwise, matmul
from optimizers.derivatives.gathering import gathered
from optimizers.derivatives.links import OPERATORS, Link, NoRuleError, Pull
from tracer.computing import Computing
from tracer.slicing.operations import Operand, Operation


def is_finite(value: Any) -> bool:
    """Are all numbers finite?"""
    return bool(np.all(np.isfinite(value)))


def links(computing: Computing, operation: Operation, result: Any) -> list[Link]:
    """Return the links of an operation with numpy's values. Raises NoRuleError where no rule is known."""
    if type(result) is np.ndarray and operation.node == "AugAssign":
        raise NoRuleError("the array is changed in place")
    if operation.node in {"BinOp", "UnaryOp", "AugAssign"}:
        return _operator(operation, result)
    if operation.node == "Subscript":
        return [_subscript(operation.operands[0], operation.key)]
    if operation.node == "Attribute" and operation.method == "T":
        return [Link(operation.operands[0].value, np.transpose, operation.operands[0].event)]
    if operation.node == "Call":
        return _call(computing, operation, result)
    raise NoRuleError("no derivative of it is known")


def _operator(operation: Operation, result: Any) -> list[Link]:
    values = [o.value for o in operation.operands]
    if operation.operator == "MatMult":
        rule: Rule = matmul
        function: Callable[..., Any] = operator.matmul
    elif operation.operator in OPERATORS:
        function, partials = OPERATORS[operation.operator]
        rule = elementwise(*(POWER if operation.operator == "Pow" else partials))
    else:
        raise NoRuleError("no derivative of this operator is known")
    verify(function, values, {}, result)
    return _linked(operation.operands, rule, values, {}, result)


def _subscript(operand: Operand, key: Any) -> Link:
    def pull(g: Any) -> Any:
        found = np.zeros_like(operand.value, dtype=float)
        np.add.at(found, key, g)
        return found

    return Link(operand.value, pull, operand.event)


def _call(computing: Computing, call: Operation, result: Any) -> list[Link]:
    function, operands = _called(call)
    if function in (np.array, np.asarray, np.stack, np.concatenate, np.hstack, np.vstack):
        return gathered(computing, call, function, operands, result)
    rule = _rule(function)
    if rule is None or any(o.star for o in operands):
        raise NoRuleError("no derivative of it is known")
    placed = [o for o in operands if o.name is None]
    named = {o.name: o.value for o in operands if o.name is not None}
    values = [o.value for o in placed]
    verify(function, values, named, result)
    return _linked(placed, rule, values, named, result)


def _called(call: Operation) -> tuple[Any, list[Operand]]:
    """The function that was called; of a method of an array the one that does the same."""
    if call.receiver is not None and isinstance(call.receiver.value, (np.ndarray, np.generic)):
        return _METHODS.get(call.method or ""), [call.receiver, *call.operands]
    return call.function, list(call.operands)


def _rule(function: Any) -> Rule | None:
    try:
        return RULES.get(function)
    except TypeError:
        return None


def _linked(
    operands: Sequence[Operand],
    rule: Rule,
    values: Sequence[Any],
    named: Mapping[str, Any],
    result: Any,
) -> list[Link]:
    found = []
    for number, pull in rule(values, named, result):
        if is_real(values[number]):
            found.append(
                Link(values[number], _shaped(pull, values[number]), operands[number].event)
            )
    return found


def _shaped(pull: Pull, operand: Any) -> Pull:
    """Sum over what numpy has repeated to make the shapes fit."""
    shape = np.shape(operand)

    def back(g: Any) -> Any:
        found = np.asarray(pull(g), dtype=float)
        while found.ndim > len(shape):
            found = found.sum(axis=0)
        repeated = tuple(i for i, n in enumerate(shape) if n == 1 and found.shape[i] != 1)
        found = found.sum(axis=repeated, keepdims=True) if repeated else found
        return found if shape else float(found)

    return back


_METHODS = {
    "copy": np.copy,
    "dot": np.dot,
    "flatten": np.ravel,
    "item": float,
    "max": np.max,
    "mean": np.mean,
    "min": np.min,
    "prod": np.prod,
    "ravel": np.ravel,
    "reshape": np.ndarray.reshape,
    "sum": np.sum,
    "transpose": np.transpose,
}
