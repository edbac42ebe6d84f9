"""The mark of a trainable value, and the options that marks carry."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, Union

from tracer.live import UNSET, process, slot, slot_of

if TYPE_CHECKING:
    import re

T = TypeVar("T")
Constraint = Union[str, "re.Pattern[str]", Callable[[Any], bool]]


class TraceOptions(NamedTuple):
    """What `trace(…)` was told of a function.

    `opaque`: its calls are one operation each. `trainable`: an optimizer may rewrite its body, within `constraint`.
    """

    opaque: bool = False
    trainable: bool = False
    name: str | None = None
    description: str | None = None
    constraint: Constraint | None = None


class MarkOptions(NamedTuple):
    """What `trainable(…)` was told at one place of the source."""

    name: str | None = None
    description: str | None = None
    constraint: Constraint | None = None
    bounds: tuple[float, float] | None = None
    choices: Collection[Any] | None = None
    must_contain: Sequence[str] = ()
    per_instance: bool = False


_frame = sys._getframe


def trainable(  # noqa: PLR0913  # the contract's options, all keywords but the name
    value: T,
    name: str | None = None,
    *,
    description: str | None = None,
    constraint: Constraint | None = None,
    bounds: tuple[float, float] | None = None,
    choices: Collection[T] | None = None,
    must_contain: Sequence[str] = (),
    per_instance: bool = False,
) -> T:
    """Mark a value that an optimizer may change; return it, or what this context's overlay or `set` has in its place.

    `name`: how it is called in reports (default: what it is assigned to). `description`, `constraint`: what it is for
    and what must stay true of it; text is for an optimizer's model, a pattern or function is checked. `bounds`,
    `choices`: the numbers or values allowed. `must_contain`: texts that every new value keeps. `per_instance`: an
    attribute set in `__init__` is a parameter of each object, not of its class.
    """
    caller = _frame(1)
    cell = slot_of((id(caller.f_code), caller.f_lasti))
    if cell is None:
        cell = slot(caller.f_code, caller.f_lasti)
    if cell.options is None:
        cell.options = MarkOptions(
            name, description, constraint, bounds, choices, must_contain, per_instance
        )
    cell.seen = value
    if cell.new is not UNSET or process.overlays:
        given: T = cell.current(value, caller)
        return given
    return value
