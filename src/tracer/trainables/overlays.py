"""Trying other values in one context: candidates in parallel, none of which sees another's."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import Token
from types import TracebackType
from typing import Any

from rewriters.editing.bodies import Definition
from tracer import inheritance
from tracer.errors import TracerError
from tracer.live import Cell, Changes, overlaid, process
from tracer.trainables.checking import checked
from tracer.trainables.code import body_of, scope_of
from tracer.trainables.kinds import Kind
from tracer.trainables.parameter import Parameter
from tracer.trainables.registry import lock, parameter_called
from tracer.trainables.state import ParameterState
from tracer.trainables.substitution import refresh

Candidate = Mapping[Parameter | str, Any]
"""By parameter or id, a value or source text."""


class overlay:  # noqa: N801  # read as a verb: `with overlay({p: value}):`
    """Run a block with other values of parameters, in this context and the threads and tasks it starts.

    Inner overlays hide outer ones where both have a value. Raises InvalidUpdate, before anything runs, for a value
    a parameter may not have, TracerError for an id that nobody asked `parameters` for.
    """

    def __init__(self, values: Candidate) -> None:
        self._values: dict[Cell, Any] = {}
        self._bodies: dict[Cell, Any] = {}
        for key, new in values.items():
            self._add(_parameter(key), new)
        self._token: Token[Changes | None] | None = None
        self._changes: Changes | None = None

    def _add(self, parameter: ParameterState, new: Any) -> None:
        new = checked(parameter, new)
        self._values[parameter.cell] = new
        if parameter.kind is Kind.CODE:
            scope = scope_of(parameter)
            if scope is None:
                raise TracerError(
                    f"{parameter.where}: no function of parameter {parameter.id!r} is found; import its module anew"
                )
            self._bodies[parameter.cell] = body_of(parameter, Definition.parse(new), scope)

    def __enter__(self) -> None:
        """Begin; an `overlay` object is used once at a time."""
        if self._token is not None:
            raise RuntimeError("this overlay is open already")
        outer = overlaid.get()
        values, bodies = (outer.values, outer.bodies) if outer is not None else ({}, {})
        self._changes = Changes({**values, **self._values}, {**bodies, **self._bodies})
        with lock:
            process.overlays += 1
            if process.overlays == 1:
                inheritance.put_in_place()
            refresh()
        self._token = overlaid.set(self._changes)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End: this context has the values it had before."""
        token, changes = self._token, self._changes
        assert token is not None
        assert changes is not None
        self._token = self._changes = None
        try:
            overlaid.reset(token)
        except ValueError:  # entered in another context: a generator's, a fixture's
            if overlaid.get() is changes:
                overlaid.set(None)
        changes.close()
        with lock:
            process.overlays -= 1
            if process.overlays == 0:
                inheritance.take_away()
            refresh()


def _parameter(key: Parameter | str) -> ParameterState:
    if isinstance(key, Parameter):
        return key
    found = parameter_called(key)
    if found is None:
        raise TracerError(
            f"no parameter {key!r} is known; ask `parameters` of its module first: ids are module:qualname:name"
        )
    return found
