"""What a criterion gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.frames import NOT_KEPT

if TYPE_CHECKING:
    import networkx as nx


def value_node(graph: nx.DiGraph, node: int) -> int | None:
    """Return the node that tells the value of this one: itself, or what a `return` gave back."""
    if graph.nodes[node]["value"] is not NOT_KEPT:
        return node
    given = [
        u
        for u, _, kind in graph.in_edges(node, data="kind")
        if kind == "data" and graph.nodes[u]["value"] is not NOT_KEPT
    ]
    return max(given, default=None) if graph.nodes[node]["kind"] == "return" else None
