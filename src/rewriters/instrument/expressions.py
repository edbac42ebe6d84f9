"""The recording form of each kind of expression."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from rewriters import emit
from rewriters.instrument.writer import Writer
from rewriters.templates import Action

_CHUNK = 8
"""The compiler builds larger displays piece by piece, and hashes as it goes."""


def keep(writer: Writer, node: ast.expr) -> ast.expr:
    """A constant: it is evaluated, nothing need be kept."""
    if writer.batching and writer.path is not None:
        if id(node) in writer.evidence:
            return writer.capture(node, node)
        writer.path.add(writer.find(node))
    return node


def load_name(writer: Writer, node: ast.expr) -> ast.expr:
    """A name is kept only where its last store on the tape may not tell its value."""
    assert isinstance(node, ast.Name)
    if node.id[:1] == "@" or not isinstance(node.ctx, ast.Load):
        return node
    if not writer.batching or writer.path is None:
        return writer.capture(node, node)
    if writer.moves(node.id) or id(node) in writer.evidence:
        return writer.capture(node, node)
    writer.path.add(writer.find(node))
    if (
        writer.path.clauses is not None
        and not writer.scopes.module.fixed(node.id)
        and not _own_target(writer, node)
    ):
        return writer.hoist(node, node, keep=False)
    return node


def _own_target(writer: Writer, node: ast.Name) -> bool:
    """A comprehension's own targets are bound whenever it reads them."""
    return writer.scope is not None and node.id in writer.scope.bound


def operation(writer: Writer, node: ast.expr) -> ast.expr:
    """Any expression whose operands are all evaluated, in the order of the tree."""
    if any(isinstance(c, ast.Starred) for c in ast.iter_child_nodes(node)):
        return writer.capture(node, unmoved(writer, lambda: untracked(writer, node)))
    return writer.capture(node, untracked(writer, node))


def _field(writer: Writer, value: object) -> object:
    if isinstance(value, ast.expr):
        return writer.expr(value)
    if isinstance(value, list):
        return [writer.expr(v) if isinstance(v, ast.expr) else v for v in value]
    return value


def untracked(writer: Writer, node: ast.expr) -> ast.expr:
    """A part of an expression that is no value of its own: a slice, a star, a piece of an f-string."""
    new: dict[str, Any] = {name: _field(writer, value) for name, value in ast.iter_fields(node)}
    return ast.copy_location(type(node)(**new), node)


def joined_text(writer: Writer, node: ast.expr) -> ast.expr:
    """An f-string formats each piece before it evaluates the next: nothing may be moved out of it."""
    assert isinstance(node, ast.JoinedStr)
    return writer.capture(node, unmoved(writer, lambda: untracked(writer, node)))


def dict_display(writer: Writer, node: ast.expr) -> ast.expr:
    """Keys and values are evaluated in pairs; `None` as key is `**`."""
    assert isinstance(node, ast.Dict)

    def write() -> ast.expr:
        pairs = [
            (writer.optional(k), writer.expr(v))
            for k, v in zip(node.keys, node.values, strict=True)
        ]
        return ast.copy_location(ast.Dict([k for k, _ in pairs], [v for _, v in pairs]), node)

    return writer.capture(
        node, unmoved(writer, write) if None in node.keys or len(node.keys) > _CHUNK else write()
    )


def subscript(writer: Writer, node: ast.expr) -> ast.expr:
    """`value[slice]`; a tuple that holds slices is no value."""
    assert isinstance(node, ast.Subscript)
    value = writer.expr(node.value)
    new = ast.Subscript(value, index(writer, node.slice), node.ctx)
    return writer.capture(node, ast.copy_location(new, node))


def index(writer: Writer, node: ast.expr) -> ast.expr:
    """What stands between brackets."""
    if isinstance(node, ast.Tuple) and any(isinstance(e, ast.Slice) for e in node.elts):
        return ast.copy_location(ast.Tuple([writer.expr(e) for e in node.elts], node.ctx), node)
    return writer.expr(node)


def walrus(writer: Writer, node: ast.expr) -> ast.expr:
    """`(name := value)`."""
    assert isinstance(node, ast.NamedExpr)

    def write() -> ast.expr:
        value = writer.expr(node.value)
        if writer.batching and writer.path is not None:
            writer.path.add(writer.find(node.target), Action.STORE)
        return ast.copy_location(ast.NamedExpr(node.target, value), node)

    return writer.capture(node, write())


def rooted(writer: Writer, new: ast.expr) -> ast.expr:
    """What a frame returns is always kept, a name or a constant too."""
    path = writer.path
    assert path is not None
    if isinstance(new, ast.NamedExpr) and new.target.id[:1] == "@":
        return new
    temp = path.temp()
    path.keep(temp)
    return emit.place(emit.walrus(temp, new), new)


def unmoved(writer: Writer, write: Callable[[], ast.expr]) -> ast.expr:
    """Write an expression out of which nothing may be moved: in a comprehension, each value by a call of its own."""
    if writer.path is None or writer.path.clauses is None:
        return write()
    writer.no_walrus += 1
    try:
        return write()
    finally:
        writer.no_walrus -= 1


def formal_nodes(args: ast.arguments) -> list[ast.arg]:
    """Return a function's formals, in the order its code holds them."""
    return [
        *args.posonlyargs,
        *args.args,
        *args.kwonlyargs,
        *(a for a in (args.vararg, args.kwarg) if a),
    ]
