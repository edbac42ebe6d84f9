"""Loops that nothing can end: candidates with one are not worth their time limit."""

from __future__ import annotations

import ast

from optimizers.engines.repair.pool import names_of

_ENDS = (ast.Break, ast.Return, ast.Raise, ast.Yield, ast.YieldFrom, ast.Await)
_PURE = frozenset(
    {"len", "min", "max", "sum", "abs", "any", "all", "int", "bool", "isinstance", "sorted"}
)


def is_endless(node: ast.AST) -> bool:
    """Is there a `while` whose body neither leaves it nor can change what its condition asks?"""
    return any(isinstance(n, ast.While) and _never_ends(n) for n in ast.walk(node))


def _never_ends(loop: ast.While) -> bool:
    if any(isinstance(n, ast.Call) and not _is_pure(n) for n in ast.walk(loop.test)):
        return False
    inside = [n for statement in loop.body for n in ast.walk(statement)]
    if any(isinstance(n, _ENDS) for n in inside) or any(
        isinstance(n, ast.NamedExpr) for n in ast.walk(loop.test)
    ):
        return False
    asked = names_of(loop.test)
    return not any(_may_change(n, asked) for n in inside)


def _is_pure(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in _PURE


def _may_change(node: ast.AST, asked: set[str]) -> bool:
    if isinstance(node, ast.Call):
        if _is_pure(node):
            return False
        owner = names_of(node.func) if isinstance(node.func, ast.Attribute) else set()
        passed = {n for a in (*node.args, *node.keywords) for n in names_of(a)}
        return bool((owner | passed) & asked) or isinstance(node.func, ast.Name)
    if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
        stored = isinstance(node.ctx, (ast.Store, ast.Del))
        return stored and bool(names_of(node) & asked)
    return False
