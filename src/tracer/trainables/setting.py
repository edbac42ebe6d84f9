"""Using another value of a parameter in this process."""

from __future__ import annotations

from typing import Any

from rewriters.editing.literals import same
from tracer.live import UNSET
from tracer.trainables.checking import checked
from tracer.trainables.code import use_body
from tracer.trainables.kinds import Kind
from tracer.trainables.rebinding import rebind
from tracer.trainables.registry import lock
from tracer.trainables.state import ParameterState, Rebound, Tried
from tracer.trainables.substitution import body_changed, set_changed


def set_value(parameter: ParameterState, new: Any) -> Rebound:
    """Check a value, then use it: marks give it from now on, and the places that hold the old one hold it."""
    with lock:
        new = checked(parameter, new)
        done = _use(parameter, new)
        parameter.history.append(Tried(new))
        return done


def reset_value(parameter: ParameterState) -> Rebound:
    """Use what the source says, as last applied."""
    with lock:
        if parameter.cell.new is UNSET:
            return Rebound()
        return _use(parameter, parameter.source_value())


def _use(parameter: ParameterState, new: Any) -> Rebound:
    old = parameter.cell.new if parameter.cell.new is not UNSET else parameter.first_value()
    first = parameter.first_value()
    loaded = new is UNSET or (same(new, first) and same(parameter.source_value(), first))
    parameter.cell.new = UNSET if loaded else new
    if parameter.kind is Kind.CODE:
        done = use_body(parameter)
        body_changed()
        return done
    set_changed()
    return rebind(parameter, old, first if loaded else new)
