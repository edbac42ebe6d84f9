"""Derivatives through numpy's scalars and arrays; loaded when a value of numpy's is met."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from optimizers.derivatives import iterating
from optimizers.derivatives.links import OPERATORS, Given, Link, NoRuleError, Pull, one, zero
from tracer.computing import Computing
from tracer.slicing.operations import Operand, Operation

Rule = Callable[[Sequence[Any], Mapping[str, Any], Any], Iterator[tuple[int, Pull]]]
"""From arguments, keywords and result to the arguments that a derivative goes back to, and how."""


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
        rule: Rule = _matmul
        function: Callable[..., Any] = operator.matmul
    elif operation.operator in OPERATORS:
        function, partials = OPERATORS[operation.operator]
        rule = _elementwise(*(_POWER if operation.operator == "Pow" else partials))
    else:
        raise NoRuleError("no derivative of this operator is known")
    _verify(function, values, {}, result)
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
        return _gathered(computing, call, function, operands, result)
    rule = _rule(function)
    if rule is None or any(o.star for o in operands):
        raise NoRuleError("no derivative of it is known")
    placed = [o for o in operands if o.name is None]
    named = {o.name: o.value for o in operands if o.name is not None}
    values = [o.value for o in placed]
    _verify(function, values, named, result)
    return _linked(placed, rule, values, named, result)


def _called(call: Operation) -> tuple[Any, list[Operand]]:
    """The function that was called; of a method of an array the one that does the same."""
    if call.receiver is not None and isinstance(call.receiver.value, (np.ndarray, np.generic)):
        return _METHODS.get(call.method or ""), [call.receiver, *call.operands]
    return call.function, list(call.operands)


def _rule(function: Any) -> Rule | None:
    try:
        return _RULES.get(function)
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
        if _is_real(values[number]):
            found.append(
                Link(values[number], _shaped(pull, values[number]), operands[number].event)
            )
    return found


def _is_real(value: Any) -> bool:
    if isinstance(value, (np.ndarray, np.generic)):
        return bool(np.issubdtype(value.dtype, np.floating))
    return type(value) is float


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


def _verify(
    function: Callable[..., Any], values: Sequence[Any], named: Mapping[str, Any], result: Any
) -> None:
    with np.errstate(all="ignore"):
        again = function(*values, **named)
    if np.shape(again) != np.shape(result) or not np.array_equal(again, result, equal_nan=True):
        raise NoRuleError("its operands are not known as they were then")


def _gathered(
    computing: Computing, call: Operation, function: Any, operands: Sequence[Operand], result: Any
) -> list[Link]:
    """An array of numbers in nested lists, or of other arrays: each has its part of the result."""
    first = operands[0]
    named = {o.name: o.value for o in operands[1:] if o.name is not None}
    if any(o.name is None for o in operands[1:]):
        raise NoRuleError("no derivative by further arguments is known")
    _verify(function, [first.value], named, result)
    items = (
        iterating.elements(computing, first, call.event)
        if type(first.value) in {list, tuple}
        else None
    )
    if items is None:
        return [Link(first.value, lambda g: g, first.event)] if _is_real(first.value) else []
    numbered = _numbered([i.value for i in items], 0)[0]
    places = function(numbered, **named)
    found = []
    for value, number in _leaves([i.value for i in items], numbered):
        if _is_real(value):
            found.append(Link(value, _picked(places, number, np.shape(value))))
    return [_located(link, items) for link in found]


def _located(link: Link, items: Sequence[iterating.Element]) -> Link:
    same = next((i for i in items if isinstance(i, Given) and i.value is link.value), None)
    return link if same is None else Link(link.value, link.pull, same.event, same.number)


def _numbered(value: Any, start: int) -> tuple[Any, int]:
    """The same nesting with each number's own place in its stead."""
    if isinstance(value, (list, tuple)):
        found = []
        for item in value:
            inner, start = _numbered(item, start)
            found.append(inner)
        return found, start
    size = int(np.size(value))
    return np.arange(start, start + size).reshape(np.shape(value)), start + size


