"""The recording form of code that asks for a value: what it got is recorded, the question is not."""

from __future__ import annotations

import ast

from rewriters.asking import AskedLoad, AskedMark, AskedOwner
from rewriters.instrument.calls import written
from rewriters.instrument.choices import perhaps
from rewriters.instrument.expressions import unmoved
from rewriters.instrument.writer import Writer


def load(writer: Writer, node: ast.expr) -> ast.expr:
    """A global: always kept, for its last store may not tell what was given."""
    assert isinstance(node, AskedLoad)
    plain = ast.copy_location(ast.Call(node.func, [node.original], []), node)
    return writer.capture(node.original, plain)


def owner(writer: Writer, node: ast.expr) -> ast.expr:
    """The owner of an attribute or item."""
    assert isinstance(node, AskedOwner)
    return ast.copy_location(ast.Call(node.func, [writer.expr(node.args[0])], []), node)


def mark(writer: Writer, node: ast.expr) -> ast.expr:
    """A mark whose value is evaluated only where nothing else is given."""
    assert isinstance(node, AskedMark)
    original = node.original

    def write() -> ast.expr:
        value = original
        if isinstance(original, ast.Call):
            value = perhaps(writer, original, written)
        return ast.copy_location(ast.IfExp(node.test, node.body, value), node)

    return writer.capture(original, unmoved(writer, write))
