"""What of a slice a why leaves out: that a later write might have gone to another object altogether."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracer.views.distances import criteria

if TYPE_CHECKING:
    import networkx as nx

_KEYS = (str, bytes, int, float, complex, bool, tuple, frozenset, type(None))


def narrowed(full: nx.DiGraph, made: nx.DiGraph) -> nx.DiGraph:
    """Return the part of a full slice that a why tells; `made` is the same slice without potential dependences.

    Every `append` to any list after the list in question was made is a write that might have gone elsewhere, so that
    nearly all of a program is in a full slice by that alone. What chose the *key* of a write stays.
    """
    kept = set(criteria(full))
    todo = list(kept)
    while todo:
        user = todo.pop()
        for used, edge in full.pred[user].items():
            if used in kept or _is_of_receiver(full.nodes[used], edge):
                continue
            if user in made and edge["kind"] != "potential" and not made.has_edge(used, user):
                continue  # used by it in the eyes of somebody who is left out
            kept.add(used)
            todo.append(used)
    return full.subgraph(kept)


def _is_of_receiver(used: dict[str, Any], edge: dict[str, Any]) -> bool:
    return edge.get("why") == "address" and type(used["value"]) not in _KEYS
