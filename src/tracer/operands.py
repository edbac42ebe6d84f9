"""What a place in a run works with, as far as the values are known, and whether that is what was entered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracer import codes
from tracer.frames import NOT_KEPT, Activation, Frame
from tracer.places import Place


def known_value(frame: Frame, site: int) -> Any:
    """Return what an expression last gave, or NOT_KEPT."""
    return frame.values.get(site, NOT_KEPT)


def same(value: Any, formal: Any) -> bool:
    """Is this the same object, or a constant that is read from the source?"""
    return value is formal or (
        type(value) is type(formal) and type(value) in _CONSTANTS and bool(value == formal)
    )


_CONSTANTS = {int, float, str, bytes, complex}


def has_operand(frame: Frame, place: Place, item: Activation) -> bool:
    """Is one of the formals an operand, or in a display that is one; or are those not known?"""
    values = operand_values(frame, place.operands)
    return not values or any(v is formal for v in values for formal in item.formals)


def operand_values(frame: Frame, operands: Sequence[int]) -> list[Any]:
    """Return the values of operands, and of what those are made of that have none or call what they got later."""
    sites = frame.module.sites
    todo, found = list(operands), []
    while todo:
        child = todo.pop()
        if sites.rows[child][0] in {"FormattedValue", "Starred", "Attribute", "Subscript"}:
            todo += sites.children[child]
        if sites.rows[child][0] == "GeneratorExp":
            todo += (c for c in sites.children[child] if sites.rows[c][1] == "iter")
        value = known_value(frame, child)
        if value is not NOT_KEPT:
            found.append(value)
        if type(value) in _LAZY and sites.rows[child][0] == "Call":
            todo += sites.children[child]
    return found


_LAZY = frozenset({map, filter, zip, enumerate, reversed})


def runs(value: Any, item: Activation) -> bool:
    """Is this the function, generator or coroutine that the frame is a run of, as far as can be seen?"""
    frame = item.frame
    return codes.runs(value, frame.module.sites, frame.function) is True
