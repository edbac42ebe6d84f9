"""A slice as the pseudo-program of Trace's paper: one line for each operation (arXiv 2406.16218, section 4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracer.views.tokens import count_tokens
from tracer.views.values import Style

if TYPE_CHECKING:
    import networkx as nx

_CHARS = 200


def pseudocode(graph: nx.DiGraph[int], max_tokens: int) -> str:
    """Return a line for each node, in the order of evaluation, within a number of tokens.

    The lines nearest to the end stay; the first line says how many were left out.
    """
    lines = [_line(graph, node) for node in sorted(graph)]
    kept: list[str] = []
    left = max_tokens - count_tokens(f"({len(lines)} earlier operations are left out)\n")
    for line in reversed(lines):
        left -= count_tokens(line) + 1
        if left < 0:
            break
        kept.append(line)
    omitted = len(lines) - len(kept)
    head = [f"({omitted} earlier operations are left out)"] if omitted else []
    return "\n".join([*head, *reversed(kept)])


def _line(graph: nx.DiGraph[int], node: int) -> str:
    data: dict[str, Any] = graph.nodes[node]
    shown = Style(chars=_CHARS).named(str(data["parameter"] or data["name"]), data["value"])
    used = [
        str(graph.nodes[n]["name"])
        for n, _, kind in sorted(graph.in_edges(node, data="kind"))
        if kind == "data"
    ]
    if data["kind"] == "constant":
        return f"{data['name']} = {shown}"
    if data["kind"] == "parameter":
        return f"{data['name']} = {shown}  # variable {data['parameter']}"
    code = " ".join(str(data["code"]).split())
    return f"{data['name']} = [{code[:120]}]({', '.join(used)})  # {shown}"
