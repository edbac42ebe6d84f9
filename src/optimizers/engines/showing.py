"""What a recorded rollout shows a language model: the slice of its outcome, made where it ran, read where it is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizers.engines.engine import JSONValue
from optimizers.naming import names_in
from optimizers.prompting import cut_end
from tracer.errors import CriterionNotFound
from tracer.naming import shown_names

if TYPE_CHECKING:
    import networkx as nx

    from tracer.recording import Recording
    from tracer.slicing.slice import Slice
    from tracer.trainables.parameter import Parameter

_SHORT = 20_000
"""Events up to which a slice holds potential dependences, too: of a long loop they take minutes."""
_TOKENS = 6_000
_KEPT = ("kind", "name", "code", "parameter", "llm")


@dataclass(frozen=True, slots=True)
class Seen:
    """A slice of another process: its report as text, and its graph without values."""

    text: str
    graph: nx.DiGraph[int]

    def report(self, max_tokens: int = 4000, *, names: Mapping[str, str] | None = None) -> str:  # noqa: ARG002  # its text has them
        """Return as much of the report as fits."""
        return cut_end(self.text, max_tokens)


class _Show:
    """The probe. `of_target`: what the run was judged by is no part of the program."""

    of_target = True

    def __call__(self, run: Recording, value: object, parameters: Sequence[Parameter]) -> JSONValue:
        """Return the slice of what a rollout ended with, as JSON; None where there is none to be had."""
        criteria = (value,) if isinstance(value, BaseException) else ()
        try:
            found = run.slice(*criteria, potential=len(run) <= _SHORT)
            ids = found.graph.graph["parameters"].values()
            names = names_in(ids, parameters, shown_names(parameters))
            return {"text": found.report(_TOKENS, names=names), **_graph(found)}
        except CriterionNotFound:
            return None


show = _Show()


def _graph(found: Slice) -> dict[str, Any]:
    graph = found.graph
    nodes = [[n, {k: data[k] for k in _KEPT}] for n, data in graph.nodes(data=True)]
    told = {"nodes": nodes, "edges": list(graph.edges())}
    told |= {
        "criteria": list(graph.graph["criteria"]),
        "parameters": list(graph.graph["parameters"].items()),
    }
    plain: dict[str, Any] = json.loads(json.dumps(told, default=repr))
    return plain


def seen(found: Any) -> Seen | None:
    """Read what `show` returned."""
    import networkx as nx

    if not isinstance(found, dict):
        return None
    graph: nx.DiGraph[int] = nx.DiGraph(
        criteria=tuple(found["criteria"]), parameters=dict(found.get("parameters", ()))
    )
    graph.add_nodes_from((n, data) for n, data in found["nodes"])
    graph.add_edges_from(map(tuple, found["edges"]))
    return Seen(found["text"], graph)
