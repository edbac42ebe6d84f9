"""Derivatives through arrays that are made of numbers in nested lists, or of other arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from optimizers.derivatives import iterating
from optimizers.derivatives.agreeing import is_real, verify
from optimizers.derivatives.links import Given, Link, NoRuleError, Pull
from tracer.computing import Computing
from tracer.slicing.operations import Operand, Operation


def gathered(
    computing: Computing, call: Operation, function: Any, operands: Sequence[Operand], result: Any
) -> list[Link]:
    """An array of numbers in nested lists, or of other arrays: each has its part of the result."""
    first = operands[0]
    named = {o.name: o.value for o in operands[1:] if o.name is not None}
    if any(o.name is None for o in operands[1:]):
        raise NoRuleError("no derivative by further arguments is known")
    verify(function, [first.value], named, result)
    items = (
        iterating.elements(computing, first, call.event)
        if type(first.value) in {list, tuple}
        else None
    )
    if items is None:
        return [Link(first.value, lambda g: g, first.event)] if is_real(first.value) else []
    numbered = _numbered([i.value for i in items], 0)[0]
    places = function(numbered, **named)
    found = []
    for value, number in _leaves([i.value for i in items], numbered):
        if is_real(value):
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
