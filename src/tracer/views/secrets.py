"""The secrets that a slice itself shows: the values of places whose names say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tracer.privacy import Redaction, is_secret_name, name_in, redaction

if TYPE_CHECKING:
    import networkx as nx


def redacted(graph: nx.DiGraph, base: Redaction | None = None) -> Redaction:
    """Return a redaction that also knows what secret names of this graph held, wherever else it turns up."""
    base = redaction() if base is None else base
    return base.knowing(_secrets(graph))


def _secrets(graph: nx.DiGraph) -> Iterator[Any]:
    secret: dict[str, bool] = {}
    for _, data in graph.nodes(data=True):
        code = data["code"]
        told = secret.get(code)
        if told is None:
            told = secret[code] = is_secret_name(name_in(code))
        if told or (data["parameter"] and is_secret_name(data["parameter"])):
            yield data["value"]
