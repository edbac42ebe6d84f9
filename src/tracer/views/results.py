"""What a criterion gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.frames import NOT_KEPT

if TYPE_CHECKING:
    import networkx as nx


def value_nodes(graph: nx.DiGraph, node: int) -> list[int]:
    """Return the nodes that tell the value of this one, the best first: itself, and what a `return` gave back."""
    given = [u for u, _, kind in graph.in_edges(node, data="kind") if kind == "data"]
    is_return = graph.nodes[node]["kind"] == "return"
    found = [node, *sorted(given, reverse=True)[:1]] if is_return else [node]
    return [n for n in found if graph.nodes[n]["value"] is not NOT_KEPT]


def value_node(graph: nx.DiGraph, node: int) -> int | None:
    """Return the node that tells the value of this one, or None where none was kept."""
    return next(iter(value_nodes(graph, node)), None)
