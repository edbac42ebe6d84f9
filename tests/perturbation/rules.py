"""Which rule of dependence each edge of a slice comes from: the switches that take one rule away.

A rule is taken away by leaving its edges out and asking what the criterion still reaches.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

from .features import MUTATORS

Span = tuple[int, int, int, int]
_CHOICES = (ast.IfExp, ast.BoolOp)
_DECISIONS = (ast.stmt, ast.comprehension, *_CHOICES)
_LOOPS = (ast.For, ast.While, ast.comprehension)
_SCOPES = (ast.FunctionDef, ast.Lambda, ast.AsyncFunctionDef)

RULES = (
    "operands",
    "names",
    "closure cells",
    "globals",
    "arguments",
    "returned values",
    "yielded values",
    "attributes",
    "elements",
    "known mutators",
    "other calls that write",
    "deletion",
    "augmented assignment",
    "iteration",
    "contents",
    "branch",
    "loop",
    "short-circuit",
    "callers",
    "early exit",
    "potential branch",
    "potential address",
    "potential exception",
    "potential dispatch",
)


@dataclass
class Tree:
    """The syntax of a program, by span."""

    tree: ast.Module
    by_span: dict[Span, list[ast.AST]] = field(default_factory=dict)
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
            if (span := span_of(node)) is not None:
                self.by_span.setdefault(span, []).append(node)

    def of(self, data: Mapping[str, Any]) -> ast.AST:
        """Return the syntax of a graph's node."""
        span = data["line"], data["col"], data["end_line"], data["end_col"]
        return self.by_span.get(span, [self.tree])[-1]

    def within(self, inner: ast.AST, outer: ast.AST) -> bool:
        """Does one node stand in the other?"""
        while inner is not outer:
            if inner not in self.parents:
                return False
            inner = self.parents[inner]
        return True


def span_of(node: ast.AST) -> Span | None:
    """Return the lines and columns of a node, if it has some."""
    if not hasattr(node, "lineno"):
        return None
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]  # all have four


def rule_of(tree: Tree, used: Mapping[str, Any], user: Mapping[str, Any], edge: Mapping[str, Any]) -> str:
    """Return the name of the rule an edge comes from."""
    if edge["kind"] == "potential":
        return f"potential {edge['why']}"
    source, target = tree.of(used), tree.of(user)
    if edge["kind"] == "control":
        return _control(tree, used, user, source, target)
    for rule, holds in _DATA:
        if holds(tree, used, user, source, target):
            return rule
    return "contents"


def _control(tree: Tree, used: Any, user: Any, source: ast.AST, target: ast.AST) -> str:
    if used["frame"] != user["frame"]:
        return "callers"
    decision = source if isinstance(source, _DECISIONS) else tree.parents.get(source, source)
    if isinstance(decision, ast.comprehension):
        return "branch" if source in decision.ifs else "loop"
    if not tree.within(target, decision):
        return "early exit"
    if isinstance(decision, _CHOICES):
        return "short-circuit"
    return "loop" if isinstance(decision, _LOOPS) else "branch"


Holds = Callable[[Tree, Any, Any, ast.AST, ast.AST], bool]


def _is_operand(tree: Tree, used: Any, user: Any, source: ast.AST, target: ast.AST) -> bool:
    if used["frame"] != user["frame"] or source is target:
        return False
    if user["kind"] == "store":
        parent = tree.parents.get(target)
        return parent is not None and not isinstance(parent, _LOOPS) and tree.within(source, parent)
    return tree.within(source, target) and not isinstance(target, ast.AugAssign)


def _is_name(tree: Tree, used: Any, user: Any, source: ast.AST, target: ast.AST) -> bool:
    return isinstance(target, ast.Name) and isinstance(target.ctx, ast.Load)


def _names(tree: Tree, used: Any, user: Any, source: ast.AST, target: ast.AST) -> bool:
    return _is_name(tree, used, user, source, target) and used["frame"] == user["frame"]


