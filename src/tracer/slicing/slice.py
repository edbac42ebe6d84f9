"""A slice: the events that made a value, and what they say."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from tracer.collecting import paused
from tracer.slicing.assumptions import Assumption, assumptions
from tracer.slicing.index import Index
from tracer.slicing.marks import Mark, reached
from tracer.slicing.sweep import Swept
from tracer.slicing.then import Then

if TYPE_CHECKING:
    import os

    import networkx as nx
    import pydot


class Slice:
    """What produced the criteria of a recording.

    `criteria` are the numbers of their events, the main one first. `recording`: whose tape is read as long as this is.
    """

    def __init__(self, index: Index, swept: Swept, criteria: list[int], then: Then) -> None:
        self._index, self._swept, self._then = index, swept, then
        self.criteria = criteria
        self.recording: object = None

    def __len__(self) -> int:
        return len(self.nodes)

    def __repr__(self) -> str:
        return f"<Slice: {len(self)} of {len(self._index)} events>"

    @property
    def nodes(self) -> array[int]:
        """The numbers of the events, sorted."""
        return self._swept.nodes

    @cached_property
    def graph(self) -> nx.DiGraph[int]:
        """The events and their dependences, edges from the used to the user; made when first asked for."""
        from tracer.slicing.graph import build

        with paused():
            return build(self._index, self._swept, self.criteria, self._then)

    @cached_property
    def parameters(self) -> list[Mark]:
        """The trainable values that were reached, in the order of their first evaluation."""
        return reached(self._then.flows, self.nodes)

    @cached_property
    def inputs(self) -> list[int]:
        """The events whose values came from outside the recorded code."""
        from tracer.slicing.graph import is_input

        used = self._swept.using()
        return [e for e in self.nodes if e not in used and is_input(self._index, e)]

    @cached_property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What had to be taken on trust, in the order of the source: code that is not recorded, values that were not kept.

        Each says `file:line` and what was assumed as `str`.
        """
        return assumptions(self._then.flows, self.nodes)

    def source(self) -> str:
        """Return the lines of the user's source that matter, in order, each with the values its expressions had."""
        from tracer.views.source_view import source

        return source(self.graph)

    def report(
        self,
        max_tokens: int = 4000,
        count: Callable[[str], int] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> str:
        """Return a text of at most `max_tokens` tokens for a language model, nearest to the criterion first.

        `count` tells how many tokens a text has; without it they are over-estimated. `names`: what parameters are called,
        by their ids, where that is not their own name. Parameters and the criterion are
        never cut: TracerError where they need more.
        """
        from tracer.views.parameters import renamed
        from tracer.views.report import report
        from tracer.views.tokens import count_tokens

        trusted = [(a.file, a.line, a.text) for a in self.assumptions]
        return report(
            renamed(self.graph, names or {}),
            max_tokens,
            count_tokens if count is None else count,
            trusted=trusted,
        )

    def to_dot(self) -> pydot.Dot:
        """Return a picture; of more than 300 nodes repetitions, deep calls and lines are folded, and it says so."""
        from tracer.views.dot import to_dot

        return to_dot(self.graph)

    def to_svg(self, path: str | os.PathLike[str]) -> None:
        """Write the picture to an SVG file; TracerError where Graphviz is not installed."""
        from tracer.views.svg import to_svg

        to_svg(self.graph, path)

    def _repr_html_(self) -> str:
        from tracer.views.html import slice_html

        return slice_html(self.graph)
