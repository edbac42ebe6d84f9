"""How it is said that a parameter may not have a value."""

from __future__ import annotations

from tracer.errors import InvalidUpdate
from tracer.trainables.state import ParameterState


def refuse(parameter: ParameterState, problem: str) -> InvalidUpdate:
    """Return the error that says what is wrong with a new value."""
    return InvalidUpdate(f"parameter {parameter.id!r} ({parameter.where}): {problem}")
