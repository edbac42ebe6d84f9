"""A slice by lines of source: each time a frame came to a line is one visit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from tracer.views.distances import FAR, Distances

if TYPE_CHECKING:
    import networkx as nx

Place = tuple[str, int]
"""File and line."""

_Site = tuple[int, int, int, str]
_NONE: set[_Site] = set()


@dataclass(slots=True)
class Visit:
    """The nodes that one pass of a frame over a line evaluated; `steps` of the one nearest the criterion."""

    frame: int
    nodes: list[int] = field(default_factory=list)
    steps: int = FAR


class Picks(NamedTuple):
    """Which visits of a line are shown, in order: the first, the one nearest the criterion, the last."""

    numbers: tuple[int, ...]
    total: int


def visits(
    graph: nx.DiGraph, distances: Distances, *, without: Collection[int] = ()
) -> dict[Place, list[Visit]]:
    """Return the visits of every line, in order; those of the frames in `without` are left out."""
    found: dict[Place, list[Visit]] = defaultdict(list)
    at: dict[int, Place] = {}
    latest: dict[tuple[int, Place], tuple[Visit, set[_Site]]] = {}
    nodes, steps = graph.nodes, distances.steps
    for number in sorted(graph):
        data = nodes[number]
        frame, place = data["frame"], (data["file"], data["line"])
        if frame in without:
            continue
        site = (data["col"], data["end_line"], data["end_col"], data["kind"])
        visit, met = latest.get((frame, place), (None, _NONE))
        if visit is None or site in met or (at[frame] != place and not _around(data, at[frame])):
            visit, met = latest[frame, place] = Visit(frame), set()
            found[place].append(visit)
        met.add(site)
        at[frame] = place
        visit.nodes.append(number)
        visit.steps = min(visit.steps, steps[number])
    return dict(found)


def _around(data: Mapping[str, Any], place: Place) -> bool:
    """Is this the rest of an expression over several lines, of which `place` was evaluated last?"""
    file, line = place
    return bool(data["file"] == file and data["line"] <= line <= data["end_line"])


def picks(line: list[Visit]) -> Picks:
    """Choose the visits that are shown: at most three."""
    nearest = min(range(len(line)), key=lambda n: (line[n].steps, -n))
    return Picks(tuple(sorted({0, nearest, len(line) - 1})), len(line))
