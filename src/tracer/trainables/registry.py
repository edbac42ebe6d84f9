"""The parameters known in this process: one object for each id."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from tracer.errors import TracerError
from tracer.trainables.module_files import ModuleFile
from tracer.trainables.parameter import Parameter

lock = threading.RLock()
_known: dict[str, Parameter] = {}


def parameters_in(file: ModuleFile) -> list[Parameter]:
    """Return the parameters of a file, in the order of its source."""
    with lock:
        return [_of_mark(ident, file) for ident in file.loaded.marks]


def _of_mark(ident: str, file: ModuleFile) -> Parameter:
    known = _known.get(ident)
    if known is None or known.file is not file:
        if known is not None and known.file.path != file.path:
            raise TracerError(
                f"two parameters are called {ident!r}: {known.where} and {file.path}:"
                f"{file.loaded.marks[ident].value.line}; give one of the modules or marks another name"
            )
        known = _known[ident] = Parameter(ident, file)
    elif known.mark is not file.loaded.marks[ident]:
        known.load_again()
    return known


def known_parameters() -> Iterator[Parameter]:
    """Iterate over all parameters asked for so far."""
    with lock:
        return iter(list(_known.values()))


def add(parameter: Parameter) -> None:
    """Make a parameter known that stands in no file."""
    with lock:
        _known[parameter.id] = parameter


def parameter_called(ident: str) -> Parameter | None:
    """Return the parameter with this id, if it was asked for."""
    return _known.get(ident)
