"""Which criticism reaches which call of a model and which variable, in a slice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

Source = int | None
"""The node of a call of a model, whose criticised request is meant; None for the feedback on the output."""


@dataclass(frozen=True, slots=True)
class Flow:
    """`calls`: of models that a variable reaches, the last one first. `sources`: whose criticism reaches a call's reply.

    `variables`: the same for each variable that is in the slice.
    """

    calls: tuple[int, ...]
    sources: Mapping[int, tuple[Source, ...]]
    variables: Mapping[str, tuple[Source, ...]]


def flow(graph: nx.DiGraph[int], names: Collection[str]) -> Flow:
    """Return how criticism flows back through a slice: unchanged through Python, by a new criticism at each model."""
    reached = _reached(graph, names)
    criteria = set(graph.graph["criteria"])
    after: dict[int, frozenset[Source]] = {}
    for node in sorted(graph, reverse=True):
        found: set[Source] = {None} if node in criteria else set()
        for user in graph.successors(node):
            found |= {user} if _is_call(graph, user) else after[user]
        after[node] = frozenset(found)
    calls = tuple(
        n for n in sorted(graph, reverse=True) if _is_call(graph, n) and n in reached and after[n]
    )
    known: frozenset[Source] = frozenset({None, *calls})
    variables: dict[str, tuple[Source, ...]] = {}
    for node in sorted(graph):
        name = graph.nodes[node]["parameter"]
        if name in names:
            sources = after[node] & known
            variables[name] = _ordered({*variables.get(name, ()), *sources})
    return Flow(
        calls,
        {n: _ordered(after[n] & known) for n in calls},
        {name: sources for name, sources in variables.items() if sources},
    )


def _reached(graph: nx.DiGraph[int], names: Collection[str]) -> set[int]:
    """Return the nodes that a variable's value reaches."""
    reached: set[int] = set()
    for node in sorted(graph):
        own = graph.nodes[node]["parameter"] in names
        if own or any(n in reached for n in graph.predecessors(node)):
            reached.add(node)
    return reached


def _is_call(graph: nx.DiGraph[int], node: int) -> bool:
    return graph.nodes[node]["llm"] is not None


def _ordered(sources: Collection[Source]) -> tuple[Source, ...]:
    return tuple(sorted(sources, key=lambda s: -1 if s is None else s))
