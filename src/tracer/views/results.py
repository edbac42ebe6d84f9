"""What a criterion gave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tracer.frames import NOT_KEPT

if TYPE_CHECKING:
    import networkx as nx


def value_nodes(graph: nx.DiGraph, node: int) -> list[int]:
    """Return the nodes that tell the value of this one, the best first: itself, and what a `return` gave back."""
    given = [u for u, _, kind in graph.in_edges(node, data="kind") if kind == "data"]
    is_return = graph.nodes[node]["kind"] == "return"
    found = [node, *sorted(given, reverse=True)[:1]] if is_return else [node]
    return [n for n in found if _is_kept(graph.nodes[n])]


def value_node(graph: nx.DiGraph, node: int) -> int | None:
    """Return the node that tells the value of this one, or None where none was kept."""
    return next(iter(value_nodes(graph, node)), None)


def _is_kept(data: Mapping[str, Any]) -> bool:
    """An expression that raised, or a statement, has no value, which may also be told as None."""
    value = data["value"]
    return value is not NOT_KEPT and (
        value is not None or data["kind"] not in {"exception", "branch"}
    )
