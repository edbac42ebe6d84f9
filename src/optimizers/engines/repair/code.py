"""The text of a code parameter, its tree, and where things stand in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from rewriters.editing.bodies import Definition
from rewriters.editing.text import SourceText
from rewriters.scopes import COMPREHENSIONS, FUNCTIONS
from rewriters.spans import Span

_JUMPS = (ast.Return, ast.Raise, ast.Break, ast.Continue)
_SIMPLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Delete, *_JUMPS)
_BLOCKS = ("body", "orelse", "finalbody")
Block = list[ast.stmt]


class Code:
    """A definition as text and tree. Raises SyntaxError where the text is none."""

    def __init__(self, ident: str, text: str) -> None:
        self.id = ident
        definition = Definition.parse(text)
        self.text, self.node = definition.text, definition.node
        self.source = SourceText(self.text)
        self.parents: dict[ast.AST, ast.AST] = {
            child: node for node in ast.walk(self.node) for child in ast.iter_child_nodes(node)
        }

    def cut(self, node: ast.AST) -> str:
        """Return the text of a node."""
        return self.source.cut(Span.of(node))

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """Iterate over the nodes that a node stands in, innermost first."""
        at = self.parents.get(node)
        while at is not None:
            yield at
            at = self.parents.get(at)

    def statement(self, node: ast.AST) -> ast.stmt:
        """Return the innermost statement that a node is or stands in."""
        if isinstance(node, ast.stmt):
            return node
        return next(n for n in self.around(node) if isinstance(n, ast.stmt))

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """The nodes of the body that may be changed, outer ones first: no documentation, annotations or headers."""
        return tuple(node for statement in self.body for node in _changeable(statement))

    @property
    def body(self) -> Block:
        """The statements, without the documentation."""
        body = self.node.body
        return body[1:] if ast.get_docstring(self.node, clean=False) is not None else body

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The lists of statements, outer ones first."""
        inner = [
            block
            for node in self.nodes
            for name in _BLOCKS
            if (block := getattr(node, name, None)) and isinstance(block, list)
        ]
        return (self.body, *inner)

    def block_of(self, statement: ast.stmt) -> Block:
        """Return the list of statements that one stands in."""
        return next(block for block in self.blocks if any(s is statement for s in block))

    def is_alone(self, statement: ast.stmt) -> bool:
        """Does a statement have its lines for itself?"""
        first, last = statement.lineno, statement.end_lineno or statement.lineno
        before = self.source.cut(Span(first, 0, first, statement.col_offset))
        line = self.source.lines[last - 1].encode()
        after = line[statement.end_col_offset or 0 :].decode().strip()
        return not before.strip() and (not after or after.startswith("#"))

    def is_simple(self, statement: ast.stmt) -> bool:
        """Is it one line for itself, which can be copied to another place?"""
        return (
            isinstance(statement, _SIMPLE)
            and statement.lineno == statement.end_lineno
            and self.is_alone(statement)
        )

    def names_in_scope(self, node: ast.AST) -> tuple[str, ...]:
        """Return the names that may have a value where a node stands, in the order in which they are bound.

        Names bound by later lines count inside a loop that holds both.
        """
        found: dict[str, None] = {}
        line = self.statement(node).lineno
        for outer in (*self.around(node), node):
            if isinstance(outer, (*FUNCTIONS, ast.Lambda)):
                found.update(dict.fromkeys(a.arg for a in _formals(outer.args)))
            elif isinstance(outer, COMPREHENSIONS):
                found.update(dict.fromkeys(n for g in outer.generators for n in _stored(g.target)))
        loops = [n for n in self.around(node) if isinstance(n, (ast.For, ast.While))]
        last = max((n.end_lineno or 0 for n in loops), default=0)
        for name, bound in self._bound:
            if bound < line or bound <= last:
                found[name] = None
        return tuple(found)

    @cached_property
    def _bound(self) -> tuple[tuple[str, int], ...]:
        """The names that the function binds itself, each with the line where that is first done."""
        found: dict[str, int] = {}
        for node in ast.walk(self.node):
            if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Store):
                continue
            if not any(isinstance(n, (*COMPREHENSIONS, ast.Lambda)) for n in self.around(node)):
                found.setdefault(node.id, node.lineno)
        return tuple(found.items())


def _formals(args: ast.arguments) -> list[ast.arg]:
    rest = [a for a in (args.vararg, args.kwarg) if a is not None]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *rest]


def _stored(target: ast.AST) -> Iterator[str]:
    for node in ast.walk(target):
        if isinstance(node, ast.Name):
            yield node.id


def _changeable(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if isinstance(node, ast.JoinedStr):  # until 3.12 nothing inside knows where it stands
        return
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "args"} and not isinstance(
            node, ast.Call
        ):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _changeable(child)
