"""Other names, fields and expressions, of a type that fits."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from optimizers.engines.repair.kinds import Kind
from optimizers.engines.repair.pool import locals_of, names_of
from optimizers.engines.repair.view import Mutation, View
from rewriters.spans import Span


def names(node: ast.AST, view: View) -> Iterator[Mutation]:
    """Another local name where one is read."""
    if (
        not isinstance(node, ast.Name)
        or not isinstance(node.ctx, ast.Load)
        or _is_called(node, view)
    ):
        return
    kind = Kind.RETURNED if isinstance(view.code.parents.get(node), ast.Return) else Kind.NAME
    for name, fit in view.names_like(node, view.types(node)):
        if name != node.id:
            yield view.replace(
                kind, node, name, fit * (0.3 if _says_nothing(node, name, view) else 1.0)
            )
    for owner, field, fit in _fields(view, node):
        yield view.replace(
            Kind.FIELD, node, f"{owner}.{field}", fit * (1.0 if field == node.id else 0.3)
        )


def _says_nothing(node: ast.Name, name: str, view: View) -> bool:
    """Would a value stand beside itself, or end the loop around it by being what it is compared with?

    Such patches pass tests by leaving out what they are about.
    """
    parent = view.code.parents.get(node)
    if isinstance(parent, (ast.Compare, ast.Call, ast.BoolOp)):
        return any(_is_named(other, name) for other in ast.iter_child_nodes(parent))
    if not isinstance(parent, ast.Assign) or parent.value is not node:
        return False
    loops = [n for n in view.code.around(parent) if isinstance(n, ast.While)]
    return any(_is_named(t, name) for t in parent.targets) or any(
        {target.id, name} <= names_of(loop.test)
        for loop in loops
        for target in parent.targets
        if isinstance(target, ast.Name)
    )


def _is_named(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _fields(view: View, node: ast.expr) -> Iterator[tuple[str, str, float]]:
    """Iterate over the fields of local objects that an expression might be meant to read."""
    types = view.types(node)
    for owner in view.names(node):
        for cls in view.types_of_name(owner):
            for field, kind in view.facts.classes.get(cls, {}).get("fields", {}).items():
                if not types or kind in types:
                    yield owner, field, 1.0 if kind in types else 0.4


def attributes(node: ast.AST, view: View) -> Iterator[Mutation]:
    """Another field of the same object; a field that is called is a matter of methods."""
    if (
        not isinstance(node, ast.Attribute)
        or not isinstance(node.value, ast.Name)
        or _is_called(node, view)
    ):
        return
    wanted = view.types(node)
    stored = isinstance(node.ctx, ast.Store)
    for owner, field, fit in _fields(view, node):
        if owner == node.value.id and field != node.attr and (wanted or stored):
            span = view.place(*_attribute(node, view))
            yield view.edit(Kind.FIELD, span, field, node, fit * (0.5 if stored else 1.0))
    if not stored and node.attr in view.names(node):
        yield view.replace(Kind.FIELD, node, node.attr, 0.8)


def _attribute(node: ast.Attribute, view: View) -> tuple[int, int]:
    _, end = view.code.source.range(Span.of(node))
    return end - len(node.attr), end


def targets(node: ast.AST, view: View) -> Iterator[Mutation]:
    """Another local name where one is assigned."""
    if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Store):
        return
    if isinstance(view.code.parents.get(node), (ast.Assign, ast.AugAssign)):
        for name, fit in view.names_like(node, view.types_of_name(node.id)):
            if name != node.id:
                yield view.replace(Kind.TARGET, node, name, fit)


def expressions(node: ast.AST, view: View) -> Iterator[Mutation]:
    """An expression that the function has elsewhere, of the same type."""
    if not isinstance(node, ast.expr) or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return
    types = view.types(node)
    if not types or isinstance(node, ast.Constant) or _is_called(node, view):
        return
    scope, bound = set(view.names(node)), locals_of(view.code)
    own = view.code.cut(node)
    told = {own}
    for other in view.code.nodes:
        if not isinstance(other, (ast.Attribute, ast.Subscript, ast.Call, ast.BinOp)):
            continue
        text = view.code.cut(other)
        fits = view.types(other) == types and isinstance(
            getattr(other, "ctx", ast.Load()), ast.Load
        )
        if text in told or "\n" in text or not fits:
            continue
        told.add(text)
        if names_of(other) & bound <= scope:
            yield view.replace(Kind.EXPRESSION, node, view.text(other))


def _is_called(node: ast.expr, view: View) -> bool:
    parent = view.code.parents.get(node)
    return isinstance(parent, ast.Call) and parent.func is node
