"""How derivatives go back through numpy's functions, by function."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from optimizers.derivatives.links import OPERATORS, NoRuleError, Pull, one, zero

Rule = Callable[[Sequence[Any], Mapping[str, Any], Any], Iterator[tuple[int, Pull]]]
"""From arguments, keywords and result to the arguments that a derivative goes back to, and how."""


def elementwise(*partials: Callable[..., Any]) -> Rule:
    """Return the rule of a function of single numbers, from its partial derivatives."""

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


def _product(
    values: Sequence[Any], named: Mapping[str, Any], result: Any
) -> Iterator[tuple[int, Pull]]:
    given = np.asarray(values[0])
    axis = values[1] if len(values) > 1 else named.get("axis")
    is_zero = given == 0
    others = np.where(is_zero, 1.0, given)
    zeros = np.sum(is_zero, axis=axis, keepdims=True)
    rest = np.prod(others, axis=axis, keepdims=True)
    weight = np.where(zeros == is_zero, rest / others, 0.0)
    yield from _reduction(lambda x, r, n: weight)(values, named, result)


def _chosen(given: Any, result: Any, _: float) -> Any:
    equal = given == result
    return equal / np.sum(equal) if np.ndim(result) == 0 else equal


def matmul(values: Sequence[Any], _: Mapping[str, Any], __: Any) -> Iterator[tuple[int, Pull]]:
    """Go back through a product of vectors and matrices. Raises NoRuleError for stacks of them."""
    a, b = (np.asarray(v) for v in values)
    if a.ndim > 2 or b.ndim > 2 or 0 in (a.ndim, b.ndim):
        raise NoRuleError("no derivative of products of stacked matrices is known")
    yield 0, lambda g: (np.outer(g, b) if a.ndim == 2 else g * b) if b.ndim == 1 else np.dot(g, b.T)
    yield 1, lambda g: (np.outer(a, g) if b.ndim == 2 else g * a) if a.ndim == 1 else np.dot(a.T, g)


def _dot(
    values: Sequence[Any], named: Mapping[str, Any], result: Any
) -> Iterator[tuple[int, Pull]]:
    if 0 in (np.ndim(values[0]), np.ndim(values[1])):
        return elementwise(*OPERATORS["Mult"][1])(values, named, result)
    return matmul(values, named, result)


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


POWER = (
    lambda x, y, r: np.where(
        np.asarray(y) == 0, 0.0, y * np.power(np.asarray(x, dtype=float), np.asarray(y) - 1.0)
    ),
    lambda x, y, r: np.where(
        np.asarray(x) == 0, 0.0, r * np.log(np.where(np.asarray(x) == 0, 1.0, x))
    ),
)
_reshaped = _moved(np.reshape)

RULES: dict[Any, Rule] = {
    float: elementwise(one),
    abs: elementwise(lambda x, r: np.sign(x)),
    pow: elementwise(*POWER),
    np.float64: elementwise(one),
    np.abs: elementwise(lambda x, r: np.sign(x)),
    np.add: elementwise(*OPERATORS["Add"][1]),
    np.arctan: elementwise(lambda x, r: 1 / (1 + x * x)),
    np.ceil: elementwise(zero),
    np.clip: elementwise(lambda x, low, high, r: (x >= low) & (x <= high), zero, zero),
    np.copy: elementwise(one),
    np.cos: elementwise(lambda x, r: -np.sin(x)),
    np.cosh: elementwise(lambda x, r: np.sinh(x)),
    np.divide: elementwise(*OPERATORS["Div"][1]),
    np.dot: _dot,
    np.exp: elementwise(lambda x, r: r),
    np.expm1: elementwise(lambda x, r: r + 1),
    np.floor: elementwise(zero),
    np.hypot: elementwise(lambda x, y, r: x / r, lambda x, y, r: y / r),
    np.linalg.norm: _norm,
    np.ndarray.reshape: _reshaped,
    np.log: elementwise(lambda x, r: 1 / x),
    np.log10: elementwise(lambda x, r: 1 / (x * math.log(10))),
    np.log1p: elementwise(lambda x, r: 1 / (1 + x)),
    np.log2: elementwise(lambda x, r: 1 / (x * math.log(2))),
    np.matmul: matmul,
    np.max: _reduction(_chosen),
    np.maximum: elementwise(lambda x, y, r: x >= y, lambda x, y, r: x < y),
    np.mean: _reduction(lambda x, r, n: 1 / n),
    np.min: _reduction(_chosen),
    np.minimum: elementwise(lambda x, y, r: x <= y, lambda x, y, r: x > y),
    np.multiply: elementwise(*OPERATORS["Mult"][1]),
    np.negative: elementwise(lambda x, r: -1.0),
    np.outer: _outer,
    np.power: elementwise(*POWER),
    np.prod: _product,
    np.ravel: _reshaped,
    np.reshape: _reshaped,
    np.sin: elementwise(lambda x, r: np.cos(x)),
    np.sinh: elementwise(lambda x, r: np.cosh(x)),
    np.sqrt: elementwise(lambda x, r: 0.5 / r),
    np.square: elementwise(lambda x, r: 2 * x),
    np.subtract: elementwise(*OPERATORS["Sub"][1]),
    np.sum: _reduction(lambda x, r, n: 1.0),
    np.tan: elementwise(lambda x, r: 1 + r * r),
    np.tanh: elementwise(lambda x, r: 1 - r * r),
    np.transpose: _transpose,
    np.where: _where,
}
"""By function; `np.float64(x)`, `float(x)` and `abs(x)` of numpy's values among them."""
