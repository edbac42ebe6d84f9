"""Functions of many numbers: `sum`, `math.prod` and their like, and what they go over."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from optimizers.derivatives.functions import FUNCTIONS, known
from optimizers.derivatives.links import (
    NUMBERS,
    Given,
    Link,
    NoRuleError,
    Partial,
    elementary,
    pulled,
    verify,
)
from tracer.computing import Computing
from tracer.slicing.operations import Operand, Operation


@dataclass(frozen=True, slots=True)
class Mapped:
    """An element of `map(function, …)`: it is computed while it is asked for."""

    function: Callable[..., Any]
    given: tuple[Given, ...]

    @property
    def value(self) -> Any:
        """What the function gives."""
        return self.function(*(g.value for g in self.given))


Element = Given | Mapped


def elements(computing: Computing, operand: Operand, event: int) -> list[Element]:
    """Return what a call went over when it went over one of its operands. Raises NoRuleError where that is not known."""
    value = operand.value
    held = computing.contents.elements(operand, event)
    if held is not None:
        return [Given(v, operand.event, n) for n, v in enumerate(held)]
    if type(value) is range:
        return []
    given = [Given(computing.operations.values[e], e) for e in computing.operations.given(event)]
    if given:
        return list(given)
    return list(_of_iterator(computing, computing.contents.origin(value)))


def _of_iterator(computing: Computing, event: int) -> Iterator[Element]:
    """What an iterator or a view that a call made goes over."""
    made = computing.operations.operation(event) if event >= 0 else None
    if made is None or made.node != "Call":
        raise NoRuleError("what it goes over is not known")
    if made.method == "values" and made.receiver is not None:
        held = computing.contents.held(made.receiver, event)
        if held is not None:
            yield from map(Given, held)
            return
    if made.function in (reversed, iter) and len(made.operands) == 1:
        yield from elements(computing, made.operands[0], event)
        return
    if made.function is map and known(made.operands[0].value):
        columns = [elements(computing, o, event) for o in made.operands[1:]]
        for row in zip(*columns, strict=False):
            yield Mapped(made.operands[0].value, tuple(g for g in row if isinstance(g, Given)))
        return
    raise NoRuleError("what it goes over is not known")


def links(computing: Computing, call: Operation, result: float) -> list[Link]:
    """Return the links of a function of many numbers. Raises NoRuleError if it is none that is known."""
    rule = _RULES.get(call.function) if known_reduction(call.function) else None
    if rule is None:
        raise NoRuleError("no derivative of it is known")
    return rule(computing, call, result)


def known_reduction(function: Any) -> bool:
    """Is this one of the functions here?"""
    return any(function is f for f in _RULES)


def _reduced(
    function: Callable[..., Any], items: Sequence[Element], partials: Sequence[Partial], result: Any
) -> list[Link]:
    """Links of a function of a whole list, whose partial derivatives take the result."""
    values = [item.value for item in items]
    if any(type(v) not in NUMBERS for v in values):
        raise NoRuleError("it works on something else than numbers")
    verify(lambda *_: function(values), (), result)
    found = []
    for item, partial in zip(items, partials, strict=True):
        if isinstance(item, Given):
            if type(item.value) is float:
                found.append(Link(item.value, pulled(partial, (), result), item.event, item.number))
        else:
            found += _through(item, pulled(partial, (), result))
    return found


def _through(item: Mapped, outer: Callable[[Any], Any]) -> Iterator[Link]:
    if item.function not in FUNCTIONS:
        raise NoRuleError("no derivative of what it maps is known")
    inner = elementary(item.function, FUNCTIONS[item.function], item.given, item.value)
    for link in inner:
        yield Link(link.value, _chained(link.pull, outer), link.event, link.number)


def _chained(inner: Callable[[Any], Any], outer: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda g: inner(outer(g))


def _one(_: float) -> float:
    return 1.0


def _sum(computing: Computing, call: Operation, result: float) -> list[Link]:
    items = elements(computing, call.operands[0], call.event)
    start = call.operands[1:2]
    if call.function is math.fsum or not start:
        return _reduced(call.function, items, [_one] * len(items), result)
    begin = Given(start[0].value, start[0].event)
    both = [begin, *items]
    return _reduced(lambda v: sum(v[1:], v[0]), both, [_one] * len(both), result)


def _prod(computing: Computing, call: Operation, result: float) -> list[Link]:
    items = elements(computing, call.operands[0], call.event)
    if len(call.operands) > 1:
        items = [Given(call.operands[1].value, call.operands[1].event), *items]
    values = [item.value for item in items]
    before, after = [1.0], [1.0]
    for value in values:
        before.append(before[-1] * value)
    for value in reversed(values):
        after.append(after[-1] * value)
    others = [a * b for a, b in zip(before, after[-2::-1], strict=False)]
    partials = [_constant(o) for o in others]
    if len(call.operands) > 1:
        return _reduced(lambda v: math.prod(v[1:], start=v[0]), items, partials, result)
    return _reduced(math.prod, items, partials, result)


def _constant(partial: float) -> Partial:
    return lambda _: partial


def _mean(computing: Computing, call: Operation, result: float) -> list[Link]:
    if len(call.operands) > 1:
        raise NoRuleError("no derivative of a weighted mean is known")
    items = elements(computing, call.operands[0], call.event)
    share = 1.0 / max(1, len(items))
    return _reduced(call.function, items, [_constant(share)] * len(items), result)


def _hypot(computing: Computing, call: Operation, result: float) -> list[Link]:
    items = arguments(computing, call)
    partials = [_constant(item.value / result if result else 0.0) for item in items]
    return _reduced(lambda v: math.hypot(*v), items, partials, result)


def _dist(computing: Computing, call: Operation, result: float) -> list[Link]:
    one, other = (elements(computing, o, call.event) for o in call.operands)
    ways = [
        (a.value - b.value) / result if result else 0.0 for a, b in zip(one, other, strict=True)
    ]
    partials = [_constant(w) for w in (*ways, *(-w for w in ways))]
    half = len(one)
    return _reduced(lambda v: math.dist(v[:half], v[half:]), [*one, *other], partials, result)


def _sumprod(computing: Computing, call: Operation, result: float) -> list[Link]:
    one, other = (elements(computing, o, call.event) for o in call.operands)
    partials = [*(_constant(b.value) for b in other), *(_constant(a.value) for a in one)]
    half = len(one)
    return _reduced(lambda v: call.function(v[:half], v[half:]), [*one, *other], partials, result)


def arguments(computing: Computing, call: Operation) -> list[Element]:
    """Return what a call was given by place, with what stars hold. Raises NoRuleError for keywords."""
    found: list[Element] = []
    for operand in call.operands:
        if operand.name is not None:
            raise NoRuleError("no derivative by keyword arguments is known")
        if operand.star:
            found += elements(computing, operand, call.event)
        else:
            found.append(Given(operand.value, operand.event))
    return found


_RULES: dict[Any, Callable[[Computing, Operation, float], list[Link]]] = {
    sum: _sum,
    math.fsum: _sum,
    math.prod: _prod,
    math.hypot: _hypot,
    math.dist: _dist,
    statistics.mean: _mean,
    statistics.fmean: _mean,
}
if hasattr(math, "sumprod"):
    _RULES[math.sumprod] = _sumprod