def _globals(tree: Tree, used: Any, user: Any, source: ast.AST, target: ast.AST) -> bool:
    if not _is_name(tree, used, user, source, target):
        return False
    return used["function"] == "<module>" or target.id in _declared(tree, source, ast.Global)  # type: ignore[attr-defined]  # a Name


def _declared(tree: Tree, node: ast.AST, kind: type[ast.Global]) -> Iterator[str]:
    while not isinstance(node, _SCOPES) and node in tree.parents:
        node = tree.parents[node]
    for inner in ast.walk(node):
        if isinstance(inner, kind):
            yield from inner.names


def _is_store(node: ast.AST, kind: type[ast.expr]) -> bool:
    return isinstance(node, kind) and isinstance(node.ctx, ast.Store)  # type: ignore[attr-defined]  # only kinds with ctx


def _attributes(tree: Tree, used: Any, user: Any, source: ast.AST, target: ast.AST) -> bool:
    return isinstance(target, ast.Attribute) or _is_store(source, ast.Attribute)


def _elements(tree: Tree, used: Any, user: Any, source: ast.AST, target: ast.AST) -> bool:
    return isinstance(target, ast.Subscript) or _is_store(source, ast.Subscript)


def _mutators(tree: Tree, used: Any, user: Any, source: ast.AST, target: ast.AST) -> bool:
    match source:
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in MUTATORS and not tree.within(source, target)
    return False


def _writing_calls(tree: Tree, used: Any, user: Any, source: ast.AST, target: ast.AST) -> bool:
    return (
        isinstance(source, ast.Call)
        and used["kind"] == "call"
        and not tree.within(source, target)
        and not tree.within(target, source)
        and not isinstance(tree.parents[source], (ast.Assign, ast.AugAssign, ast.For))
        and used["frame"] == user["frame"]
    )


def _deletion(tree: Tree, used: Any, user: Any, source: ast.AST, target: ast.AST) -> bool:
    return isinstance(getattr(source, "ctx", None), ast.Del)


def _iteration(tree: Tree, used: Any, user: Any, source: ast.AST, target: ast.AST) -> bool:
    while isinstance(tree.parents.get(target), (ast.Tuple, ast.List, ast.Starred)):
        target = tree.parents[target]
    return getattr(tree.parents.get(target), "target", None) is target or isinstance(target, ast.For)


_DATA: tuple[tuple[str, Holds], ...] = (
    ("arguments", lambda t, a, b, s, n: isinstance(n, ast.arg)),
    ("returned values", lambda t, a, b, s, n: isinstance(s, ast.Return)),
    ("yielded values", lambda t, a, b, s, n: isinstance(s, (ast.Yield, ast.YieldFrom)) and a["frame"] != b["frame"]),
    ("known mutators", _mutators),
    ("deletion", _deletion),
    ("augmented assignment", lambda t, a, b, s, n: isinstance(s, ast.AugAssign) or isinstance(n, ast.AugAssign)),
    ("iteration", _iteration),
    ("operands", _is_operand),
    ("other calls that write", _writing_calls),
    ("names", _names),
    ("globals", _globals),
    ("closure cells", _is_name),
    ("attributes", _attributes),
    ("elements", _elements),
)  # fmt: skip


def rules(graph: "nx.DiGraph[int]", tree: Tree) -> dict[tuple[int, int], str]:
    """Return the rule of each edge of a slice."""
    data = graph.nodes
    return {(u, v): rule_of(tree, data[u], data[v], edge) for u, v, edge in graph.edges(data=True)}


def kept_without(graph: "nx.DiGraph[int]", rule_of_edge: Mapping[tuple[int, int], str], rule: str) -> set[str]:
    """Return the parameters that the criteria still reach when the edges of a rule are left out."""
    seen, todo = set(graph.graph["criteria"]), list(graph.graph["criteria"])
    while todo:
        event = todo.pop()
        for used in graph.predecessors(event):
            if used not in seen and rule_of_edge[used, event] != rule:
                seen.add(used)
                todo.append(used)
    return {name for event in seen if (name := graph.nodes[event]["parameter"]) is not None}
