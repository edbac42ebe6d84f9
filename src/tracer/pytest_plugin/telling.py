"""The lines of a failure's slice, the failing one last, each with the values it had."""

from __future__ import annotations

import ast
import linecache
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from rewriters.parsing import parse
from tracer.privacy import Redaction, redaction
from tracer.views.annotations import Annotator
from tracer.views.calls import depths
from tracer.views.distances import criteria, distances
from tracer.views.parameters import inputs
from tracer.views.secrets import redacted
from tracer.views.texts import Text
from tracer.views.values import Style
from tracer.views.visits import Place, Visit, visits

if TYPE_CHECKING:
    import networkx as nx

_MOST_INPUTS = 6
_WIDEST = 60
_DEFINITIONS = (FunctionType, BuiltinFunctionType, ModuleType, type)


@dataclass(frozen=True, slots=True)
class Told:
    """One line of source: where, its text, the values it had, and how near the failure (in steps) it was."""

    place: str
    code: str
    note: str
    steps: int


class Telling:
    """A slice as text. `root`: paths below it are shown from there."""

    def __init__(self, graph: nx.DiGraph, root: str) -> None:
        self._graph, self._root = graph, root
        self._distances = distances(graph)
        self._secrets: Redaction = redacted(graph, redaction())
        self._style = Style(chars=60, redaction=self._secrets)

    def text(self, most: int) -> tuple[list[str], int]:
        """Return at most `most` lines (0: all) and how many more there are: those farthest from the failure."""
        lines, given = self.lines(), self._inputs()
        room = most - len(given) if most > 0 else len(lines)
        near = {id(line) for line in sorted(lines[:-1], key=lambda t: t.steps)[: max(room - 1, 0)]}
        shown = [t for t in lines[:-1] if id(t) in near] + lines[-1:]
        widths = [
            max((len(getattr(t, part)) for t in shown), default=0) for part in ("place", "code")
        ]
        code = min(widths[1], _WIDEST)
        rows = [
            f"{t.place:<{widths[0]}}  {t.code:<{code}}  {'# ' if t.note else ''}{t.note}".rstrip()
            for t in shown
        ]
        return [*given, *rows], len(lines) - len(shown)

    def lines(self) -> list[Told]:
        """Return the lines in the order in which they ran last, the failing one at the end."""
        found = visits(self._graph, self._distances)
        failing = self._place(criteria(self._graph)[0])
        found = {p: v for p, v in found.items() if p == failing or not self._is_told_elsewhere(v)}
        annotator = Annotator(self._graph, self._style, depths(self._graph))
        texts: dict[str, Text] = {}
        order = sorted(found, key=lambda p: (p == failing, found[p][-1].nodes[-1]))
        return [self._told(place, found, texts, annotator) for place in order]

    def _told(
        self,
        place: Place,
        found: dict[Place, list[Visit]],
        texts: dict[str, Text],
        annotator: Annotator,
    ) -> Told:
        file, number = place
        text = texts.setdefault(file, Text(self._graph, file, found))
        code = self._secrets.code(text.line(number))
        steps = min(v.steps for v in found[place])
        return Told(f"{self._path(file)}:{number}", code, annotator.line(found[place]), steps)

    def _inputs(self) -> list[str]:
        used = inputs(self._graph, self._distances)
        if not used:
            return []
        told = [f"{u.name} = {self._style.named(u.name, self._value(u.node))}" for u in used]
        more = [f"{len(told) - _MOST_INPUTS} more"] if len(told) > _MOST_INPUTS else []
        return [f"inputs: {', '.join([*told[:_MOST_INPUTS], *more])}"]

    def _is_told_elsewhere(self, line: list[Visit]) -> bool:
        """Does a line only bring in functions and modules, or take arguments? The lines that use them tell as much."""
        nodes = [n for visit in line for n in visit.nodes]
        return all(_defines(self._graph.nodes[n]) or self._is_argument(n) for n in nodes)

    def _is_argument(self, node: int) -> bool:
        """Is this a formal whose value a call gave? A default is told nowhere else."""
        data = self._graph.nodes[node]
        if (data["line"], data["col"]) not in _formals(data["file"]):
            return False
        return any(kind == "data" for _, _, kind in self._graph.in_edges(node, data="kind"))

    def _value(self, node: int) -> Any:
        return self._graph.nodes[node]["value"]

    def _place(self, node: int) -> Place:
        data = self._graph.nodes[node]
        return data["file"], data["line"]

    def _path(self, file: str) -> str:
        inside = os.path.relpath(file, self._root)
        return file if inside.startswith(os.pardir) else inside


@lru_cache(maxsize=256)
def _formals(file: str) -> frozenset[tuple[int, int]]:
    """Return where the formals of a file's functions stand: line and column."""
    try:
        tree = parse("".join(linecache.getlines(file)))
    except SyntaxError:  # changed since it was loaded
        return frozenset()
    return frozenset((n.lineno, n.col_offset) for n in ast.walk(tree) if isinstance(n, ast.arg))


def _defines(data: Mapping[str, Any]) -> bool:
    return data["kind"] != "constant" and issubclass(type(data["value"]), _DEFINITIONS)
