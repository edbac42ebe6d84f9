"""Whether a parameter may have a new value."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Any

from rewriters.editing.literals import same
from tracer.live import UNSET
from tracer.modules import dual_files
from tracer.tracing import traced_functions
from tracer.trainables import fields
from tracer.trainables.code import first_code
from tracer.trainables.code_checks import checked_code
from tracer.trainables.kinds import Kind, fits
from tracer.trainables.refusals import refuse
from tracer.trainables.state import ParameterState


def checked(parameter: ParameterState, new: Any) -> Any:
    """Return the value to use for `new` (a whole number for a float becomes one). Raises InvalidUpdate."""
    match parameter.kind:
        case Kind.CODE:
            new = checked_code(parameter, new)
        case Kind.CHOICE:
            new = _chosen(parameter, new)
        case Kind.NUMBER:
            new = _number(parameter, new)
        case Kind.TEXT:
            _text(parameter, new)
        case Kind.VALUE:
            _value(parameter, new)
    if isinstance(new, str):
        _must_contain(parameter, new)
    _constraint(parameter, new)
    return new


def _chosen(parameter: ParameterState, new: Any) -> Any:
    for choice in parameter.choices or ():
        if same(choice, new):
            return choice
    listed = ", ".join(f"{c!r:.40}" for c in parameter.choices or ())
    raise refuse(parameter, f"{new!r:.60} is none of the choices {listed}")


def _number(parameter: ParameterState, new: Any) -> int | float:
    old = parameter.known_value()
    if isinstance(new, bool) or not isinstance(new, (int, float)):
        raise refuse(parameter, f"a number is expected, not {type(new).__name__} {new!r:.60}")
    wanted = parameter.annotation
    is_float = wanted is float or (wanted is not int and isinstance(old, float))
    number: int | float = float(new) if is_float and type(new) is int else new
    if isinstance(number, float) and not is_float and not fits(number, _annotated(parameter)):
        raise refuse(parameter, f"a whole number is expected, not {new!r}")
    if isinstance(number, float) and not math.isfinite(number) and math.isfinite(old):
        raise refuse(parameter, f"{new!r} is no finite number")
    if parameter.bounds is not None and not parameter.bounds[0] <= number <= parameter.bounds[1]:
        low, high = parameter.bounds
        raise refuse(parameter, f"{new!r} is not between {low!r} and {high!r}")
    return number


def _annotated(parameter: ParameterState) -> Any:
    """Return the annotation where it says more than the value's own type, and does not admit anything."""
    return int if fits(object(), parameter.annotation) else parameter.annotation


def _text(parameter: ParameterState, new: Any) -> None:
    if not isinstance(new, str):
        raise refuse(parameter, f"text is expected, not {type(new).__name__} {new!r:.60}")
    _annotation(parameter, new)
    if parameter.mark.template:
        _template(parameter, new)
        return
    old = fields.format_fields(parameter.first_value())
    found = fields.format_fields(new)
    _fields_survive(parameter, old, found, refuse_new=parameter.mark.formatted)


def _template(parameter: ParameterState, new: str) -> None:
    old = fields.template_fields(parameter.value)
    try:
        found = fields.template_fields(new)
    except SyntaxError as error:
        raise refuse(parameter, str(error)) from None
    _fields_survive(parameter, old, found, refuse_new=True)
    if not fields.is_plain(new) and not _is_traced(parameter):
        raise refuse(
            parameter,
            "its fields would be evaluated twice, as the mark's own value is there before: trace the enclosing function",
        )


def _is_traced(parameter: ParameterState) -> bool:
    """Is the mark evaluated in traced code, where its own expression gives way?"""
    mark, path = parameter.mark, parameter.file.path
    codes = (first_code(f) for f in traced_functions())
    return path in dual_files() or any(
        code.co_filename == path and mark.qualname.startswith(code.co_qualname) for code in codes
    )


def _fields_survive(
    parameter: ParameterState, old: Counter[str], new: Counter[str], *, refuse_new: bool
) -> None:
    lost = [f for f in old if f not in new or (not f and new[f] < old[f])]
    if lost:
        listed = ", ".join(f"{{{f}}}" for f in lost)
        raise refuse(parameter, f"the replacement field {listed} must stay")
    more = [f for f in new if f not in old or (not f and new[f] > old[f])]
    if more and refuse_new:
        listed = ", ".join(f"{{{f}}}" for f in more)
        raise refuse(parameter, f"the replacement field {listed} is not known there")


def _value(parameter: ParameterState, new: Any) -> None:
    if parameter.annotation is not Any:
        _annotation(parameter, new)
        return
    old = parameter.known_value()
    if old is UNSET or old is None or type(new) is type(old):
        return
    raise refuse(
        parameter, f"a {type(old).__name__} is expected, not {type(new).__name__} {new!r:.60}"
    )


def _annotation(parameter: ParameterState, new: Any) -> None:
    if not fits(new, parameter.annotation):
        raise refuse(parameter, f"{new!r:.60} is no {parameter.mark.annotation}")


def _must_contain(parameter: ParameterState, new: str) -> None:
    missing = [text for text in parameter.must_contain if text not in new]
    if missing:
        raise refuse(parameter, f"it must contain {', '.join(map(repr, missing))}")


def _constraint(parameter: ParameterState, new: Any) -> None:
    constraint = parameter.constraint
    if isinstance(constraint, re.Pattern):
        if not isinstance(new, str) or constraint.search(new) is None:
            raise refuse(parameter, f"{new!r:.60} does not match {constraint.pattern!r}")
    elif callable(constraint):
        try:
            holds = constraint(new)
        except Exception as error:
            raise refuse(parameter, f"its constraint fails on {new!r:.60}: {error!r}") from error
        if not holds:
            raise refuse(parameter, f"its constraint does not hold for {new!r:.60}")
