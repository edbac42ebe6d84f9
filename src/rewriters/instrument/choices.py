"""Expressions of which a part may not be evaluated: `and`, `or`, `if`, `a < b < c`."""

from __future__ import annotations

import ast
from collections.abc import Callable

from rewriters import emit
from rewriters.instrument.expressions import operation, unmoved
from rewriters.instrument.path import Path
from rewriters.instrument.writer import ExpressionRule, Writer
from rewriters.scopes import SUSPENSIONS, own_nodes
from rewriters.templates import Skip


def boolean(writer: Writer, node: ast.expr) -> ast.expr:
    """`a and b`: the first operand is always evaluated, each other perhaps."""
    assert isinstance(node, ast.BoolOp)
    return writer.capture(node, unmoved(writer, lambda: _boolean(writer, node, _operand)))


def _boolean(writer: Writer, node: ast.BoolOp, write: ExpressionRule) -> ast.expr:
    first = write(writer, node.values[0])
    rest = [perhaps(writer, value, write) for value in node.values[1:-1]]
    last = node.values[-1]
    if not writer.batching and write is _operand and isinstance(last, ast.BoolOp):
        rest.append(boolean(writer, last))  # nobody asks for its truth here
    else:
        rest.append(perhaps(writer, last, write))
    return ast.copy_location(ast.BoolOp(node.op, [first, *rest]), node)


def _operand(writer: Writer, node: ast.expr) -> ast.expr:
    """An operand of `and` and `or`. The compiler goes through one inside another without asking twice for its truth."""
    if isinstance(node, ast.BoolOp):
        return _told_by_operands(writer, node, lambda: _boolean(writer, node, _operand))
    return writer.expr(node)


def _told_by_operands(writer: Writer, node: ast.expr, write: Callable[[], ast.expr]) -> ast.expr:
    """Write an expression whose own value is not kept, as keeping it would ask an operand's truth once more."""
    new = unmoved(writer, write)
    if not writer.batch:
        return writer.capture(node, new)
    if writer.batching and writer.path is not None:
        writer.path.add(writer.find(node))
        writer.path.operated = True
    return new


def test(writer: Writer, node: ast.expr) -> ast.expr:
    """What decides a branch: the compiler jumps straight from the operands of `not`, `and`, `or`, `if`, `a < b < c`."""
    return _deciding(writer, node, Writer.expr)


def _deciding(writer: Writer, node: ast.expr, leaf: ExpressionRule) -> ast.expr:
    """Write it, with what is no such expression as `leaf` writes that."""

    def inner(writer: Writer, node: ast.expr) -> ast.expr:
        return _deciding(writer, node, leaf)

    match node:
        case ast.UnaryOp(op=ast.Not()):
            return _told_by_operands(
                writer,
                node,
                lambda: ast.copy_location(ast.UnaryOp(node.op, inner(writer, node.operand)), node),
            )
        case ast.BoolOp():
            return _told_by_operands(writer, node, lambda: _boolean(writer, node, inner))
        case ast.IfExp():
            return _told_by_operands(writer, node, lambda: _conditional(writer, node, inner, inner))
        case ast.Compare() if len(node.ops) > 1:
            return _told_by_operands(writer, node, lambda: _compare(writer, node))
        case _:
            return leaf(writer, node)


def decision(writer: Writer, node: ast.expr) -> ast.expr:
    """The test of an `if` or a loop."""
    apart = writer.path is not None and writer.path.token and may_skip_a_suspension(node)
    writer.no_walrus += apart
    new = test(writer, node)
    writer.no_walrus -= apart
    return new


def may_skip_a_suspension(node: ast.AST) -> bool:
    """Does a suspension stand in an operand that may not be evaluated?"""
    operands: list[ast.AST] = []
    for inner in own_nodes([node]):
        match inner:
            case ast.BoolOp(values=values):
                operands += values[1:]
            case ast.IfExp(body=body, orelse=orelse):
                operands += [body, orelse]
            case ast.Compare(comparators=comparators):
                operands += comparators[1:]
            case _:
                pass
    return any(isinstance(n, SUSPENSIONS) for n in own_nodes(operands))


