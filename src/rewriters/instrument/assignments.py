"""Assignments: what is stored where, each part evaluated once."""

from __future__ import annotations

import ast

from rewriters import emit
from rewriters.instrument.expressions import index
from rewriters.instrument.suspensions import asked_after, suspended, suspends_frame
from rewriters.instrument.writer import Writer
from rewriters.templates import Action


def assign(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """`a = b = value`."""
    assert isinstance(node, ast.Assign)
    only = node.targets[0] if len(node.targets) == 1 else None
    asked: list[ast.stmt] = []
    if suspends_frame(writer, node.value) and isinstance(only, ast.Name):
        new = writer.capture(node.value, suspended(writer, node.value))
        asked = [asked_after(writer)]
    else:
        new = writer.expr(node.value)
    if (
        isinstance(only, ast.Name)
        and _ours(new)
        and writer.path is not None
        and writer.path.scope.is_local(only.id)
    ):
        assert isinstance(new, ast.NamedExpr)
        writer.path.rename_last(only.id)
        new = new.value
    return [ast.Assign([target(writer, t) for t in node.targets], new), *asked]


def _ours(new: ast.expr) -> bool:
    return isinstance(new, ast.NamedExpr) and new.target.id[:1] == "@"


def annotated(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """`a: T = value`; the annotation stays as it is."""
    assert isinstance(node, ast.AnnAssign)
    value = writer.optional(node.value)
    plain = isinstance(node.target, ast.Name) and value is None
    new = node.target if plain else target(writer, node.target)
    assert isinstance(new, (ast.Name, ast.Attribute, ast.Subscript))
    return [ast.AnnAssign(new, node.annotation, value, node.simple)]


def target(writer: Writer, node: ast.expr, *, unpacked: bool = False) -> ast.expr:
    """What is stored to; the names of an unpacking wait, as no expression has their values."""
    path = writer.path
    new = node
    if isinstance(node, ast.Attribute):
        new = ast.Attribute(writer.expr(node.value), node.attr, node.ctx)
    elif isinstance(node, ast.Subscript):
        new = ast.Subscript(writer.expr(node.value), index(writer, node.slice), node.ctx)
    elif isinstance(node, (ast.Tuple, ast.List)):
        return ast.copy_location(
            type(node)([target(writer, t, unpacked=True) for t in node.elts], node.ctx), node
        )
    elif isinstance(node, ast.Starred):
        return ast.copy_location(
            ast.Starred(target(writer, node.value, unpacked=True), node.ctx), node
        )
    if path is not None:
        path.add(writer.find(node), Action.STORE)
        if unpacked and isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            path.wait_for(node.id)
    return ast.copy_location(new, node)


def augmented(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """`target op= value`: each part is evaluated once, the old value and the new one are kept."""
    assert isinstance(node, ast.AugAssign)
    path, site = writer.path, writer.find(node)
    assert path is not None
    if isinstance(node.target, ast.Name):
        return _augmented_name(writer, node, node.target)
    if isinstance(node.target, ast.Subscript) and any(
        isinstance(n, ast.Slice) for n in ast.walk(node.target.slice)
    ):
        new = target(writer, node.target)
        assert isinstance(new, ast.Subscript)
        value = writer.expr(node.value)
        path.add(site, Action.STORE)
        return [ast.AugAssign(new, node.op, value)]
    place = node.target
    out, base = _held(writer, place.value, node.value)
    if isinstance(place, ast.Subscript):
        more, key = _held(writer, place.slice, node.value)
        out += more
        load: ast.expr = ast.Subscript(base, key, emit.LOAD)
        store: ast.expr = ast.Subscript(base, key, emit.STORE)
    else:
        load, store = (
            ast.Attribute(base, place.attr, emit.LOAD),
            ast.Attribute(base, place.attr, emit.STORE),
        )
    ast.copy_location(load, place)
    path.add(writer.find(place))
    old, new_name = path.temp(), path.temp()
    path.keep(old)
    out.append(
        emit.place(
            emit.assign(new_name, emit.place(emit.walrus(old, emit.place(load, place)), place)),
            place,
        )
    )
    out.append(ast.AugAssign(emit.name(new_name, emit.STORE), node.op, writer.expr(node.value)))
    path.add(site, Action.STORE)
    path.keep(new_name)
    out.append(emit.place(ast.Assign([emit.place(store, place)], emit.name(new_name)), place))
    return out


def _augmented_name(writer: Writer, node: ast.AugAssign, name: ast.Name) -> list[ast.stmt]:
    path = writer.path
    assert path is not None
    before: list[ast.stmt] = []
    if writer.moves(name.id):
        before = [
            ast.Expr(writer.capture(name, ast.copy_location(ast.Name(name.id, emit.LOAD), name)))
        ]
    value = writer.expr(node.value)
    path.add(writer.find(node), Action.STORE)
    number = isinstance(node.value, ast.Constant) and isinstance(
        node.value.value, (int, float, complex)
    )
    grows = isinstance(node.op, ast.Add) and not number
    path.keep(name.id, may_grow=grows)
    path.names.add(name.id)
    out: list[ast.stmt] = [*before, ast.AugAssign(name, node.op, value)]
    if grows and writer.apart:
        out.append(emit.place(emit.assign(emit.SPACER, emit.constant(None)), node))
    return out


def _held(writer: Writer, node: ast.expr, value: ast.expr) -> tuple[list[ast.stmt], ast.expr]:
    """Evaluate an operand of an augmented target once; a local that `value` cannot rebind is its own holder."""
    path = writer.path
    assert path is not None
    new = writer.expr(node)
    if isinstance(new, ast.Constant):
        return [], new
    rebinds = any(
        isinstance(n, (ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Await)) for n in ast.walk(value)
    )
    if isinstance(new, ast.Name) and path.scope.is_local(new.id) and not rebinds:
        return [], new
    if _ours(new):
        assert isinstance(new, ast.NamedExpr)
        return [emit.place(ast.Expr(new), node)], emit.place(emit.name(new.target.id), node)
    temp = path.temp()
    return [emit.place(emit.assign(temp, new), node)], emit.place(emit.name(temp), node)
