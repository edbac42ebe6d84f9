"""The syntax of a program, found by the spans of a graph's nodes."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Span = tuple[int, int, int, int]
_SCOPES = (ast.FunctionDef, ast.Lambda, ast.AsyncFunctionDef)


@dataclass
class Tree:
    """A tree with the parents of its nodes, and its nodes by span."""

    tree: ast.Module
    by_span: dict[Span, ast.AST] = field(default_factory=dict)
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
            if (span := _span(node)) is not None:
                self.by_span[span] = node

    def of(self, data: Mapping[str, Any]) -> ast.AST:
        """Return the syntax of a graph's node; of several nodes with one span the innermost."""
        return self.by_span.get(
            (data["line"], data["col"], data["end_line"], data["end_col"]), self.tree
        )

    def within(self, inner: ast.AST, outer: ast.AST) -> bool:
        """Does one node stand in the other?"""
        while inner is not outer:
            if inner not in self.parents:
                return False
            inner = self.parents[inner]
        return True

    def target(self, node: ast.AST) -> ast.AST:
        """Return the whole target that a name or place is part of."""
        while isinstance(self.parents.get(node), (ast.Tuple, ast.List, ast.Starred)):
            node = self.parents[node]
        return node

    def declared_global(self, node: ast.AST) -> Iterator[str]:
        """Yield the names that the function around a node declares global."""
        while not isinstance(node, _SCOPES) and node in self.parents:
            node = self.parents[node]
        for inner in ast.walk(node):
            if isinstance(inner, ast.Global):
                yield from inner.names


def _span(node: Any) -> Span | None:
    if not hasattr(node, "lineno"):
        return None
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset
