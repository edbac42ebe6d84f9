"""The user's own lines that matter, in the order of the source, with the values they had."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tracer.views.annotations import Annotator
from tracer.views.calls import depths
from tracer.views.distances import distances
from tracer.views.page import page
from tracer.views.secrets import redacted
from tracer.views.texts import Text
from tracer.views.values import Style
from tracer.views.visits import Place, Visit, visits

if TYPE_CHECKING:
    import networkx as nx


def source(graph: nx.DiGraph, *, chars: int = 60) -> str:
    """Return the lines of the user's source that matter, each with the values its expressions had.

    A value takes at most `chars` characters. Of what ran several times the first, the last and the visit nearest the
    criterion are shown (the times it ran, then `1st … 7th … last: n = 1 … 7 … 20`), of calls inside calls how deep they were; `⋮` stands
    for lines left out, `~` for a value that may have changed since.
    """
    secrets = redacted(graph)
    lines = visits(graph, distances(graph))
    annotator = Annotator(graph, Style(chars=chars, redaction=secrets), depths(graph))
    notes = {place: annotator.line(found) for place, found in lines.items()}
    texts = {file: Text(graph, file, lines) for file in files(lines)}
    return "\n".join(
        row for file, text in texts.items() for row in page(text, text.numbers, notes, secrets.code)
    )


def files(lines: Mapping[Place, list[Visit]]) -> list[str]:
    """Return the files of a slice, the one whose code ran first at the front."""
    first: dict[str, int] = {}
    for (file, _), found in lines.items():
        first[file] = min(first.get(file, found[0].nodes[0]), found[0].nodes[0])
    return sorted(first, key=lambda f: first[f])
