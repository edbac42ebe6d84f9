"""A slice small enough to draw: nodes of one place, of one call, of one line become one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
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

    First repeated evaluations of an expression in one frame, then deep calls, then lines; what is still too
    much is left out, farthest from the criterion first. Criteria and parameters stay as long as there is room.
    """
    of: dict[int, int] = {node: node for node in graph}
    if len(of) <= most:
        return Groups(dict(of), "")
    done = []
    for name, fold in (
        ("repetitions", _by_site),
        ("deep calls", partial(_by_call, most)),
        ("lines", _by_line),
    ):
        before = set(of.values())
        target = {n: of[into] for n, into in fold(graph, sorted(before)).items()}
        of = {node: target[at] for node, at in of.items()}
        drawn = set(of.values())
        if len(drawn) < len(before):
            done.append(name)
        if len(drawn) <= most:
            return Groups(dict(of), f"{len(graph)} evaluations: {', '.join(done)} folded")
    left = _nearest(graph, of, distances, most)
    missing = len(drawn) - len(left)
    shown = {node: into if into in left else None for node, into in of.items()}
    folded = f"{', '.join(done)} folded, " if done else ""
    return Groups(shown, f"{len(graph)} evaluations: {folded}{missing} farthest left out")


def _by_site(graph: nx.DiGraph, drawn: list[int]) -> dict[int, int]:
    """Draw the evaluations of one expression in one frame as the last of them."""
    return _last_of(graph, drawn, ("frame", "file", "line", "col", "end_line", "end_col", "kind"))


def _by_line(graph: nx.DiGraph, drawn: list[int]) -> dict[int, int]:
    """Draw what one frame evaluated on one line as the last of it."""
    return _last_of(graph, drawn, ("frame", "file", "line"))


def _last_of(graph: nx.DiGraph, drawn: list[int], names: tuple[str, ...]) -> dict[int, int]:
    keep = set(criteria(graph))
    last: dict[Hashable, int] = {}
    target: dict[int, int] = {}
    for node in reversed(drawn):
        data = graph.nodes[node]
        key = tuple(data[name] for name in names)
        target[node] = node if node in keep else last.setdefault(key, node)
    return target


def _by_call(most: int, graph: nx.DiGraph, drawn: list[int]) -> dict[int, int]:
    """Draw the frames below the depth at which there is still room as the calls that entered them."""
    deep, keep = depths(graph), set(criteria(graph))
    nodes = graph.nodes
    of_frame = {node: nodes[node]["frame"] for node in drawn}
    at_depth = Counter(deep.get(frame, 1) for frame in of_frame.values())
    limit, room = 0, most
    for depth in sorted(at_depth):
        room -= at_depth[depth]
        if room < 0 and limit:
            break
        limit = depth
    into = _calls_below(graph, deep, limit)
    return {
        node: node if node in keep else into.get(frame, node) for node, frame in of_frame.items()
    }


def _calls_below(graph: nx.DiGraph, deep: dict[int, int], limit: int) -> dict[int, int]:
    """Return, of each frame deeper than `limit`, the call at that depth that led to it."""
    frames: Frames = graph.graph.get("frames", {})
    into: dict[int, int] = {}
    for frame in sorted(deep, key=deep.__getitem__):
        outer, call = frames.get(frame, (None, None))
        if deep[frame] == limit + 1 and call is not None and call in graph:
            into[frame] = call
        elif deep[frame] > limit + 1 and outer in into:
            into[frame] = into[outer]
    return into


def _nearest(graph: nx.DiGraph, of: dict[int, int], distances: Distances, most: int) -> set[int]:
    first = set(criteria(graph))
    rank: dict[int, tuple[int, int, int]] = {}
    for node, into in of.items():
        special = 0 if into in first else 1 if graph.nodes[into]["kind"] == "parameter" else 2
        mine = (special, distances.steps[node], -into)
        rank[into] = min(rank.get(into, mine), mine)
    return set(sorted(rank, key=lambda n: rank[n])[:most])


def sizes(groups: Groups) -> Counter[int]:
    """Return how many nodes each drawn node stands for."""
    return Counter(into for into in groups.of.values() if into is not None)
