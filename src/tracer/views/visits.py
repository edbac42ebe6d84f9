"""A slice by lines of source: each time a frame came to a line is one visit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from tracer.frames import NotKept
from tracer.views.distances import FAR, Distances
from tracer.views.turns import Turns

if TYPE_CHECKING:
    import networkx as nx

Place = tuple[str, int]
"""File and line."""

_Site = tuple[int, int, int, str]
_NONE: set[_Site] = set()
_DEFINITION = re.compile(r"(async\s+)?def\b|@")
_FORMATTED = re.compile(r"\b([rR]?[fF]|[fF][rR])[\"']")


@dataclass(slots=True)
class Visit:
    """The nodes that one pass of a frame over a line evaluated; `steps` of the one nearest the criterion.

    `turn`: it is a later turn of a comprehension, no execution of its own.
    """

    frame: int
    nodes: list[int] = field(default_factory=list)
    steps: int = FAR
    turn: bool = False


class Picks(NamedTuple):
    """Which visits of a line are shown, in order: the first, the one nearest the criterion, the last.

    `total`: how often the line was executed.
    """

    numbers: tuple[int, ...]
    total: int


def visits(
    graph: nx.DiGraph, distances: Distances, *, without: Collection[int] = ()
) -> dict[Place, list[Visit]]:
    """Return the visits of every line, in order; those of the frames in `without` are left out."""
    found: dict[Place, list[Visit]] = defaultdict(list)
    at: dict[int, Place] = {}
    latest: dict[tuple[int, Place], tuple[Visit, set[_Site]]] = {}
    nodes, steps, turns = graph.nodes, distances.steps, Turns(graph)
    for number in sorted(graph):
        data = nodes[number]
        frame, place = data["frame"], (data["file"], data["line"])
        if frame in without:
            continue
        site = (data["col"], data["end_line"], data["end_col"], data["kind"])
        visit, met = latest.get((frame, place), (None, _NONE))
        lines = turns.part(data)
        left = visit is not None and at[frame] != place and not _around(data, at[frame])
        again = site in met and not _is_of_text(data)
        if visit is None or left or again:
            turn = data["function"] == "<genexpr>" or (
                visit is not None and lines is not None and _inside(data["file"], lines, at[frame])
            )
            visit, met = latest[frame, place] = Visit(frame, turn=turn), set()
            found[place].append(visit)
        met.add(site)
        at[frame] = place
        visit.nodes.append(number)
        visit.steps = min(visit.steps, steps[number])
    return {place: _without_definition(graph, line) for place, line in found.items()}


def _without_definition(graph: nx.DiGraph, line: list[Visit]) -> list[Visit]:
    """A line that begins a function is shown for its calls: the definition goes with the first of them."""
    first, *calls = line
    if not calls or calls[0].frame == first.frame or not _defines(graph, first):
        return line
    calls[0].nodes[:0] = first.nodes
    calls[0].steps = min(calls[0].steps, first.steps)
    return calls


def _defines(graph: nx.DiGraph, visit: Visit) -> bool:
    nodes = (graph.nodes[n] for n in visit.nodes)
    return any(d["kind"] == "store" and _DEFINITION.match(d["code"]) for d in nodes)


def _is_of_text(data: Mapping[str, Any]) -> bool:
    """Is this a part of an f-string? Below 3.12 all its constants stand where the whole does."""
    return (
        data["kind"] in {"constant", "operation"}
        and type(data["value"]) in (str, NotKept)
        and _FORMATTED.search(data["code"]) is not None
    )


def _inside(file: str, lines: tuple[int, int], place: Place) -> bool:
    return place[0] == file and lines[0] <= place[1] <= lines[1]


def _around(data: Mapping[str, Any], place: Place) -> bool:
    """Is this the rest of an expression over several lines, of which `place` was evaluated last?"""
    file, line = place
    return bool(data["file"] == file and data["line"] <= line <= data["end_line"])


def picks(line: list[Visit]) -> Picks:
    """Choose the visits that are shown: at most three."""
    nearest = min(range(len(line)), key=lambda n: (line[n].steps, -n))
    total = max(1, sum(not visit.turn for visit in line))
    return Picks(tuple(sorted({0, nearest, len(line) - 1})), total)
