"""How far each node of a slice is from its criterion, and how it gets there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

_STEPS = {"data": 1, "control": 2, "potential": 3}
"""What an edge costs: a value that was used is nearer than a decision, and that nearer than one that was not taken."""
FAR = 1 << 60


@dataclass(frozen=True, slots=True)
class Distances:
    """Of every node: `steps` to the criterion, the next node `towards` it, and by what edge it reaches it at best.

    `reach`: 1 by data alone, 2 through a decision, 3 only through what could have happened.
    """

    steps: dict[int, int]
    towards: dict[int, int | None]
    reach: dict[int, int]


def criteria(graph: nx.DiGraph) -> list[int]:
    """Return the nodes that the graph was made for, the main one first; the last node where it was for none."""
    told = [n for n in graph.graph.get("criteria", []) if n in graph]
    return told or ([max(graph)] if len(graph) else [])


def distances(graph: nx.DiGraph, to: Collection[int] | None = None) -> Distances:
    """Return the distances of all nodes to the criteria, or `to` others, in one pass: users come after what they use."""
    given = frozenset(criteria(graph) if to is None else to)
    steps: dict[int, int] = {}
    towards: dict[int, int | None] = {}
    reach: dict[int, int] = {}
    users = dict(graph.adjacency())
    for node in sorted(graph, reverse=True):
        best, best_reach, via = (0, 1, None) if node in given else (FAR, 3, None)
        for user, edge in users[node].items():
            cost = _STEPS[edge["kind"]]
            length = steps[user] + cost
            if length < best:
                best, via = length, user
            best_reach = min(best_reach, max(reach[user], cost))
        steps[node], towards[node], reach[node] = best, via, best_reach
    return Distances(steps, towards, reach)
