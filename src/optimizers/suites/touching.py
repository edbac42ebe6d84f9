"""What failing tests depend on, as parameters: the lines of their slices, and what stands there."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from optimizers.engines.engine import JSONValue
from optimizers.identity import digest_of_file
from tracer.errors import CriterionNotFound, TracerError
from tracer.trainables.finding import parameters
from tracer.trainables.making import parameters_anywhere
from tracer.trainables.parameter import Parameter

if TYPE_CHECKING:
    from tracer.recording import Recording

PROBE = f"{__name__}:touched"
_LINES = 20
Place = tuple[str, int]
"""File and line."""


def touched(run: Recording, value: object, _parameters: Sequence[Parameter]) -> JSONValue:
    """Return the lines that a failure depends on (`places`), and the text that explains it (`why`); None if it passed."""
    if not isinstance(value, BaseException):
        return None
    try:
        places = {(d["file"], d["line"]) for _, d in run.slice(value).graph.nodes(data=True)}
    except CriterionNotFound:
        places = {(e.site.file, e.site.line) for e in run.events()}
    return {"places": sorted(places), "why": _why(run, value)}


def _why(run: Recording, error: BaseException) -> str:
    from tracer.pytest_plugin.failing import failure_graph
    from tracer.pytest_plugin.telling import Telling

    try:
        lines, _ = Telling(failure_graph(run, error), os.getcwd()).text(_LINES)
    except TracerError:
        return ""
    return "\n".join(lines)


def marked(wanted: Callable[[str], bool]) -> list[Parameter]:
    """Return the parameters that the loaded modules mark, of those whose file is wanted."""
    found = [parameters(module) for module, path in _loaded(wanted) if _may_mark(path)]
    return [p for members in found for p in members]


def unmarked(wanted: Callable[[str], bool], places: Iterable[Place]) -> list[Parameter]:
    """Return the bodies and literals that stand at these lines; without lines, all of the loaded modules that are wanted."""
    lines: dict[str, set[int]] = {}
    for file, line in places:
        lines.setdefault(os.path.abspath(file), set()).add(line)
    out = []
    for module, path in _loaded(wanted):
        if lines and path not in lines:
            continue
        for parameter in parameters_anywhere(path, vars(module)):
            whole = range(parameter.mark.whole.line, parameter.mark.whole.end_line + 1)
            if not lines or not lines[path].isdisjoint(whole):
                out.append(parameter)
    return out


def loaded_files(wanted: Callable[[str], bool]) -> dict[str, str]:
    """Return the digests of the files of loaded modules, by path."""
    return {path: digest_of_file(path) for _, path in _loaded(wanted)}


def _loaded(wanted: Callable[[str], bool]) -> list[tuple[Any, str]]:
    found: dict[str, Any] = {}
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if isinstance(path, str) and path.endswith(".py") and wanted(path):
            found.setdefault(os.path.abspath(path), module)
    return [(found[path], path) for path in sorted(found)]


def _may_mark(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return b"tracer" in file.read()
    except OSError as error:
        raise TracerError(f"{path} cannot be read: {error}") from error
