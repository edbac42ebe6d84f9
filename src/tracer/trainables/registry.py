"""The parameters known in this process: one object for each id."""

from __future__ import annotations

import threading

from tracer.trainables.state import ParameterState

lock = threading.RLock()
_known: dict[str, ParameterState] = {}
_listed: list[tuple[ParameterState, ...]] = []
"""All of them, once somebody has asked since the last was added."""


def known_parameters() -> tuple[ParameterState, ...]:
    """Return all parameters asked for so far: the same object as long as there are no others."""
    with lock:
        if not _listed:
            _listed.append(tuple(_known.values()))
        return _listed[0]


def add(parameter: ParameterState) -> None:
    """Make a parameter known that stands in no file."""
    with lock:
        if _known.get(parameter.id) is not parameter:
            _known[parameter.id] = parameter
            _listed.clear()


def parameter_called(ident: str) -> ParameterState | None:
    """Return the parameter with this id, if it was asked for."""
    return _known.get(ident)
