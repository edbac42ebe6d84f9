"""A slice for a language model: what it needs to see, under a hard budget of tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from tracer.errors import TracerError
from tracer.privacy import Redaction
from tracer.views import calls
from tracer.views.annotations import Annotator, shortened
from tracer.views.distances import Distances, criteria, distances
from tracer.views.fitting import Count, richest
from tracer.views.page import page, shown_path
from tracer.views.parameters import Used, inputs, parameters, row
from tracer.views.results import value_node, value_nodes
from tracer.views.secrets import redacted
from tracer.views.source_view import files
from tracer.views.texts import Text, headline
from tracer.views.tokens import count_tokens
from tracer.views.values import Style
from tracer.views.visits import Place, Visit, picks, visits

if TYPE_CHECKING:
    import networkx as nx

_CHARS = (40, 80, 200, 600, 2000)
"""How long values may be: the first while lines are left out, the others when there is room for more."""
_BRIEF = frozenset({"load", "input", "parameter"})
_LONGEST_LINE = 200
_LONGEST_TEXT = 6
"""Lines of one literal: its value stands with the parameters."""
_MOST_INPUTS = 8
_MOST_TRUSTED = 6
_CUT = re.compile(r"…\d+ (more|characters|bytes)…|… \d+ …|<int of \d")
"""How values say that they were cut."""


def report(
    graph: nx.DiGraph,
    max_tokens: int = 4000,
    count: Count = count_tokens,
    *,
    trusted: Sequence[tuple[str, int, str]] = (),
) -> str:
    """Return a text of at most `max_tokens` tokens, as `count` counts them, on how the criterion came about.

    Parameters and the criterion are complete. Then come the lines of source nearest to the criterion, as many as fit,
    with the values they had: of what ran several times the first, the last and the visit nearest the criterion; calls
    that no parameter's value comes into are one line. What room is left makes long values longer and tells what was
    `trusted` (file, line, what). The end says what was left out. A budget too small for parameters and criterion is a TracerError that says how many tokens these need.
    """
    if not len(graph):
        return richest(lambda _: "", 1, max_tokens, count) or ""
    made = _Report(graph, trusted)
    text = richest(made.render, made.levels(max_tokens), max_tokens, count)
    if text is None:
        need = count(made.render(0))
        data = graph.nodes[criteria(graph)[0]]
        raise TracerError(
            f"{data['file']}:{data['line']}: the criterion and the slice's {len(made.parameters)} parameters need "
            f"{need} tokens and are never cut; call report(max_tokens={need}) or more (it was {max_tokens})"
        )
    return text


@dataclass(frozen=True)
class _Report:
    graph: nx.DiGraph
    trusted: Sequence[tuple[str, int, str]]
    notes: dict[tuple[Place, int], str] = field(default_factory=dict)

    def levels(self, max_tokens: int) -> int:
        """How many renderings there are: one more piece each, then longer values; no more pieces than could fit."""
        return 1 + min(len(self.pieces), 4 * max(max_tokens, 0) + 64) + len(_CHARS) - 1

    def render(self, level: int) -> str:
        """Return the report with so many lines, or with all of them and longer values."""
        chosen = self.pieces[:level]
        places = [piece for piece in chosen if isinstance(piece, tuple)]
        given = [piece for piece in chosen if isinstance(piece, Used)]
        chars = _CHARS[max(0, min(level - len(self.pieces), len(_CHARS) - 1))]
        annotator = self.annotator(chars)
        parts = ["# Result", *self.results(annotator)]
        if self.parameters:
            parts += ["", "# Parameters", *(row(self.graph, p) for p in self.parameters)]
        if given:
            parts += ["", "# Inputs", *self.some_inputs(given, annotator)]
        if places:
            parts += ["", "# Code", *self.code(places, annotator)]
        if self.trusted and level > len(self.pieces):
            parts += ["", "# Taken on trust", *self.on_trust()]
        left_out = [*self.left_out(len(places), len(given)), *_cut(parts)]
        if left_out:
            parts += ["", "# Left out", *left_out]
        return "\n".join(parts)

    def annotator(self, chars: int) -> Annotator:
        style = Style(chars=chars, depth=3 if chars < 200 else 8, redaction=self.redaction)
        told = {n for c in criteria(self.graph) for n in value_nodes(self.graph, c)}
        return Annotator(self.graph, style, self.deep, _BRIEF, told)

    def results(self, annotator: Annotator) -> Iterator[str]:
        wide = replace(
            annotator, style=replace(annotator.style, chars=max(80, annotator.style.chars))
        )
        for node in criteria(self.graph):
            data = self.graph.nodes[node]
            code = data["code"]
            if data["kind"] == "branch":
                code = headline(code)
            value = value_node(self.graph, node)
            shown = "" if value is None else f" → {wide.value(value)}"
            place = f"{shown_path(data['file'])}:{data['line']} in {data['function']}"
            yield f"{self.redaction.code(code)}{shown}    ({place})"

    def some_inputs(self, given: list[Used], annotator: Annotator) -> Iterator[str]:
        wide = replace(annotator, brief=frozenset())
        for one in given:
            data = self.graph.nodes[one.node]
            place = f"{shown_path(data['file'])}:{data['line']}"
            yield f"{one.name} = {wide.value(one.node)}    ({place})"

    def code(self, places: list[Place], annotator: Annotator) -> Iterator[str]:
        notes = {place: self.note(place, annotator) for place in places}
        for file, text in self.texts.items():
            numbers = sorted(line for f, line in places if f == file)
            if numbers:
                yield from page(
                    text,
                    numbers,
                    notes,
                    self.line_of_code,
                    longest=_LONGEST_TEXT,
                    aligned=False,
                )

    def line_of_code(self, line: str) -> str:
        indent = line[: len(line) - len(line.lstrip())]
        code = self.redaction.code(line)
        if len(code) <= _LONGEST_LINE:
            return code
        return indent + shortened(code, _LONGEST_LINE - min(len(indent), _LONGEST_LINE // 2))

    def note(self, place: Place, annotator: Annotator) -> str:
        key = place, annotator.style.chars
        if key not in self.notes:
            self.notes[key] = self._note(place, annotator)
        return self.notes[key]

    def _note(self, place: Place, annotator: Annotator) -> str:
        found = self.lines[place]
        inside = sum(self.folded.inside.get(n, 0) for v in found for n in v.nodes)
        folded = f"calls with {inside} evaluations inside, no parameter involved" if inside else ""
        return "; ".join(filter(None, [annotator.line(found), folded]))

    def on_trust(self) -> Iterator[str]:
        for file, line, text in self.trusted[:_MOST_TRUSTED]:
            yield f"{shown_path(file)}:{line}: {self.redaction.code(text)}"
        if len(self.trusted) > _MOST_TRUSTED:
            yield f"and {len(self.trusted) - _MOST_TRUSTED} more"

    def left_out(self, lines: int, given: int) -> Iterator[str]:
        """Say what is not shown."""
        total, missing = len(self.ranked), len(self.ranked) - lines
        if missing:
            where = f"those {self.steps(self.ranked[lines])} or more steps from the result"
            yield f"all {total} lines" if not lines else f"{missing} of {total} lines: {where}"
        if len(self.inputs) > given:
            yield f"{len(self.inputs) - given} of {len(self.inputs)} inputs"
        if self.folded.frames:
            inside = sum(self.folded.inside.values())
            yield f"{inside} evaluations in {len(self.folded.frames)} calls that no parameter comes into"
        if self.repeated:
            yield f"{self.repeated} visits of lines that ran more than three times"

    @cached_property
    def redaction(self) -> Redaction:
        return redacted(self.graph)

    @cached_property
    def distances(self) -> Distances:
        return distances(self.graph)

    @cached_property
    def deep(self) -> dict[int, int]:
        return calls.depths(self.graph)

    @cached_property
    def folded(self) -> calls.Folded:
        return calls.fold(self.graph)

    @cached_property
    def lines(self) -> dict[Place, list[Visit]]:
        return visits(self.graph, self.distances, without=self.folded.frames)

    @cached_property
    def repeated(self) -> int:
        return sum(len(v) - len(picks(v).numbers) for v in self.lines.values())

    @cached_property
    def ranked(self) -> list[Place]:
        """All lines, nearest to the criterion first."""
        return sorted(self.lines, key=lambda p: (self.steps(p), -self.lines[p][-1].nodes[-1]))

    @cached_property
    def pieces(self) -> list[Place | Used]:
        """Lines and inputs, nearest to the criterion first."""
        ranks: list[tuple[int, int, Place | Used]] = [
            (self.steps(place), n, place) for n, place in enumerate(self.ranked)
        ]
        ranks += [(used.steps, -1, used) for used in self.inputs[:_MOST_INPUTS]]
        return [piece for *_, piece in sorted(ranks, key=lambda r: r[:2])]

    def steps(self, place: Place) -> int:
        return min(visit.steps for visit in self.lines[place])

    @cached_property
    def texts(self) -> dict[str, Text]:
        return {file: Text(self.graph, file, self.lines) for file in files(self.lines)}

    @cached_property
    def parameters(self) -> list[Used]:
        return parameters(self.graph, self.distances, self.redaction)

    @cached_property
    def inputs(self) -> list[Used]:
        return inputs(self.graph, self.distances)


def _cut(parts: list[str]) -> list[str]:
    cut = any(_CUT.search(part) for part in parts)
    return ["middles of long values"] if cut else []
