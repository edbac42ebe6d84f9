"""The parameters of a file: made once, found again by id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracer.errors import TracerError
from tracer.trainables.module_files import ModuleFile, file_of
from tracer.trainables.parameter import Parameter
from tracer.trainables.registry import add, lock, parameter_called


def parameters_in(file: ModuleFile) -> list[Parameter]:
    """Return the parameters of a file, in the order of its source."""
    with lock:
        return [_of_mark(ident, file) for ident in file.loaded.marks]


def parameters_anywhere(path: str, namespace: Mapping[str, Any]) -> list[Parameter]:
    """Return the parameters of a file as if every function and every literal outside of functions were marked.

    `namespace`: the module's globals. Raises SourceUnavailable, TracerError.
    """
    file = file_of(path, namespace)
    file.mark_every()
    return parameters_in(file)


def _of_mark(ident: str, file: ModuleFile) -> Parameter:
    known = parameter_called(ident)
    if not isinstance(known, Parameter) or known.file is not file:
        if known is not None and known.file.path != file.path:
            raise TracerError(
                f"two parameters are called {ident!r}: {known.where} and {file.path}:"
                f"{file.loaded.marks[ident].value.line}; give one of the modules or marks another name"
            )
        known = Parameter(ident, file)
        add(known)
    elif known.mark is not file.loaded.marks[ident]:
        known.load_again()
    return known