def _leaves(value: Any, numbered: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, (list, tuple)):
        for item, inner in zip(value, numbered, strict=True):
            yield from _leaves(item, inner)
    else:
        yield value, numbered


def _picked(places: Any, numbers: Any, shape: tuple[int, ...]) -> Pull:
    order = np.empty(np.size(places), dtype=int)
    order[np.ravel(places)] = np.arange(np.size(places))

    def pull(g: Any) -> Any:
        found = np.ravel(g)[order[np.ravel(numbers)]].reshape(shape)
        return found if shape else float(found)

    return pull


# ------------------------------------------------------------------ rules


def _elementwise(*partials: Callable[..., Any]) -> Rule:
    def rule(
        values: Sequence[Any], _: Mapping[str, Any], result: Any
    ) -> Iterator[tuple[int, Pull]]:
        for number, partial in enumerate(partials[: len(values)]):
            yield number, _times(partial, values, result)

    return rule


def _times(partial: Callable[..., Any], values: Sequence[Any], result: Any) -> Pull:
    def pull(g: Any) -> Any:
        with np.errstate(all="ignore"):
            return g * partial(*values, result)

    return pull


def _reduction(weight: Callable[[Any, Any, Any], Any]) -> Rule:
    """A function that gives one number for each place of the axes that stay; `weight` of the operand, result, count."""

    def rule(
        values: Sequence[Any], named: Mapping[str, Any], result: Any
    ) -> Iterator[tuple[int, Pull]]:
        given = np.asarray(values[0])
        axis = values[1] if len(values) > 1 else named.get("axis")
        kept = named.get("keepdims", False)

        def spread(value: Any) -> Any:
            return value if axis is None or kept else np.expand_dims(value, axis)

        count = given.size / max(1, np.size(result))
        yield (
            0,
            lambda g: (
                spread(g) * weight(given, spread(result), count) * np.ones_like(given, dtype=float)
            ),
        )

    return rule


def _chosen(given: Any, result: Any, _: float) -> Any:
    equal = given == result
    return equal / np.sum(equal) if np.ndim(result) == 0 else equal


def _matmul(values: Sequence[Any], _: Mapping[str, Any], __: Any) -> Iterator[tuple[int, Pull]]:
    a, b = (np.asarray(v) for v in values)
    if a.ndim > 2 or b.ndim > 2 or 0 in (a.ndim, b.ndim):
        raise NoRuleError("no derivative of products of stacked matrices is known")
    yield 0, lambda g: (np.outer(g, b) if a.ndim == 2 else g * b) if b.ndim == 1 else np.dot(g, b.T)
    yield 1, lambda g: (np.outer(a, g) if b.ndim == 2 else g * a) if a.ndim == 1 else np.dot(a.T, g)


def _dot(
    values: Sequence[Any], named: Mapping[str, Any], result: Any
) -> Iterator[tuple[int, Pull]]:
    if 0 in (np.ndim(values[0]), np.ndim(values[1])):
        return _elementwise(*OPERATORS["Mult"][1])(values, named, result)
    return _matmul(values, named, result)


def _outer(values: Sequence[Any], _: Mapping[str, Any], __: Any) -> Iterator[tuple[int, Pull]]:
    a, b = values
    yield 0, lambda g: np.dot(g, np.ravel(b)).reshape(np.shape(a))
    yield 1, lambda g: np.dot(np.ravel(a), g).reshape(np.shape(b))


def _norm(
    values: Sequence[Any], named: Mapping[str, Any], result: Any
) -> Iterator[tuple[int, Pull]]:
    if len(values) > 1 or named:
        raise NoRuleError("no derivative of other norms is known")
    yield 0, lambda g: g * np.asarray(values[0]) / result


def _where(values: Sequence[Any], _: Mapping[str, Any], __: Any) -> Iterator[tuple[int, Pull]]:
    if len(values) != 3:
        raise NoRuleError("it gives places, which have no derivative")
    yield 1, lambda g: np.where(values[0], g, 0.0)
    yield 2, lambda g: np.where(values[0], 0.0, g)


