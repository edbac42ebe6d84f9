"""Where a frame may be suspended: `yield`, `yield from`, `await`."""

from __future__ import annotations

import ast

from rewriters import emit
from rewriters.instrument.expressions import rooted
from rewriters.instrument.writer import Writer
from rewriters.templates import NOTHING, RecordKind


def suspension(writer: Writer, node: ast.expr) -> ast.expr:
    """`yield`, `yield from`, `await` inside an expression: what waits is written before; after, that the frame goes on."""
    path = writer.path
    if path is None or not path.token or not writer.batching or path.clauses is not None:
        return _suspension_in_place(writer, node)
    captured = writer.capture(node, suspended(writer, node))
    asked = emit.call(writer.ask_again(), *writer.resume().args)
    return emit.place(emit.first_of(captured, asked), node)


def _suspension_in_place(writer: Writer, node: ast.expr) -> ast.expr:
    assert isinstance(node, (ast.Yield, ast.YieldFrom, ast.Await))
    value = writer.optional(node.value)
    if writer.path is None or not writer.path.token:
        new = ast.copy_location(type(node)(value), node)  # type: ignore[arg-type]  # `yield` may have none
        return writer.capture(node, new)
    kind = RecordKind.SUSPEND if isinstance(node, ast.Yield) else RecordKind.DELEGATE
    told = writer.templates.add(kind, writer.function, (), (NOTHING,))
    value = emit.call(emit.helper("single"), told, value or ast.Constant(None))
    new = ast.copy_location(type(node)(emit.place(value, node)), node)
    return writer.resumed_in_place(node, new)


def suspended(writer: Writer, node: ast.expr, *, dropped: bool = False) -> ast.expr:
    """Write what waits, then suspend. `dropped`: nobody uses the value that comes back."""
    assert isinstance(node, (ast.Yield, ast.YieldFrom, ast.Await))
    value = writer.optional(node.value)
    kind = RecordKind.SUSPEND if isinstance(node, ast.Yield) else RecordKind.DELEGATE
    if dropped and writer.path is not None:
        kind = RecordKind.YIELD
        writer.path.add(writer.find(node))
    elif kind is RecordKind.DELEGATE and value is not None:
        value = rooted(writer, value)
    value = value if value is not None else ast.copy_location(ast.Constant(None), node)
    return ast.copy_location(type(node)(writer.flush_inside(value, node, kind)), node)


def suspends_frame(writer: Writer, node: ast.expr) -> bool:
    """Is a suspension all there is? Then who resumes is asked in a statement of its own, and the next record tells."""
    token = writer.path is not None and writer.path.token
    return token and isinstance(node, (ast.Yield, ast.YieldFrom, ast.Await))


def asked_after(writer: Writer) -> ast.Assign:
    """Return the statement that asks whose tape it is, after a suspension."""
    asked = writer.ask_again()
    return ast.Assign([asked.target], asked.value)
