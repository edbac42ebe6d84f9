"""Which rule of dependence each edge of a slice comes from: the switches that take one rule away.

A rule is taken away by leaving its edges out and asking what the criterion still reaches.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .features import MUTATORS
from .syntax import Tree

if TYPE_CHECKING:
    import networkx as nx

_CHOICES = (ast.IfExp, ast.BoolOp)
_DECISIONS = (ast.stmt, ast.comprehension, *_CHOICES)
_LOOPS = (ast.For, ast.While)


@dataclass(frozen=True)
class Edge:
    """An edge of a slice's graph, from what was used to its user."""

    tree: Tree
    used: Mapping[str, Any]
    user: Mapping[str, Any]

    @cached_property
    def source(self) -> ast.AST:
        """The syntax of what was used."""
        return self.tree.of(self.used)

    @cached_property
    def target(self) -> ast.AST:
        """The syntax of the user."""
        return self.tree.of(self.user)

    @property
    def in_one_frame(self) -> bool:
        """Were both evaluated in one run of a function?"""
        return bool(self.used["frame"] == self.user["frame"])

    @property
    def is_apart(self) -> bool:
        """Does neither stand in the other?"""
        within = self.tree.within
        return not within(self.source, self.target) and not within(self.target, self.source)


def _is_argument(edge: Edge) -> bool:
    return isinstance(edge.target, ast.arg)


def _is_returned(edge: Edge) -> bool:
    return isinstance(edge.source, ast.Return)


def _is_yielded(edge: Edge) -> bool:
    near = (edge.source, edge.tree.parents.get(edge.source))
    return any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in near) and not edge.in_one_frame


def _mutates(edge: Edge) -> bool:
    match edge.source:
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in MUTATORS and edge.is_apart
    return False


def _deletes(edge: Edge) -> bool:
    return isinstance(getattr(edge.source, "ctx", None), ast.Del)


def _is_augmented(edge: Edge) -> bool:
    return isinstance(edge.source, ast.AugAssign) or isinstance(edge.target, ast.AugAssign)


def _is_of_a_turn(edge: Edge) -> bool:
    target = edge.tree.target(edge.target)
    bound = getattr(edge.tree.parents.get(target), "target", None) is target
    return isinstance(target, ast.For) or (
        bound and isinstance(edge.tree.parents[target], (ast.For, ast.comprehension))
    )


def _is_operand(edge: Edge) -> bool:
    if not edge.in_one_frame or edge.source is edge.target:
        return False
    if edge.user["kind"] != "store":
        return edge.tree.within(edge.source, edge.target)
    parent = edge.tree.parents.get(edge.tree.target(edge.target))
    return parent is not None and edge.tree.within(edge.source, parent)


def _calls_write(edge: Edge) -> bool:
    """Is it a statement that is a call, or a call in one, but no call of a mutating method?"""
    called = edge.used["kind"] == "call" and edge.is_apart and edge.in_one_frame
    return called and not isinstance(edge.tree.parents[edge.source], (ast.Assign, ast.For))


def _loads_a_name(edge: Edge) -> bool:
    return isinstance(edge.target, ast.Name) and isinstance(edge.target.ctx, ast.Load)


def _is_name(edge: Edge) -> bool:
    return _loads_a_name(edge) and edge.in_one_frame


def _is_global(edge: Edge) -> bool:
    if not isinstance(edge.target, ast.Name) or not _loads_a_name(edge):
        return False
    declared = edge.tree.declared_global(edge.source)
    return edge.used["function"] == "<module>" or edge.target.id in declared


def _is_stored(node: ast.AST, kind: type[ast.Attribute | ast.Subscript]) -> bool:
    return isinstance(node, kind) and isinstance(node.ctx, ast.Store)


def _is_attribute(edge: Edge) -> bool:
    return isinstance(edge.target, ast.Attribute) or _is_stored(edge.source, ast.Attribute)


def _is_element(edge: Edge) -> bool:
    return isinstance(edge.target, ast.Subscript) or _is_stored(edge.source, ast.Subscript)


_DATA: Mapping[str, Callable[[Edge], bool]] = {
    "arguments": _is_argument,
    "returned values": _is_returned,
    "yielded values": _is_yielded,
    "known mutators": _mutates,
    "deletion": _deletes,
    "augmented assignment": _is_augmented,
    "iteration": _is_of_a_turn,
    "operands": _is_operand,
    "other calls that write": _calls_write,
    "names": _is_name,
    "globals": _is_global,
    "closure cells": _loads_a_name,
    "attributes": _is_attribute,
    "elements": _is_element,
}
"""The first that holds is the rule; else it is "contents", what an object holds that is used as a whole."""
RULES = (
    *_DATA,
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


def rules(graph: nx.DiGraph[int], tree: Tree) -> dict[tuple[int, int], str]:
    """Return the rule of each edge of a slice."""
    data = graph.nodes
    return {
        (u, v): _rule(Edge(tree, data[u], data[v]), attributes)
        for u, v, attributes in graph.edges(data=True)
    }


def _rule(edge: Edge, attributes: Mapping[str, Any]) -> str:
    if attributes["kind"] == "potential":
        return f"potential {attributes['why']}"
    if attributes["kind"] == "control":
        return _control(edge)
    return next((rule for rule, holds in _DATA.items() if holds(edge)), "contents")


def _control(edge: Edge) -> str:
    if not edge.in_one_frame:
        return "callers"
    decision = edge.source
    if not isinstance(decision, _DECISIONS):
        decision = edge.tree.parents.get(decision, decision)
    if isinstance(decision, ast.comprehension):
        return "branch" if edge.source in decision.ifs else "loop"
    if not edge.tree.within(edge.target, decision):
        return "early exit"
    if isinstance(decision, _CHOICES):
        return "short-circuit"
    return "loop" if isinstance(decision, _LOOPS) else "branch"


def kept_without(
    graph: nx.DiGraph[int], rule_of_edge: Mapping[tuple[int, int], str], rule: str
) -> set[str]:
    """Return the parameters that the criteria still reach when the edges of a rule are left out."""
    seen, todo = set(graph.graph["criteria"]), list(graph.graph["criteria"])
    while todo:
        event = todo.pop()
        for used in graph.predecessors(event):
            if used not in seen and rule_of_edge[used, event] != rule:
                seen.add(used)
                todo.append(used)
    return {name for event in seen if (name := graph.nodes[event]["parameter"]) is not None}
