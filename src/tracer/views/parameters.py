"""The parameters and inputs of a slice, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracer.privacy import Redaction
from tracer.views.annotations import is_value, shortened
from tracer.views.distances import Distances
from tracer.views.page import shown_path
from tracer.views.values import UNLIMITED, Style

if TYPE_CHECKING:
    import networkx as nx

_DEEPEST = 100
REACH = {1: "", 2: "decides what runs", 3: "could have changed what happened"}
"""How a parameter or input matters, by its reach (see Distances)."""


@dataclass(slots=True)
class Used:
    """A parameter or input: one of its nodes, how often it was evaluated, how it matters (see Distances.reach)."""

    name: str
    node: int
    times: int
    steps: int
    reach: int
    text: str = ""
    """The whole value, of parameters."""


def parameters(graph: nx.DiGraph, distances: Distances, redaction: Redaction) -> list[Used]:
    """Return the parameters, nearest to the criterion first; one for each mark and value that it had."""
    style = Style(chars=UNLIMITED, depth=_DEEPEST, redaction=redaction)
    texts: dict[int, str] = {}
    found: dict[tuple[Any, ...], Used] = {}
    for node, data in graph.nodes(data=True):
        if data["kind"] == "parameter":
            value = data["value"]
            text = texts.get(id(value))
            if text is None:
                text = texts[id(value)] = style.named(str(data["parameter"]), value)
            place = data["parameter"], data["file"], data["line"], data["col"], text
            used = _add(found, place, str(data["parameter"]), node, distances)
            used.text = text if data["exact"] else f"~{text}"
    return sorted(found.values(), key=lambda u: (u.steps, u.node))


def renamed(graph: nx.DiGraph[int], names: Mapping[str, str]) -> nx.DiGraph[int]:
    """Return the graph with other names for some parameters, by their ids; itself where these are the names it has."""
    told = {
        node: names[ident]
        for node, ident in graph.graph.get("parameters", {}).items()
        if ident in names and graph.nodes[node]["parameter"] != names[ident]
    }
    if not told:
        return graph
    copied = graph.copy()
    for node, name in told.items():
        copied.nodes[node]["parameter"] = name
    return copied


def inputs(graph: nx.DiGraph, distances: Distances) -> list[Used]:
    """Return the inputs that are values, no functions, nearest to the criterion first; one for each place."""
    found: dict[tuple[Any, ...], Used] = {}
    for node, data in graph.nodes(data=True):
        if data["kind"] == "input" and is_value(data):
            place = data["file"], data["line"], data["col"], data["code"]
            _add(found, place, shortened(data["code"], 40), node, distances)
    return sorted(found.values(), key=lambda u: (u.steps, u.node))


def _add(
    found: dict[Any, Used], place: tuple[Any, ...], name: str, node: int, distances: Distances
) -> Used:
    steps, reach = distances.steps[node], distances.reach[node]
    used = found.setdefault(place, Used(name, node, 0, steps, reach))
    used.times += 1
    used.reach = min(used.reach, reach)
    if steps < used.steps:
        used.steps, used.node = steps, node
    return used


def row(graph: nx.DiGraph, used: Used) -> str:
    """Return a parameter's row: its value, never cut, and where it stands."""
    return f"{used.name} = {used.text}    ({', '.join(_told(graph.nodes[used.node], used))})"


def _told(data: dict[str, Any], used: Used) -> Iterator[str]:
    yield f"{shown_path(data['file'])}:{data['line']}"
    if used.times > 1:
        yield f"evaluated {used.times} times"
    if REACH[used.reach]:
        yield REACH[used.reach]
