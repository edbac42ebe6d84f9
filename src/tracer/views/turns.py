"""Which parts of the source one execution of a statement evaluates again and again: the turns of comprehensions."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rewriters.parsing import parse

if TYPE_CHECKING:
    import networkx as nx

_Position = tuple[int, int]
_Part = tuple[_Position, _Position]
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Turns:
    """Knows the comprehensions in the recorded sources of a slice."""

    def __init__(self, graph: nx.DiGraph) -> None:
        self._sources: Mapping[str, str] = graph.graph.get("sources", {})

    def part(self, data: Mapping[str, Any]) -> tuple[int, int] | None:
        """Return the lines of the outermost comprehension that evaluates this node in each turn, None where none does."""
        source = self._sources.get(data["file"])
        if source is None:
            return None
        at = data["line"], data["col"]
        return next((lines for (a, b), lines in _repeated(source) if a <= at < b), None)


@lru_cache(maxsize=64)
def _repeated(source: str) -> tuple[tuple[_Part, tuple[int, int]], ...]:
    """Return the parts that turns evaluate, each with the lines of its comprehension, outer ones before inner."""
    try:
        tree = parse(source)
    except (SyntaxError, ValueError):
        return ()
    return tuple(
        (_span(part), (node.lineno, node.end_lineno or node.lineno))
        for node in ast.walk(tree)
        if isinstance(node, _COMPREHENSIONS)
        for part in _parts(node)
    )


def _parts(
    node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp,
) -> Iterator[ast.expr]:
    """Iterate over all of a comprehension but its first iterable."""
    yield from (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
    for number, generator in enumerate(node.generators):
        yield generator.target
        yield from generator.ifs
        if number:
            yield generator.iter


def _span(node: ast.expr) -> _Part:
    return (node.lineno, node.col_offset), (
        node.end_lineno or node.lineno,
        node.end_col_offset or node.col_offset,
    )
