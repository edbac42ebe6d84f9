"""Slices as pictures: a Graphviz graph."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tracer.views.annotations import Annotator, is_statement, is_value, shortened
from tracer.views.calls import Frames, depths
from tracer.views.distances import criteria, distances
from tracer.views.groups import Groups, grouped, sizes
from tracer.views.page import shown_path
from tracer.views.secrets import redacted
from tracer.views.texts import headline
from tracer.views.values import Style

if TYPE_CHECKING:
    import networkx as nx
    import pydot

MOST_NODES = 300
_CODE = 34
_BARE = {
    "shape": "box", "style": "filled", "fillcolor": "#ffffff", "color": "#ffffff", "margin": "0.03,0.02", "height": "0.2",
}  # fmt: skip
_LOOKS: dict[str, dict[str, str]] = {
    "parameter": {"shape": "house", "fillcolor": "#ffd166", "color": "#9a6b00", "penwidth": "2"},
    "input": {"shape": "invhouse", "fillcolor": "#cfe8fc", "color": "#2b6cb0"},
    "constant": _BARE | {"fontcolor": "#777777"},
    "operation": {"shape": "box"},
    "call": {"shape": "component", "fillcolor": "#ece7f8", "color": "#6b4fa0"},
    "load": _BARE,
    "store": {"shape": "box", "style": "filled", "fillcolor": "#f4f4f0"},
    "branch": {
        "shape": "diamond",
        "fillcolor": "#fde2cf",
        "color": "#c2571a",
        "margin": "0.02",
        "height": "0.55",
    },
    "return": {"shape": "cds", "fillcolor": "#e3f4e1", "color": "#2f7d32"},
    "exception": {"shape": "octagon", "fillcolor": "#f9d0d0", "color": "#b3261e"},
}
_EDGES: dict[str, dict[str, str]] = {
    "data": {"color": "#444444"},
    "control": {"color": "#c2571a", "style": "dashed"},
    "potential": {"color": "#999999", "style": "dotted", "penwidth": "1.5"},
}
_STRONGEST = ("data", "control", "potential")


def to_dot(graph: nx.DiGraph, most: int = MOST_NODES) -> pydot.Dot:
    """Return the graph as a picture of at most `most` nodes, frames drawn as boxes around their nodes.

    Houses are parameters, inverted ones inputs, diamonds branches, octagons exceptions; the criterion has a double
    border. Dashed edges are decisions, dotted ones what could have happened. Of a larger graph repeated evaluations,
    the deepest calls and lines are folded, and the caption says so.
    """
    import pydot

    groups = grouped(graph, distances(graph), most)
    picture = pydot.Dot("slice", graph_type="digraph", strict=True)
    picture.set_graph_defaults(
        rankdir="TB", fontname="Helvetica", fontsize="11", ranksep="0.35", nodesep="0.2",
        labelloc="b", label=quoted(groups.how),
    )  # fmt: skip
    picture.set_node_defaults(
        shape="box", style='"filled,rounded"', fillcolor='"#f7f7f7"', color='"#888888"',
        fontname="Helvetica", fontsize="11", margin='"0.08,0.04"', height="0.3",
    )  # fmt: skip
    picture.set_edge_defaults(arrowsize="0.6")
    _add_nodes(pydot, picture, graph, groups)
    for (source, user), kind in _edges(graph, groups).items():
        looks: dict[str, Any] = {name: quoted(value) for name, value in _EDGES[kind].items()}
        picture.add_edge(pydot.Edge(f"n{source}", f"n{user}", **looks))
    return picture


def quoted(text: str) -> str:
    r"""Return text as a DOT string: lines end in `\n`, nothing in it is markup."""
    plain = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _add_nodes(pydot: Any, picture: pydot.Dot, graph: nx.DiGraph, groups: Groups) -> None:
    count, main = sizes(groups), set(criteria(graph))
    annotator = Annotator(graph, Style(chars=28, redaction=redacted(graph)), depths(graph))
    inside: dict[int, list[int]] = defaultdict(list)
    for node in sorted(count):
        inside[graph.nodes[node]["frame"]].append(node)
    clusters = _clusters(pydot, picture, graph, inside)
    for frame, nodes in inside.items():
        for node in nodes:
            looks = _looks(graph.nodes[node], is_main=node in main)
            label = _label(annotator, graph.nodes[node], node, count[node])
            attributes = {name: quoted(value) for name, value in looks.items()}
            clusters[frame].add_node(pydot.Node(f"n{node}", label=quoted(label), **attributes))


def _looks(data: dict[str, Any], *, is_main: bool) -> dict[str, str]:
    kind = data["kind"]
    if kind == "input" and not is_value(data):  # a function on its way to a call
        kind = "constant"
    if not is_main:
        return _LOOKS[kind]
    plain = _LOOKS["operation"] if _LOOKS[kind] is _BARE else _LOOKS[kind]
    return plain | {"peripheries": "2", "penwidth": "2", "color": "#2f7d32"}


def _clusters(
    pydot: Any, picture: pydot.Dot, graph: nx.DiGraph, inside: dict[int, list[int]]
) -> dict[int | None, Any]:
    """Make a box for each frame with nodes, inside the box of the frame that called it where that has one."""
    frames: Frames = graph.graph.get("frames", {})
    outer = {frame: frames.get(frame, (None, None))[0] for frame in inside}
    files = {frame: graph.nodes[nodes[0]]["file"] for frame, nodes in inside.items()}
    boxes: dict[int | None, Any] = {None: picture}
    for frame, nodes in sorted(inside.items()):
        title = str(graph.nodes[nodes[0]]["function"])
        caller = outer[frame]
        if caller is None or files.get(caller) != files[frame]:
            title += f"    {shown_path(files[frame])}"
        boxes[frame] = pydot.Cluster(
            f"frame{frame}", label=quoted(title), labeljust="l", labelloc="t", color='"#bbbbbb"',
            fontcolor='"#555555"', style='"rounded"',
        )  # fmt: skip
    for frame in inside:
        boxes.get(outer[frame], picture).add_subgraph(boxes[frame])
    return boxes


def _label(annotator: Annotator, data: dict[str, Any], node: int, count: int) -> str:
    code = annotator.style.redaction.code(
        headline(data["code"]) if is_statement(data) else data["code"]
    )
    text = shortened(code, _CODE)
    if data["kind"] == "parameter":
        text = str(data["parameter"])
    told = _tells_value(data) and text != (value := annotator.value(node))
    times = f"{count}x  " if count > 1 else ""
    return f"{times}{text}\n{value}" if told else f"{times}{text}"


def _tells_value(data: dict[str, Any]) -> bool:
    """A `return` has the value of what it returns; of an exception or bound method None says only that it has none."""
    if data["value"] is None and (data["kind"] == "exception" or "." in data["code"]):
        return False
    return data["kind"] != "return" and is_value(data)


def _edges(graph: nx.DiGraph, groups: Groups) -> dict[tuple[int, int], str]:
    """Return the drawn edges with their strongest kind."""
    found: dict[tuple[int, int], str] = {}
    for source, user, kind in graph.edges(data="kind"):
        ends = groups.of[source], groups.of[user]
        if ends[0] is None or ends[1] is None or ends[0] == ends[1]:
            continue
        pair = (ends[0], ends[1])
        found[pair] = min(kind, found.get(pair, kind), key=_STRONGEST.index)
    return _thinned(graph, found)


def _thinned(graph: nx.DiGraph, edges: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    """Leave out decisions over an operand where the same decision over its user, on the same line, says it."""
    users: dict[int, list[int]] = defaultdict(list)
    for (source, user), kind in edges.items():
        a, b = graph.nodes[source], graph.nodes[user]
        if kind == "data" and (a["frame"], a["file"], a["line"]) == (
            b["frame"],
            b["file"],
            b["line"],
        ):
            users[source].append(user)
    return {
        (source, user): kind
        for (source, user), kind in edges.items()
        if kind == "data" or not any((source, w) in edges for w in users[user])
    }
