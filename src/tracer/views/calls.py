"""The calls of a slice: how deep each frame is, and which calls parameters have no part in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracer.views.distances import criteria

if TYPE_CHECKING:
    import networkx as nx

Frames = dict[int, tuple[int | None, int | None]]
"""Of each frame: the frame that entered it, and the node of the call that did."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Frames shown as one line, and how many evaluations of them each call node stands for."""

    frames: frozenset[int]
    inside: dict[int, int]


NOTHING_FOLDED = Folded(frozenset(), {})


def depths(graph: nx.DiGraph) -> dict[int, int]:
    """Return how many calls deep each frame is, 1 for an outermost one."""
    frames: Frames = graph.graph.get("frames", {})
    found: dict[int, int] = {}
    for frame in frames:
        chain: list[int] = []
        at: int | None = frame
        while at is not None and at not in found and len(chain) <= len(frames):
            chain.append(at)
            at = frames[at][0] if at in frames else None
        depth = 0 if at is None else found[at]
        for inner in reversed(chain):
            depth += 1
            found[inner] = depth
    return found


def fold(graph: nx.DiGraph) -> Folded:
    """Fold every call that no parameter's value comes into and that the criterion is not in.

    Where the graph has no parameters at all, nothing is folded.
    """
    keep = {graph.nodes[n]["frame"] for n in criteria(graph)}
    sizes = Counter(frame for _, frame in graph.nodes(data="frame"))
    touched = _touched(graph)
    if not touched:
        return NOTHING_FOLDED
    keep.update(graph.nodes[n]["frame"] for n in touched)
    frames: Frames = graph.graph.get("frames", {})
    for frame in list(keep):
        outer = frames.get(frame, (None, None))[0]
        while outer is not None and outer not in keep:
            keep.add(outer)
            outer = frames.get(outer, (None, None))[0]
    return _without(keep, frames, sizes)


def _touched(graph: nx.DiGraph) -> set[int]:
    """Return the parameters and all nodes whose values were made from theirs."""
    users = dict(graph.adjacency())
    touched: set[int] = set()
    for node, kind in sorted(graph.nodes(data="kind")):
        if kind == "parameter" or node in touched:
            touched.add(node)
            touched.update(user for user, edge in users[node].items() if edge["kind"] == "data")
    return touched


def _without(keep: set[int], frames: Frames, sizes: Counter[int]) -> Folded:
    """Fold the frames that are not kept into the calls, in kept frames, that led to them."""
    folded: set[int] = set()
    inside: Counter[int] = Counter()
    calls: dict[int, int | None] = {}
    for frame in sorted(sizes, key=lambda f: -f):
        call = _outermost_call(frame, keep, frames, calls)
        if frame not in keep and call is not None:
            folded.add(frame)
            inside[call] += sizes[frame]
    return Folded(frozenset(folded), dict(inside))


def _outermost_call(
    frame: int, keep: set[int], frames: Frames, known: dict[int, int | None]
) -> int | None:
    """Return the call node in a kept frame below which this frame ran, or None where none is known."""
    chain: list[int] = []
    at = frame
    while at not in known and at not in keep:
        chain.append(at)
        outer, call = frames.get(at, (None, None))
        if outer is None or outer in keep:
            known[at] = call
            break
        at = outer
    result = known.get(at)
    for inner in chain:
        known[inner] = result
    return result
