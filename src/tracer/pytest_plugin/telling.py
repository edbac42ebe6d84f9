"""The lines of a failure's slice, the failing one last, each with the values it had."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from tracer.privacy import Redaction, redaction
from tracer.views.annotations import Annotator
from tracer.views.calls import depths
from tracer.views.distances import criteria, distances
from tracer.views.nearest import is_told_elsewhere, nearest
from tracer.views.parameters import inputs
from tracer.views.secrets import redacted
from tracer.views.texts import Text
from tracer.views.values import Style
from tracer.views.visits import Place, Visit, visits

if TYPE_CHECKING:
    import networkx as nx

_MOST_INPUTS = 6
_WIDEST = 60


@dataclass(frozen=True, slots=True)
class Told:
    """One line of source: where, its text, the values it had."""

    at: Place
    place: str
    code: str
    note: str


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
        shown = lines if room >= len(lines) else self._nearest(lines, room)
        widths = [
            max((len(getattr(t, part)) for t in shown), default=0) for part in ("place", "code")
        ]
        code = min(widths[1], _WIDEST)
        rows = [
            f"{t.place:<{widths[0]}}  {t.code:<{code}}  {'# ' if t.note else ''}{t.note}".rstrip()
            for t in shown
        ]
        return [*given, *rows], len(lines) - len(shown)

    def _nearest(self, lines: list[Told], room: int) -> list[Told]:
        """Choose as the short answer does (see `views.nearest`); the failing line is always there."""
        places = (
            p for p in nearest(self._graph, self._distances, self._visits) if p != self._failing
        )
        near = {self._failing, *islice(places, max(room - 1, 0))}
        return [t for t in lines if t.at in near]

    @cached_property
    def _visits(self) -> dict[Place, list[Visit]]:
        return visits(self._graph, self._distances)

    @property
    def _failing(self) -> Place:
        return self._place(criteria(self._graph)[0])

    def lines(self) -> list[Told]:
        """Return the lines in the order in which they ran last, the failing one at the end."""
        failing, found = self._failing, self._visits
        found = {
            p: v for p, v in found.items() if p == failing or not is_told_elsewhere(self._graph, v)
        }
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
        return Told(place, f"{self._path(file)}:{number}", code, annotator.line(found[place]))

    def _inputs(self) -> list[str]:
        used = inputs(self._graph, self._distances)
        if not used:
            return []
        told = [f"{u.name} = {self._style.named(u.name, self._value(u.node))}" for u in used]
        more = [f"{len(told) - _MOST_INPUTS} more"] if len(told) > _MOST_INPUTS else []
        return [f"inputs: {', '.join([*told[:_MOST_INPUTS], *more])}"]

    def _value(self, node: int) -> Any:
        return self._graph.nodes[node]["value"]

    def _place(self, node: int) -> Place:
        data = self._graph.nodes[node]
        return data["file"], data["line"]

    def _path(self, file: str) -> str:
        inside = os.path.relpath(file, self._root)
        return file if inside.startswith(os.pardir) else inside
