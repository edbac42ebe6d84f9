"""What the rules see of a function, and the mutations they make of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from optimizers.engines.repair.code import Code
from optimizers.engines.repair.facts import NUMBERS, Facts
from optimizers.engines.repair.kinds import Kind
from rewriters.editing.edits import Edit
from rewriters.spans import Span

OPEN, CLOSE = "\ue000", "\ue001"
"""Parentheses in the text of an edit that are written only where the meaning needs them."""

_ATOMS = (
    ast.Name,
    ast.Constant,
    ast.Call,
    ast.Attribute,
    ast.Subscript,
    ast.List,
    ast.Dict,
    ast.Set,
)


@dataclass(frozen=True, slots=True)
class Mutation:
    """A change of a function's text. `at`: the node that it changes, or stands beside; `weight` times its kind's prior."""

    kind: Kind
    edits: tuple[Edit, ...]
    at: ast.AST
    weight: float = 1.0


class View:
    """A function under repair, what is known of it, and the other functions that may be changed."""

    def __init__(self, code: Code, facts: Facts, program: Sequence[Code] = ()) -> None:
        self.code, self.facts = code, facts
        self.program = tuple(program) or (code,)

    # ------------------------------------------------------------------ what is known

    def types(self, node: ast.AST) -> frozenset[str]:
        """Return the types an expression's values had, without those of elements."""
        return frozenset(t.partition("[")[0] for t in self.facts.of(node))

    def types_of_name(self, name: str) -> frozenset[str]:
        """Return the types that a name's values had."""
        return frozenset(t.partition("[")[0] for t in self.facts.names.get(name, ()))

    def elements_of_name(self, name: str) -> frozenset[str]:
        """Return the types of what a name's containers hold."""
        return frozenset(
            t.partition("[")[2].rstrip("]") for t in self.facts.names.get(name, ()) if "[" in t
        )

    def is_number(self, node: ast.AST) -> bool:
        """Is an expression a number, as far as is known?"""
        types = self.types(node)
        if types:
            return types <= NUMBERS
        return not isinstance(node, (ast.JoinedStr, ast.List, ast.Dict, ast.Tuple, ast.Set))

    def is_int(self, node: ast.AST) -> bool:
        """Is it known to be an integer?"""
        return self.types(node) == {"int"}

    def names(self, node: ast.AST) -> tuple[str, ...]:
        """Return the local names that may stand where a node does."""
        return self.code.names_in_scope(node)

    def names_like(self, node: ast.expr, types: frozenset[str]) -> Iterator[tuple[str, float]]:
        """Iterate over the local names of a type in question, with how well they fit."""
        for name in self.names(node):
            known = self.types_of_name(name)
            if not known or not types:
                yield name, 0.4
            elif known == types:
                yield name, 1.0
            elif known & types or (known <= NUMBERS and types <= NUMBERS):
                yield name, 0.7

    def functions(self) -> tuple[str, ...]:
        """Return the module's own functions."""
        return tuple(n for n, kind in self.facts.scope.items() if kind == "function")

    @cached_property
    def returned(self) -> tuple[str, ...]:
        """The texts of what the function returns, as far as they are one name or constant."""
        returns = [n.value for n in self.code.nodes if isinstance(n, ast.Return)]
        plain = [v for v in returns if isinstance(v, (ast.Name, ast.Constant))]
        return tuple(dict.fromkeys(self.code.cut(v) for v in plain))

    # ------------------------------------------------------------------ mutations

    def text(self, node: ast.AST) -> str:
        """Return a node's text, to be put into another expression."""
        return self.code.cut(node) if isinstance(node, _ATOMS) else self.within(node)

    def within(self, node: ast.AST) -> str:
        """Return it in parentheses, where these are needed."""
        return f"{OPEN}{self.code.cut(node)}{CLOSE}"

    def replace(self, kind: Kind, node: ast.AST, text: str, weight: float = 1.0) -> Mutation:
        """Put another expression in place of one."""
        return Mutation(kind, (Edit(Span.of(node), f"{OPEN}{text}{CLOSE}"),), node, weight)

    def exchange(self, kind: Kind, one: ast.AST, other: ast.AST, weight: float = 1.0) -> Mutation:
        """Put two expressions, neither inside the other, in each other's place."""
        edits = Edit(Span.of(one), self.text(other)), Edit(Span.of(other), self.text(one))
        return Mutation(kind, tuple(sorted(edits)), one, weight)

    def token(self, before: ast.AST, after: ast.AST, pattern: str) -> Span | None:
        """Return where the one token between two nodes stands that fits a pattern."""
        start, end = Span.of(before), Span.of(after)
        gap = Span(start.end_line, start.end_col, end.line, end.col)
        return self.find(gap, pattern)

    def find(self, gap: Span, pattern: str) -> Span | None:
        """Return where in a span a pattern stands for the first time; None where there is a comment."""
        text = self.code.source.cut(gap)
        found = re.search(pattern, text)
        if found is None or "#" in text:
            return None
        begin = self.code.source.range(gap)[0]
        return self.place(begin + found.start(), begin + found.end())

    def place(self, start: int, end: int) -> Span:
        """Return the span between two offsets in the text."""
        line, col = self._position(start)
        end_line, end_col = self._position(end)
        return Span(line, col, end_line, end_col)

    def _position(self, offset: int) -> tuple[int, int]:
        before = self.code.source.text[:offset]
        return before.count("\n") + 1, len(before.rpartition("\n")[2].encode())

    def edit(self, kind: Kind, span: Span, text: str, at: ast.AST, weight: float = 1.0) -> Mutation:
        """Put other text in place of a span."""
        return Mutation(kind, (Edit(span, text),), at, weight)
