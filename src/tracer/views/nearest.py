"""Which lines a why shows where not all have room: the nearest of each operand of what is explained, in turn."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from rewriters.parsing import parse
from tracer.views.distances import FAR, Distances, criteria, distances
from tracer.views.visits import Place, Visit

if TYPE_CHECKING:
    import networkx as nx

_DEFINITIONS = (FunctionType, BuiltinFunctionType, ModuleType, type)
_MOST_OPERANDS = 4


def nearest(
    graph: nx.DiGraph, found: Distances, lines: Mapping[Place, list[Visit]]
) -> Iterator[Place]:
    """Iterate over the lines that lead to the main criterion, the nearest first, its operands taking turns.

    Lines that only define functions or take arguments are left out: those that use them tell as much.
    """
    told = {p: line for p, line in lines.items() if not is_told_elsewhere(graph, line)}
    operands = _operands(graph)
    steps = [distances(graph, [o]).steps for o in operands] if len(operands) > 1 else [found.steps]
    queues = [iter(_ordered(told, each)) for each in steps]
    met: set[Place] = set()
    while queues:
        for queue in list(queues):
            place = next((p for p in queue if p not in met), None)
            if place is None:
                queues.remove(queue)
                continue
            met.add(place)
            yield place
    yield from (p for p in _ordered(told, found.steps) if p not in met)


def _ordered(lines: Mapping[Place, list[Visit]], steps: Mapping[int, int]) -> list[Place]:
    """Return the lines that lead somewhere, the nearest and then the latest first."""
    near = {p: min(steps[n] for v in line for n in v.nodes) for p, line in lines.items()}
    return sorted(
        (p for p in near if near[p] < FAR), key=lambda p: (near[p], -lines[p][-1].nodes[-1])
    )


def _operands(graph: nx.DiGraph) -> list[int]:
    """Return the nodes whose values the criterion was made of, of the first on its way that was made of several."""
    given = criteria(graph)
    if not given:
        return []
    node = given[0]
    while True:
        used = [
            n
            for n, _, kind in graph.in_edges(node, data="kind")
            if kind == "data" and graph.in_degree(n) and not defines(graph.nodes[n])
        ]
        if len(used) != 1:
            return sorted(used)[:_MOST_OPERANDS]
        (node,) = used


def is_told_elsewhere(graph: nx.DiGraph, line: list[Visit]) -> bool:
    """Does a line only bring in functions and modules, or take arguments? The lines that use them tell as much."""
    nodes = [n for visit in line for n in visit.nodes]
    return all(defines(graph.nodes[n]) or _is_argument(graph, n) for n in nodes)


def defines(data: Mapping[str, Any]) -> bool:
    """Is this value a function, class or module?"""
    return data["kind"] != "constant" and issubclass(type(data["value"]), _DEFINITIONS)


def _is_argument(graph: nx.DiGraph, node: int) -> bool:
    """Is this a formal whose value a call gave? A default is told nowhere else."""
    data = graph.nodes[node]
    if (data["line"], data["col"]) not in _formals(data["file"]):
        return False
    return any(kind == "data" for _, _, kind in graph.in_edges(node, data="kind"))


@lru_cache(maxsize=256)
def _formals(file: str) -> frozenset[tuple[int, int]]:
    """Return where the formals of a file's functions stand: line and column."""
    try:
        tree = parse("".join(linecache.getlines(file)))
    except SyntaxError:  # changed since it was loaded
        return frozenset()
    return frozenset((n.lineno, n.col_offset) for n in ast.walk(tree) if isinstance(n, ast.arg))
