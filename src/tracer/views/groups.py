"""A slice small enough to draw: nodes of one place, of one call, of one line become one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from tracer.views.calls import Frames, depths
from tracer.views.distances import Distances, criteria

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Groups:
    """`of` names the node each node is drawn as, None for one that is not drawn; `how` says what was done."""

    of: dict[int, int | None]
    how: str


def grouped(graph: nx.DiGraph, distances: Distances, most: int) -> Groups:
    """Return how to draw the graph with at most `most` nodes, folding no more than that needs.

    First repeated evaluations of an expression in one frame, then the deepest calls, then lines; what is still too
    much is left out, farthest from the criterion first. Criteria and parameters stay as long as there is room.
    """
    of: dict[int, int | None] = {node: node for node in graph}
    if len(of) <= most:
        return Groups(of, "")
    done = []
    for name, fold in _folds(graph):
        of = _merged(graph, of, fold)
        done.append(name)
        if len(set(of.values())) <= most:
            return Groups(of, f"{len(graph)} evaluations; {', '.join(done)} folded")
    left = _nearest(graph, of, distances, most)
    missing = len(set(of.values())) - len(left)
    of = {node: into if into in left else None for node, into in of.items()}
    how = f"{len(graph)} evaluations; {', '.join(done)} folded, {missing} farthest left out"
    return Groups(of, how)


_Fold = Callable[[int], Hashable]
"""Nodes with the same key are drawn as one; None leaves a node alone."""


def _folds(graph: nx.DiGraph) -> Iterator[tuple[str, _Fold]]:
    nodes = graph.nodes

    def site(node: int) -> Hashable:
        d = nodes[node]
        return d["frame"], d["file"], d["line"], d["col"], d["end_line"], d["end_col"], d["kind"]

    yield "repetitions", site
    deep = depths(graph)
    for depth in sorted(set(deep.values()) - {0, 1}, reverse=True):
        into = _calls_at(graph, deep, depth)
        yield f"calls {depth} deep", partial(_call_of, graph, into)
    yield "lines", lambda node: (nodes[node]["frame"], nodes[node]["file"], nodes[node]["line"])


def _call_of(graph: nx.DiGraph, into: dict[int, int], node: int) -> int | None:
    return into.get(graph.nodes[node]["frame"])


def _calls_at(graph: nx.DiGraph, deep: dict[int, int], depth: int) -> dict[int, int]:
    """Return of each frame at this depth the call it is folded into."""
    frames: Frames = graph.graph.get("frames", {})
    return {
        frame: call
        for frame, (_, call) in frames.items()
        if deep.get(frame) == depth and call is not None and call in graph
    }


def _merged(graph: nx.DiGraph, of: dict[int, int | None], fold: _Fold) -> dict[int, int | None]:
    """Merge what is drawn as separate nodes by `fold`: into the call it names, else into the last node of its key."""
    keep = set(criteria(graph))
    into: dict[Hashable, int] = {}
    target: dict[int, int] = {}
    for node in sorted({n for n in of.values() if n is not None}, reverse=True):
        key = fold(node)
        if key is None or node in keep:
            target[node] = node
        elif isinstance(key, int):
            target[node] = key
        else:
            target[node] = into.setdefault(key, node)
    final = {node: _end(node, target) for node in target}
    return {node: None if at is None else final[at] for node, at in of.items()}


def _end(node: int, target: dict[int, int]) -> int:
    seen = 0
    while target.get(node, node) != node and seen < len(target):
        node = target[node]
        seen += 1
    return node


def _nearest(
    graph: nx.DiGraph, of: dict[int, int | None], distances: Distances, most: int
) -> set[int]:
    first = set(criteria(graph))
    rank: dict[int, tuple[int, int, int]] = {}
    for node, into in of.items():
        if into is not None:
            special = 0 if into in first else 1 if graph.nodes[into]["kind"] == "parameter" else 2
            mine = (special, distances.steps[node], -into)
            rank[into] = min(rank.get(into, mine), mine)
    return set(sorted(rank, key=lambda n: rank[n])[:most])


def sizes(groups: Groups) -> Counter[int]:
    """Return how many nodes each drawn node stands for."""
    return Counter(into for into in groups.of.values() if into is not None)
