"""Slices, answers and recordings in notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from tracer.privacy import redaction
from tracer.views.distances import criteria, distances
from tracer.views.page import shown_path
from tracer.views.parameters import REACH, parameters
from tracer.views.results import value_node
from tracer.views.secrets import redacted
from tracer.views.source_view import source
from tracer.views.values import Style

if TYPE_CHECKING:
    import networkx as nx
_CHARS = 120


def slice_html(graph: nx.DiGraph) -> str:
    """Return a slice's criterion, parameters and source lines."""
    if not len(graph):
        return _block("an empty slice")
    style = Style(chars=_CHARS, redaction=redacted(graph))
    rows = []
    for used in parameters(graph, distances(graph), style.redaction):
        data = graph.nodes[used.node]
        place = f"{shown_path(data['file'])}:{data['line']}"
        rows.append([used.name, style.named(used.name, data["value"]), place, REACH[used.reach]])
    value = value_node(graph, criteria(graph)[0])
    shown = "" if value is None else f": {style(graph.nodes[value]['value'])}"
    title = f"{len(graph)} evaluations{shown}"
    table = _table(["parameter", "value", "where", ""], rows) if rows else ""
    return f"{_block(title)}{table}<details open><summary>source</summary>{_code(source(graph))}</details>"


def why_html(
    result: str, steps: Sequence[Sequence[str]], sources: Sequence[tuple[str, Sequence[str]]]
) -> str:
    """Return the short answer as a table of its steps (see `Why`)."""
    table = _table(["where", "line", "values"], steps) if steps else ""
    ends = "".join(_block(f"{name}: {', '.join(told)}") for name, told in sources)
    return f"{_block(result)}{table}{ends}"


def recording_html(
    events: int, output: Any, error: BaseException | None, stopped: str | None
) -> str:
    """Return what a recording holds and what came of it."""
    style = Style(chars=_CHARS, redaction=redaction())
    rows = [["events", f"{events:,}"], ["output", style(output)]]
    if error is not None:
        rows.append(["error", style(error)])
    if stopped is not None:
        rows.append(["stopped", stopped])
    return _table(["recording", ""], rows)


def _block(text: str) -> str:
    return f"<div><b>{escape(text)}</b></div>"


def _code(text: str) -> str:
    return f'<pre style="overflow-x: auto; line-height: 1.3">{escape(text)}</pre>'


def _table(head: list[str], rows: Sequence[Sequence[str]]) -> str:
    titles = "".join(f'<th style="text-align: left">{escape(h)}</th>' for h in head)
    cells = "".join(
        "<tr>"
        + "".join(f'<td style="text-align: left"><code>{escape(c)}</code></td>' for c in row)
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{cells}</tbody></table>"
