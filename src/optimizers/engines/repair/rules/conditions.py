"""Conditions negated, with a part more, or always true."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from optimizers.engines.repair.kinds import Kind
from optimizers.engines.repair.pool import conditions_for
from optimizers.engines.repair.view import CLOSE, OPEN, Mutation, View


def negated(node: ast.AST, view: View) -> Iterator[Mutation]:
    """A condition, a part of one, or a truth value that is returned, turned round."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield view.replace(Kind.NEGATION, node, view.text(node.operand))
    elif isinstance(node, ast.expr) and _decides(node, view) and not _is_simple(node):
        yield view.replace(Kind.NEGATION, node, f"not {view.within(node)}", 0.7)


def narrowed(node: ast.AST, view: View) -> Iterator[Mutation]:
    """A condition with a part more: the conditions of the program, truth values, guards of an index."""
    if (
        not isinstance(node, ast.expr)
        or isinstance(node, ast.Constant)
        or not _is_whole(node, view)
    ):
        return
    text = view.within(node)
    for condition, weight in conditions_for(node, view):
        other = f"{OPEN}{condition}{CLOSE}"
        yield view.replace(Kind.CONDITION, node, f"{text} and {other}", weight)
        yield view.replace(Kind.CONDITION, node, f"{text} or {other}", weight * 0.6)
        yield view.replace(Kind.CONDITION, node, f"{other} and {text}", weight * 0.4)


def found_out(node: ast.AST, view: View) -> Iterator[Mutation]:
    """A condition in place of a truth value that is returned or assigned."""
    parent = view.code.parents.get(node)
    if not isinstance(node, ast.Constant) or not isinstance(node.value, bool):
        return
    if isinstance(parent, (ast.Return, ast.Assign)):
        for condition, weight in conditions_for(node, view):
            yield view.replace(Kind.INITIAL, node, condition, weight * 0.6)


def _is_simple(node: ast.expr) -> bool:
    """Is it one comparison, of which another is the negation?"""
    return isinstance(node, ast.Compare) and len(node.ops) == 1


def _decides(node: ast.expr, view: View) -> bool:
    parent = view.code.parents.get(node)
    return isinstance(parent, ast.BoolOp) or _is_whole(node, view)


def _is_whole(node: ast.expr, view: View) -> bool:
    """Is it the whole condition of a branch, loop or filter, or a truth value that is returned?"""
    parent = view.code.parents.get(node)
    if isinstance(parent, (ast.If, ast.While, ast.IfExp)):
        return parent.test is node
    if isinstance(parent, ast.comprehension):
        return node in parent.ifs
    return isinstance(parent, ast.Return) and view.types(node) == {"bool"}
