"""What failing tests depend on, as parameters: the lines of their slices, and what stands there."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
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
_SHORT = 20_000
"""Events up to which a test's slice holds potential dependences, too: of a long loop they take minutes."""
_LOADS = frozenset({"load", "input", "parameter"})
Place = tuple[str, int]
"""File and line."""


def touched(run: Recording, value: object, _parameters: Sequence[Parameter]) -> JSONValue:
    """Return what a failure depends on; None if the test passed.

    `places`: lines; `names`: what is loaded there; `why`: the text that explains it.
    """
    if not isinstance(value, BaseException):
        return None
    short = len(run) <= _SHORT
    places, names = _wanted(run, value, potential=short) or _executed(run)
    known = sorted(name for name in names if name.isidentifier())
    return {"places": sorted(places), "names": known, "why": _why(run, value) if short else ""}


def _wanted(
    run: Recording, error: BaseException, *, potential: bool
) -> tuple[set[Place], set[str]] | None:
    """Return the lines and names in the slice of a failure; None where there is no slice to be trusted."""
    if isinstance(error, RecursionError):
        return None  # the innermost frames had no stack left to record how they ended
    try:
        graph = run.slice(error, potential=potential).graph
    except CriterionNotFound:
        return None
    nodes = [data for _, data in graph.nodes(data=True)]
    places = {(d["file"], d["line"]) for d in nodes}
    return places, {d["code"].rpartition(".")[2] for d in nodes if d["kind"] in _LOADS}


def _executed(run: Recording) -> tuple[set[Place], set[str]]:
    """Return the lines that ran, and the names there."""
    sites = {e.site for e in run.events()}
    return {(s.file, s.line) for s in sites}, {s.name for s in sites if s.name}


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


def unmarked(
    wanted: Callable[[str], bool], places: Iterable[Place], names: Collection[str]
) -> list[Parameter]:
    """Return the bodies and literals that stand at these lines; without lines, all of the loaded modules that are wanted.

    Also the literals that have these names: modules are loaded before anything is recorded.
    """
    lines: dict[str, set[int]] = {}
    for file, line in places:
        lines.setdefault(os.path.abspath(file), set()).add(line)
    out = []
    for module, path in _loaded(wanted):
        for parameter in parameters_anywhere(path, vars(module)):
            mark = parameter.mark
            whole = range(mark.whole.line, mark.whole.end_line + 1)
            touched_here = not lines.get(path, set()).isdisjoint(whole)
            named = mark.place is not None and mark.place.name in names
            if not lines or touched_here or named:
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
