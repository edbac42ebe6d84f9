"""Conditions that might be missing somewhere: those of the program, and those that the types of names suggest."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from optimizers.engines.repair.code import Code
from optimizers.engines.repair.view import View

_SIZED = frozenset(
    {"list", "tuple", "set", "frozenset", "dict", "str", "bytes", "deque", "OrderedDict"}
)


def conditions_for(node: ast.AST, view: View) -> Iterator[tuple[str, float]]:
    """Iterate over conditions that can be asked where a node stands, with a weight each; none twice."""
    names = set(view.names(node))
    own = {view.code.cut(n) for n in ast.walk(node) if isinstance(n, ast.expr)}
    told: set[str] = own | {f"not {text}" for text in own}
    for text, weight in (*_of_program(view, names), *_of_names(node, view)):
        if text not in told:
            told.add(text)
            yield text, weight


def _of_program(view: View, names: set[str]) -> Iterator[tuple[str, float]]:
    """What the program asks elsewhere, with all names known here."""
    for part in parts_of_conditions(view.code):
        if names_of(part) & locals_of(view.code) <= names:
            text = view.code.cut(part)
            yield text, 1.0
            if not isinstance(part, ast.Compare) or len(part.ops) > 1:
                yield f"not {text}", 0.6


def parts_of_conditions(code: Code) -> Iterator[ast.expr]:
    """Iterate over the conditions of a function, without `and`, `or` and `not`."""
    for node in code.nodes:
        if isinstance(node, (ast.If, ast.While, ast.IfExp)):
            yield from _parts(node.test)
        elif isinstance(node, ast.comprehension):
            for test in node.ifs:
                yield from _parts(test)


def _parts(test: ast.expr) -> Iterator[ast.expr]:
    if isinstance(test, ast.BoolOp):
        for value in test.values:
            yield from _parts(value)
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from _parts(test.operand)
    else:
        yield test


def names_of(node: ast.AST) -> set[str]:
    """Return the names that a node uses."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def locals_of(code: Code) -> set[str]:
    """Return the names that a function binds."""
    stored = {
        n.id
        for n in ast.walk(code.node)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    return stored | {a.arg for a in ast.walk(code.node) if isinstance(a, ast.arg)}


def _of_names(node: ast.AST, view: View) -> Iterator[tuple[str, float]]:
    names = [(n, view.types_of_name(n)) for n in view.names(node)]
    for name, types in names:
        if types == {"bool"}:
            yield f"not {name}", 1.0
            yield name, 0.8
        elif types & _SIZED:
            yield name, 0.5
            yield f"not {name}", 0.4
        elif "NoneType" in types and len(types) > 1:
            yield f"{name} is not None", 0.6
            yield f"{name} is None", 0.4
        elif types == {"int"}:
            yield f"{name} > 0", 0.25
            yield f"{name} >= 0", 0.15
    yield from _bounds(names)


def _bounds(names: list[tuple[str, frozenset[str]]]) -> Iterator[tuple[str, float]]:
    """Guards of an index."""
    indexed = frozenset({"list", "tuple", "str", "bytes"})
    for index, types in names:
        for holder, kinds in names:
            if types == {"int"} and kinds and kinds <= indexed:
                yield f"{index} < len({holder})", 0.3
