"""The parameters known in this process: one object for each id."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from tracer.trainables.state import ParameterState

lock = threading.RLock()
_known: dict[str, ParameterState] = {}


def known_parameters() -> Iterator[ParameterState]:
    """Iterate over all parameters asked for so far."""
    with lock:
        return iter(list(_known.values()))


def add(parameter: ParameterState) -> None:
    """Make a parameter known that stands in no file."""
    with lock:
        _known[parameter.id] = parameter


def parameter_called(ident: str) -> ParameterState | None:
    """Return the parameter with this id, if it was asked for."""
    return _known.get(ident)
