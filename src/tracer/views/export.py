"""Slices for other tools: JSON and GraphML, with values as text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tracer.errors import TracerError
from tracer.frames import NOT_KEPT
from tracer.model_calls import plain
from tracer.privacy import name_in
from tracer.views.secrets import redacted
from tracer.views.values import Style

if TYPE_CHECKING:
    import networkx as nx

FORMAT = 1
_CHARS = 1000
_OF_GRAPH = {"criteria": list, "frames": dict}
_OPTIONAL = ("parameter", "llm", "value")
_JSON = "json:"
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def textual(graph: nx.DiGraph) -> nx.DiGraph:
    """Return a copy in which every value is text of at most 1,000 characters, secrets redacted; None: none was kept."""
    import networkx as nx

    style = Style(chars=_CHARS, depth=8, redaction=redacted(graph))
    told = {key: graph.graph.get(key, kind()) for key, kind in _OF_GRAPH.items()}
    out = nx.DiGraph(**told)
    for node, data in graph.nodes(data=True):
        value = data["value"]
        name = data["parameter"] or name_in(data["code"])
        text = None if value is NOT_KEPT else style.named(name, value)
        llm = plain(data["llm"], style.redaction)
        code = style.redaction.code(data["code"])
        out.add_node(node, **data | {"value": text, "code": code, "llm": llm})
    out.add_edges_from(graph.edges(data=True))
    return out


def to_json(graph: nx.DiGraph) -> str:
    """Return the textual graph as JSON: `nodes` and `edges` in order, `criteria` and `frames`."""
    text = textual(graph)
    return json.dumps(
        {
            "format": FORMAT,
            "criteria": text.graph["criteria"],
            "frames": [[f, *entered] for f, entered in text.graph["frames"].items()],
            "nodes": [{"id": n, **data} for n, data in text.nodes(data=True)],
            "edges": [[u, v, data] for u, v, data in text.edges(data=True)],
        }
    )


def from_json(text: str) -> nx.DiGraph:
    """Return the graph that `to_json` wrote; TracerError for a format of another version."""
    import networkx as nx

    told = json.loads(text)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise TracerError(f"this is no graph of format {FORMAT}: write it again with this version")
    graph = nx.DiGraph(
        criteria=told["criteria"], frames={f: (outer, call) for f, outer, call in told["frames"]}
    )
    graph.add_nodes_from((data.pop("id"), data) for data in told["nodes"])
    graph.add_edges_from(told["edges"])
    return graph


def to_graphml(graph: nx.DiGraph) -> str:
    """Return the textual graph as GraphML, as Gephi, yEd and networkx read it.

    Attributes that are None are left out. What XML cannot hold stands as `json:` and a JSON string.
    """
    import networkx as nx

    text = textual(graph)
    frames = [[f, *entered] for f, entered in text.graph["frames"].items()]
    criteria = json.dumps(text.graph["criteria"])
    out = nx.DiGraph(format=FORMAT, criteria=criteria, frames=json.dumps(frames))
    out.add_nodes_from((node, dict(_told(data))) for node, data in text.nodes(data=True))
    out.add_edges_from((u, v, dict(_told(data))) for u, v, data in text.edges(data=True))
    return "\n".join(nx.generate_graphml(out))


def from_graphml(text: str) -> nx.DiGraph:
    """Return the graph that `to_graphml` wrote."""
    import networkx as nx

    read = nx.parse_graphml(text, node_type=int)
    if read.graph.get("format") != FORMAT:
        raise TracerError(f"this is no graph of format {FORMAT}: write it again with this version")
    frames = {f: (outer, call) for f, outer, call in json.loads(read.graph["frames"])}
    graph = nx.DiGraph(criteria=json.loads(read.graph["criteria"]), frames=frames)
    for node, data in read.nodes(data=True):
        graph.add_node(node, **dict.fromkeys(_OPTIONAL) | {k: _read(v) for k, v in data.items()})
    for user in read.edges(data=True):
        source, target, data = user
        graph.add_edge(source, target, **{k: _read(v) for k, v in data.items() if k != "id"})
    return graph


def _told(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        if type(value) is str:
            plain = not value.startswith(_JSON) and _NOT_XML.search(value) is None
            yield key, value if plain else _JSON + json.dumps(value)
        elif type(value) in (bool, int):
            yield key, value
        elif value is not None:
            yield key, _JSON + json.dumps(value)


def _read(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_JSON):
        return json.loads(value.removeprefix(_JSON))
    return value