def _moved(back: Callable[[Any, Any], Any]) -> Rule:
    def rule(values: Sequence[Any], _: Mapping[str, Any], __: Any) -> Iterator[tuple[int, Pull]]:
        yield 0, lambda g: back(g, np.shape(values[0]))

    return rule


def _transpose(
    values: Sequence[Any], named: Mapping[str, Any], _: Any
) -> Iterator[tuple[int, Pull]]:
    if len(values) > 1 or named:
        raise NoRuleError("no derivative with axes in another order is known")
    yield 0, np.transpose


_POWER = (
    lambda x, y, r: np.where(
        np.asarray(y) == 0, 0.0, y * np.power(np.asarray(x, dtype=float), np.asarray(y) - 1.0)
    ),
    lambda x, y, r: np.where(
        np.asarray(x) == 0, 0.0, r * np.log(np.where(np.asarray(x) == 0, 1.0, x))
    ),
)
_reshaped = _moved(np.reshape)

_RULES: dict[Any, Rule] = {
    float: _elementwise(one),
    abs: _elementwise(lambda x, r: np.sign(x)),
    pow: _elementwise(*_POWER),
    np.float64: _elementwise(one),
    np.abs: _elementwise(lambda x, r: np.sign(x)),
    np.add: _elementwise(*OPERATORS["Add"][1]),
    np.arctan: _elementwise(lambda x, r: 1 / (1 + x * x)),
    np.ceil: _elementwise(zero),
    np.clip: _elementwise(lambda x, low, high, r: (x >= low) & (x <= high), zero, zero),
    np.copy: _elementwise(one),
    np.cos: _elementwise(lambda x, r: -np.sin(x)),
    np.cosh: _elementwise(lambda x, r: np.sinh(x)),
    np.divide: _elementwise(*OPERATORS["Div"][1]),
    np.dot: _dot,
    np.exp: _elementwise(lambda x, r: r),
    np.expm1: _elementwise(lambda x, r: r + 1),
    np.floor: _elementwise(zero),
    np.hypot: _elementwise(lambda x, y, r: x / r, lambda x, y, r: y / r),
    np.linalg.norm: _norm,
    np.ndarray.reshape: _reshaped,
    np.log: _elementwise(lambda x, r: 1 / x),
    np.log10: _elementwise(lambda x, r: 1 / (x * math.log(10))),
    np.log1p: _elementwise(lambda x, r: 1 / (1 + x)),
    np.log2: _elementwise(lambda x, r: 1 / (x * math.log(2))),
    np.matmul: _matmul,
    np.max: _reduction(_chosen),
    np.maximum: _elementwise(lambda x, y, r: x >= y, lambda x, y, r: x < y),
    np.mean: _reduction(lambda x, r, n: 1 / n),
    np.min: _reduction(_chosen),
    np.minimum: _elementwise(lambda x, y, r: x <= y, lambda x, y, r: x > y),
    np.multiply: _elementwise(*OPERATORS["Mult"][1]),
    np.negative: _elementwise(lambda x, r: -1.0),
    np.outer: _outer,
    np.power: _elementwise(*_POWER),
    np.prod: _reduction(lambda x, r, n: r / x),
    np.ravel: _reshaped,
    np.reshape: _reshaped,
    np.sin: _elementwise(lambda x, r: np.cos(x)),
    np.sinh: _elementwise(lambda x, r: np.cosh(x)),
    np.sqrt: _elementwise(lambda x, r: 0.5 / r),
    np.square: _elementwise(lambda x, r: 2 * x),
    np.subtract: _elementwise(*OPERATORS["Sub"][1]),
    np.sum: _reduction(lambda x, r, n: 1.0),
    np.tan: _elementwise(lambda x, r: 1 + r * r),
    np.tanh: _elementwise(lambda x, r: 1 - r * r),
    np.transpose: _transpose,
    np.where: _where,
}
"""By function; `np.float64(x)`, `float(x)` and `abs(x)` of numpy's values among them."""

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
