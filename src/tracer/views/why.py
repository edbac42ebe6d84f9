"""The short answer to why a value is what it is: the chain from it back to parameters and inputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from tracer.privacy import Redaction
from tracer.views.annotations import Annotator, shortened
from tracer.views.calls import depths
from tracer.views.distances import FAR, Distances, criteria, distances
from tracer.views.nearest import nearest
from tracer.views.page import shown_path
from tracer.views.parameters import REACH, Used, inputs, parameters
from tracer.views.results import value_node
from tracer.views.secrets import redacted
from tracer.views.texts import Text
from tracer.views.values import Style
from tracer.views.visits import Place, Visit, visits

if TYPE_CHECKING:
    import networkx as nx
    from rich.console import RenderableType

_MOST_LINES = 12
_MOST_SOURCES = 8
_WIDEST = 60


class Step(NamedTuple):
    """One line of the chain: where, the line itself, the values it had."""

    place: str
    code: str
    note: str


@dataclass(frozen=True)
class Why:
    """A short answer: `str` is plain text; terminals (rich) and notebooks show it with colours.

    `steps` go back in time from the criterion: the lines nearest to it, and those on the shortest ways to parameters and
    inputs.
    """

    graph: nx.DiGraph
    error: BaseException | None = None
    """The exception that is explained, if it is one: where no expression of recorded code raised it, an operand is the
    criterion."""
    everything: str = "slice.source()"
    """What shows the lines that are left out."""

    def __str__(self) -> str:
        """Return the answer as plain text."""
        if not len(self.graph):
            return "nothing was recorded"
        steps = self.steps
        places = max(len(s.place) for s in steps)
        codes = min(_WIDEST, max(len(s.code) for s in steps))
        rows = [self.result]
        rows += [f"  {s.place:<{places}}  {s.code:<{codes}}  {s.note}".rstrip() for s in steps]
        return "\n".join([*rows, *(f"{name}: {', '.join(told)}" for name, told in self.sources)])

    __repr__ = __str__

    def __rich__(self) -> RenderableType:
        """Return the answer for terminals."""
        from rich.console import Group
        from rich.table import Table
        from rich.text import Text as Line

        if not len(self.graph):
            return Line(str(self))
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        for style in ("dim", "bold", "green"):
            table.add_column(style=style, overflow="fold")
        for step in self.steps:
            table.add_row(*map(Line, step))
        sources = [
            Line.assemble((f"{name}: ", "bold yellow"), ", ".join(told))
            for name, told in self.sources
        ]
        return Group(Line(self.result, style="bold"), table, *sources)

    def _repr_html_(self) -> str:
        from tracer.views.html import why_html

        if not len(self.graph):
            return why_html(str(self), [], [])
        return why_html(self.result, self.steps, self.sources)

    @property
    def result(self) -> str:
        """What is explained, and how much of it there is."""
        more = len(self._lines) - len(self._places)
        rest = f" ({more} more line{'s' * (more > 1)}: {self.everything} shows all)" if more else ""
        return f"{self._explained} because of{rest}"

    @property
    def _explained(self) -> str:
        data = self.graph.nodes[self._criterion]
        if self.error is not None:
            return self._annotator.style(self.error)
        if data["kind"] == "call" and data["value"] is None:  # a call that is made for what it does
            return shortened(self._redaction.code(data["code"]), _WIDEST)
        value = value_node(self.graph, self._criterion)
        if value is not None:
            return self._annotator.value(value)
        return "the exception" if data["kind"] == "exception" else f"this {data['kind']}"

    @property
    def sources(self) -> list[tuple[str, list[str]]]:
        """The parameters and inputs at the end of the chain, as text."""
        told = [("parameters", self._parameters), ("inputs", self._inputs)]
        return [(name, list(self._told(used))) for name, used in told if used]

    @cached_property
    def steps(self) -> list[Step]:
        """The lines of the chain, the criterion's first."""
        texts: dict[str, Text] = {}
        found = []
        for file, number in self._places:
            text = texts.setdefault(file, Text(self.graph, file, self._lines))
            code = self._redaction.code(text.line(number).strip())
            note = self._annotator.line(self._on_path(self._lines[file, number]))
            found.append(Step(f"{shown_path(file)}:{number}", shortened(code, _WIDEST), note))
        return found

    def _told(self, used: list[Used]) -> Iterator[str]:
        for one in used[:_MOST_SOURCES]:
            reach = f" ({REACH[one.reach]})" if REACH[one.reach] else ""
            value = self._annotator.style.named(one.name, self.graph.nodes[one.node]["value"])
            yield f"{one.name} = {value}{reach}"
        if len(used) > _MOST_SOURCES:
            yield f"{len(used) - _MOST_SOURCES} more"

    def _on_path(self, line: list[Visit]) -> list[Visit]:
        return [v for v in line if not self._path.isdisjoint(v.nodes)] or line

    @cached_property
    def _path(self) -> set[int]:
        """The nodes on the shortest ways to the criterion, of the nearest parameters and inputs."""
        path = {self._criterion}
        used = [u.node for u in (*self._parameters[:_MOST_SOURCES], *self._inputs[:_MOST_SOURCES])]
        for node in used or self._beginnings:
            at: int | None = node
            while at is not None and at not in path:
                path.add(at)
                at = self._distances.towards[at]
        return path

    @property
    def _beginnings(self) -> list[int]:
        """The nearest nodes that use nothing: where there is no parameter and no input, the chain begins with these."""
        steps = self._distances.steps
        alone = [n for n in self.graph if not self.graph.in_degree(n) and steps[n] < FAR]
        return sorted(alone, key=lambda n: (steps[n], -n))[:_MOST_SOURCES]

    @cached_property
    def _places(self) -> list[Place]:
        """The lines that are shown, from the criterion back in time.

        These are the nearest (see `nearest`), then the ends of the path, then the rest of it, then what is near still.
        """
        data = self.graph.nodes[self._criterion]
        first: Place = data["file"], data["line"]
        latest = {p: line[-1].nodes[-1] for p, line in self._lines.items()}
        on_path: dict[Place, int] = {}
        for node in sorted(self._path):
            data = self.graph.nodes[node]
            on_path[data["file"], data["line"]] = node
        latest |= on_path
        path = sorted(on_path, key=lambda p: -on_path[p])
        near = list(islice(nearest(self.graph, self._distances, self._lines), _MOST_LINES))
        half = _MOST_LINES // 2
        ordered = [first, *near[:half], *path[-half // 2 :], *path, *near]
        shown = list(dict.fromkeys(ordered))[:_MOST_LINES]
        return sorted(shown, key=lambda p: (p != first, -latest[p]))

    @property
    def _criterion(self) -> int:
        return criteria(self.graph)[0]

    @cached_property
    def _redaction(self) -> Redaction:
        return redacted(self.graph)

    @cached_property
    def _annotator(self) -> Annotator:
        return Annotator(self.graph, Style(chars=60, redaction=self._redaction), depths(self.graph))

    @cached_property
    def _distances(self) -> Distances:
        return distances(self.graph)

    @cached_property
    def _lines(self) -> dict[Place, list[Visit]]:
        return visits(self.graph, self._distances)

    @cached_property
    def _parameters(self) -> list[Used]:
        return parameters(self.graph, self._distances, self._redaction)

    @cached_property
    def _inputs(self) -> list[Used]:
        return inputs(self.graph, self._distances)
