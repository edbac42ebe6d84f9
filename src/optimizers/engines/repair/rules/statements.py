"""Statements left out, swapped, moved into or out of a block, and other jumps and loops."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from optimizers.engines.repair.code import Block
from optimizers.engines.repair.kinds import Kind
from optimizers.engines.repair.view import Mutation, View
from rewriters.editing.edits import Edit
from rewriters.spans import Span

_COMPOUND = (ast.If, ast.For, ast.While, ast.With, ast.Try)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def lines_of(statement: ast.stmt) -> Span:
    """Return the lines of a statement, with the end of the last."""
    return Span(statement.lineno, 0, (statement.end_lineno or statement.lineno) + 1, 0)


def removed(node: ast.AST, view: View) -> Iterator[Mutation]:
    """A statement less."""
    if not _is_movable(node, view):
        return
    assert isinstance(node, ast.stmt)
    block = view.code.block_of(node)
    text = "" if len(block) > 1 else view.code.source.indentation(node.lineno) + "pass\n"
    weight = (0.4 if isinstance(node, _COMPOUND) else 1.0) * (0.5 if text else 1.0)
    yield view.edit(Kind.REMOVED, lines_of(node), text, node, weight)


def swapped(node: ast.AST, view: View) -> Iterator[Mutation]:
    """A statement and the next one in the other order."""
    if not _is_movable(node, view):
        return
    assert isinstance(node, ast.stmt)
    after = _next(node, view)
    if after is None or not _is_movable(after, view):
        return
    cut = view.code.source.cut
    one, other = lines_of(node), lines_of(after)
    between = cut(Span(one.end_line, 0, other.line, 0))
    whole = Span(one.line, 0, other.end_line, 0)
    weight = 0.5 if isinstance(node, _COMPOUND) or isinstance(after, _COMPOUND) else 1.0
    yield view.edit(Kind.SWAPPED, whole, cut(other) + between + cut(one), node, weight)


def moved(node: ast.AST, view: View) -> Iterator[Mutation]:
    """The last statement of a block after it, and the statement beside a block into it."""
    if not _is_movable(node, view):
        return
    assert isinstance(node, ast.stmt)
    yield from _out(node, view)
    after, before = _next(node, view), _previous(node, view)
    if isinstance(before, _COMPOUND):
        yield _indented(Kind.MOVED, node, view, _last_block(before), after=None)
    if isinstance(after, (ast.For, ast.While, ast.If, ast.With)):
        yield _indented(Kind.MOVED, node, view, after.body, after=after)


def _out(node: ast.stmt, view: View) -> Iterator[Mutation]:
    parent = view.code.parents.get(node)
    if not isinstance(parent, _COMPOUND):
        return
    block = view.code.block_of(node)
    if len(block) < 2:
        return
    indent = view.code.source.indentation(parent.lineno)
    text = _with_indentation(node, view, indent)
    if block[-1] is node:
        if parent.end_lineno == node.end_lineno:
            yield view.edit(Kind.MOVED, lines_of(node), text, node)
        else:
            end = Span((parent.end_lineno or 0) + 1, 0, (parent.end_lineno or 0) + 1, 0)
            yield Mutation(Kind.MOVED, (Edit(lines_of(node), ""), Edit(end, text)), node, 0.5)
    elif block[0] is node and block is parent.body:
        begin = Span(parent.lineno, 0, parent.lineno, 0)
        yield Mutation(Kind.MOVED, (Edit(begin, text), Edit(lines_of(node), "")), node, 0.6)


def _indented(
    kind: Kind, node: ast.stmt, view: View, block: Block, *, after: ast.stmt | None
) -> Mutation:
    """Move a statement to the end of the block before it, or to the beginning of that of the statement after it."""
    text = _with_indentation(node, view, view.code.source.indentation(block[0].lineno))
    if after is None:
        return view.edit(kind, lines_of(node), text, node, 0.7)
    begin = Span(block[0].lineno, 0, block[0].lineno, 0)
    return Mutation(kind, (Edit(lines_of(node), ""), Edit(begin, text)), node, 0.8)


def _with_indentation(node: ast.stmt, view: View, indent: str) -> str:
    old = view.code.source.indentation(node.lineno)
    text = view.code.source.cut(lines_of(node))
    return "".join(
        indent + line.removeprefix(old) if line.strip() else line
        for line in text.splitlines(keepends=True)
    )


def jumps(node: ast.AST, view: View) -> Iterator[Mutation]:
    """`break` for `continue`, what a function returns left out, a result that is given on."""
    if isinstance(node, ast.Break):
        yield view.edit(Kind.JUMP, Span.of(node), "continue", node)
    elif isinstance(node, ast.Continue):
        yield view.edit(Kind.JUMP, Span.of(node), "break", node)
        yield view.edit(Kind.JUMP, Span.of(node), "pass", node, 0.7)
    elif isinstance(node, ast.Pass):
        yield view.edit(Kind.JUMP, Span.of(node), "continue", node, 0.5)
        yield view.edit(Kind.JUMP, Span.of(node), "break", node, 0.5)
    elif isinstance(node, ast.Return) and node.value is not None:
        yield from _returned(node, view)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        if view.types(node.value) != {"NoneType"}:
            yield view.edit(
                Kind.RETURNED, Span.of(node), f"return {view.code.cut(node.value)}", node
            )
        if isinstance(node.value.func, ast.Attribute) and view.types(node.value) - {"NoneType"}:
            owner = view.code.cut(node.value.func.value)
            text = f"{owner} = {view.code.cut(node.value)}"
            yield view.edit(Kind.ASSIGNMENT, Span.of(node), text, node)


def _returned(node: ast.Return, view: View) -> Iterator[Mutation]:
    assert node.value is not None
    own = view.code.cut(node.value)
    for text in view.returned:
        if text != own:
            yield view.replace(Kind.RETURNED, node.value, text, 0.7)
    if isinstance(node.value, ast.Constant) and not isinstance(node.value.value, bool):
        for name in view.names(node):
            yield view.replace(Kind.RETURNED, node.value, name, 0.5)
    if any(isinstance(n, (ast.For, ast.While)) for n in view.code.around(node)):
        yield view.edit(Kind.JUMP, Span.of(node), "continue", node, 0.3)
        yield view.edit(Kind.JUMP, Span.of(node), "break", node, 0.3)


def keywords(node: ast.AST, view: View) -> Iterator[Mutation]:
    """`while` for `if`, `if` for `elif`, and the other way round."""
    if isinstance(node, ast.While) and not node.orelse:
        yield _keyword(node, view, "while", "if")
    elif isinstance(node, ast.If):
        start = Span(node.lineno, node.col_offset, node.lineno, node.col_offset + 4)
        if view.code.source.cut(start) == "elif":
            yield _keyword(node, view, "elif", "if")
            return
        if not node.orelse:
            yield _keyword(node, view, "if", "while")
        before = _previous(node, view)
        if isinstance(before, ast.If) and not before.orelse:
            yield _keyword(node, view, "if", "elif")


def _keyword(node: ast.stmt, view: View, old: str, new: str) -> Mutation:
    span = Span(node.lineno, node.col_offset, node.lineno, node.col_offset + len(old))
    return view.edit(Kind.JUMP, span, new, node, 0.8)


def _is_movable(node: ast.AST, view: View) -> bool:
    """Is it a statement with lines of its own, in which no string goes over several?"""
    if (
        not isinstance(node, ast.stmt)
        or isinstance(node, _DEFINITIONS)
        or not view.code.is_alone(node)
    ):
        return False
    texts = (n for n in ast.walk(node) if isinstance(n, (ast.Constant, ast.JoinedStr)))
    return not any(n.lineno != n.end_lineno for n in texts) and not _is_elif(node, view)


def _is_elif(node: ast.stmt, view: View) -> bool:
    return view.code.source.lines[node.lineno - 1].lstrip().startswith("elif")


def _next(node: ast.stmt, view: View) -> ast.stmt | None:
    block = view.code.block_of(node)
    place = next(i for i, s in enumerate(block) if s is node)
    return block[place + 1] if place + 1 < len(block) else None


def _previous(node: ast.stmt, view: View) -> ast.stmt | None:
    block = view.code.block_of(node)
    place = next(i for i, s in enumerate(block) if s is node)
    return block[place - 1] if place else None


def _last_block(node: ast.stmt) -> Block:
    for name in ("finalbody", "orelse", "body"):
        block: Block = getattr(node, name, [])
        if block:
            return block
    raise AssertionError("a compound statement has a body")
