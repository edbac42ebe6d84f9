"""Calls: the user's own frame makes them; marks tell the reader which of several entered what."""

from __future__ import annotations

import ast

from rewriters import emit
from rewriters.instrument.expressions import unmoved
from rewriters.instrument.resources import RESOURCES
from rewriters.instrument.writer import Entry, Writer


def call(writer: Writer, node: ast.expr) -> ast.expr:
    """A call: the user's own frame makes it. Its bound method is not kept, so that it need not be made."""
    assert isinstance(node, ast.Call)
    starred = any(isinstance(a, ast.Starred) for a in node.args) or any(
        k.arg is None for k in node.keywords
    )
    if isinstance(node.func, ast.Name) and node.func.id == "super":
        return unmoved(writer, lambda: _super(writer, node))
    if starred and writer.batching and writer.path is not None and writer.path.clauses is not None:
        return writer.capture(node, unmoved(writer, lambda: _call(writer, node)))
    new = writer.capture(node, _call(writer, node))
    if new is node or writer.path is None or not writer.batching:
        return new
    name = _callee(node)
    if isinstance(new, ast.NamedExpr):
        if name in writer.scopes.generators:
            writer.path.loosen_last()
        elif name in RESOURCES:
            return _let_go(new)
    elif name in writer.scopes.generators or name in RESOURCES:
        writer.path.loosen_last()
    return new


def _callee(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


class LetGo(ast.Subscript):
    """`(@t := call, @t := loosely(@t))[0]`: nothing of ours holds the value any more."""


def _let_go(new: ast.NamedExpr) -> ast.expr:
    """Keep what goes on the tape in the place of a file or its like, which is closed when the program drops it."""
    name = new.target.id
    loosened = emit.walrus(name, emit.call(emit.helper("loosely"), emit.name(name)))
    return emit.place(LetGo(emit.tuple_of([new, loosened]), emit.constant(0), emit.LOAD), new)


def written(writer: Writer, node: ast.expr) -> ast.Call:
    """Return a call whose parts are recorded, and whose own value is not."""
    assert isinstance(node, ast.Call)
    return _call(writer, node)


def _call(writer: Writer, node: ast.Call) -> ast.Call:
    path = writer.path
    function: ast.expr
    if isinstance(node.func, ast.Attribute):
        attribute = node.func
        function = ast.copy_location(
            ast.Attribute(writer.expr(attribute.value), attribute.attr, emit.LOAD), attribute
        )
        if path is not None and writer.batching:
            path.add(writer.find(attribute))
            if path.clauses is not None and (node.args or node.keywords):
                function = writer.hoist(attribute, function, keep=False)
    else:
        function = writer.expr(node.func)
    args = [
        _passed_on(writer, a, new)
        for a, new in zip(node.args, writer.exprs(node.args), strict=True)
    ]
    keywords = [
        ast.copy_location(ast.keyword(k.arg, writer.expr(k.value)), k) for k in node.keywords
    ]
    new = ast.copy_location(ast.Call(function, args, keywords), node)
    if writer.batching and path is not None:
        entry = writer.entry(node)
        if entry is Entry.ANY:
            _mark_before(writer, new)
            path.called = True
        path.entered = path.entered or entry is not Entry.NONE
    return new


def _passed_on(writer: Writer, node: ast.expr, new: ast.expr) -> ast.expr:
    """An argument; of a generator that is made for the call alone, as in `next(g())`, nothing else holds on to it."""
    if not isinstance(node, ast.Call) or not isinstance(new, ast.NamedExpr):
        return new
    return _let_go(new) if _callee(node) in writer.scopes.generators else new


def _mark_before(writer: Writer, new: ast.Call) -> None:
    """Put the mark, if one is needed, behind the last operand: all that is left then is the call itself."""
    mark = writer.mark(new)
    if mark is None:
        return
    if new.keywords:
        new.keywords[-1].value = emit.place(_then(new.keywords[-1].value, mark), new)
    elif new.args and isinstance(new.args[-1], ast.Starred):
        new.args[-1].value = emit.place(_then(new.args[-1].value, mark), new)
    elif new.args:
        new.args[-1] = emit.place(_then(new.args[-1], mark), new)
    elif isinstance(new.func, ast.Attribute):
        new.func.value = emit.place(_then(new.func.value, mark), new)
    else:
        new.func = emit.place(_then(new.func, mark), new)


def _then(value: ast.expr, mark: ast.expr) -> ast.expr:
    """`value`, then the mark; a plain name may as well be read after it."""
    if isinstance(value, (ast.Name, ast.Constant)):
        return emit.after(mark, value)
    return emit.first_of(value, mark)


def _super(writer: Writer, node: ast.Call) -> ast.expr:
    """Left literal: the compiler must see it to give it its cell."""
    if writer.batching and writer.path is not None:
        writer.path.add(writer.find(node.func))
    args = writer.exprs(node.args)
    keywords = [
        ast.copy_location(ast.keyword(k.arg, writer.expr(k.value)), k) for k in node.keywords
    ]
    if writer.batching and writer.path is not None:
        writer.path.add(writer.find(node))
    return ast.copy_location(ast.Call(node.func, args, keywords), node)