def asserted(writer: Writer, node: ast.expr) -> ast.expr:
    """What an `assert` tests. Below 3.12 the last comparison in it gives the AssertionError its place."""
    return _deciding(writer, node, _still_comparing if writer.counts_calls else Writer.expr)


def _still_comparing(writer: Writer, node: ast.expr) -> ast.expr:
    """Write a comparison as one, whatever keeps its value. Its truth is asked once."""
    new = writer.expr(node)
    if not isinstance(node, ast.Compare):
        return new
    negated = ast.copy_location(ast.UnaryOp(ast.Not(), new), node)
    false = ast.copy_location(ast.Constant(value=False), node)
    return ast.copy_location(ast.Compare(negated, [ast.Is()], [false]), node)


def conditional(writer: Writer, node: ast.expr) -> ast.expr:
    """`a if test else b`."""
    assert isinstance(node, ast.IfExp)
    return writer.capture(
        node, unmoved(writer, lambda: _conditional(writer, node, test, Writer.expr))
    )


def _conditional(
    writer: Writer, node: ast.IfExp, decide: ExpressionRule, write: ExpressionRule
) -> ast.expr:
    decision = decide(writer, node.test)
    new = ast.IfExp(
        decision, perhaps(writer, node.body, write), perhaps(writer, node.orelse, write)
    )
    return ast.copy_location(new, node)


def compare(writer: Writer, node: ast.expr) -> ast.expr:
    """`a < b < c`: from the second comparison on, an operand is evaluated perhaps."""
    assert isinstance(node, ast.Compare)
    if len(node.ops) == 1:
        return operation(writer, node)
    return writer.capture(node, unmoved(writer, lambda: _compare(writer, node)))


def _compare(writer: Writer, node: ast.Compare) -> ast.expr:
    left, first = writer.expr(node.left), writer.expr(node.comparators[0])
    rest = [perhaps(writer, n, Writer.expr) for n in node.comparators[1:]]
    return ast.copy_location(ast.Compare(left, node.ops, [first, *rest]), node)


def perhaps(writer: Writer, node: ast.expr, write: ExpressionRule) -> ast.expr:
    """An operand that may not be evaluated: what it surely evaluates first is kept, as evidence, reset to UNSET before."""
    path = writer.path
    if not writer.batching or path is None:
        return write(writer, node)
    if any(isinstance(n, SUSPENSIONS) for n in own_nodes([node])):
        # What waits before must not be written inside what may not run: each value by a call of its own.
        writer.no_walrus += 1
        new = write(writer, node)
        writer.no_walrus -= 1
        return new
    first_step, first_slot, first_skip = len(path.steps), len(path.slots), len(path.skips)
    writer.evidence.add(id(_first_evaluated(node)))
    new = write(writer, node)
    if len(path.steps) == first_step:
        return new
    surely = _sure_slot(path, first_slot, first_skip)
    if surely is None:
        surely = len(path.slots)
        temp = path.temp()
        path.keep(temp)
        new = emit.place(emit.walrus(temp, new), node)
    path.resets += [s.local for s in path.slots[first_slot:] if s.local[:1] == "@"]
    path.skips.append(Skip(surely, first_step, len(path.steps)))
    return new


def _first_evaluated(node: ast.expr) -> ast.expr:
    while True:
        match node:
            case ast.BoolOp():
                node = node.values[0]
            case ast.IfExp():
                node = node.test
            case ast.UnaryOp(op=ast.Not()):
                node = node.operand
            case ast.Compare():
                node = node.left
            case _:
                return node


def _sure_slot(path: Path, first_slot: int, first_skip: int) -> int | None:
    """Return the first slot of an operand that no operand inside it may skip."""
    inner = path.skips[first_skip:]
    for number in range(first_slot, len(path.slots)):
        if not any(s.first <= path.slots[number].step < s.last for s in inner):
            return number
    return None
