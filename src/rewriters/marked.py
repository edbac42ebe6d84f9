"""Every trainable span of a module, in whichever of the four forms it is marked: where it stands, what it is called."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from rewriters.comments import mark_options
from rewriters.marks import Imported
from rewriters.parsing import parse
from rewriters.places import Place, Scoped, annotation_of, is_formatted, place_of, target_name
from rewriters.reading import read
from rewriters.scopes import FUNCTIONS, FunctionNode
from rewriters.sites import SiteTable
from rewriters.spans import Span

_POSITIONAL = ("value", "name")


class Form(StrEnum):
    """How a span is marked, and what it is."""

    CALL = "call"
    """`trainable(value)`: the argument."""
    COMMENT = "comment"
    """`name = value  # tracer: trainable`: the value."""
    BODY = "body"
    """`@trace(trainable=True)`, or the comment at a `def`: the function's body."""


class MarkError(ValueError):
    """A mark that cannot be read; `line` is where it stands."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


@dataclass(frozen=True, slots=True)
class Mark:
    """One trainable span.

    `value` is what edits replace (the argument, the assigned value, the function from `def` on); `whole` is what is
    evaluated: the call, the value, the function. `qualname` is the function or class it stands in (of a body and of a
    default the function itself). `options`: those that are literals. `place`: what the mark fills, where that
    can be found again. `node`: the grammar's name of the value.
    `formatted`: is the text seen to reach `.format`? `in_function`: is it evaluated each time a function runs?
    `literal`: does the value run nothing? `unnamed`: is it called after its line? `unread`: its options that are no
    literals.
    """

    form: Form
    qualname: str
    name: str
    value: Span
    whole: Span
    node: str
    options: dict[str, Any] = field(default_factory=dict, hash=False)
    place: Place | None = None
    annotation: str | None = None
    formatted: bool = False
    in_function: bool = False
    literal: bool = True
    unnamed: bool = False
    unread: tuple[str, ...] = ()

    @property
    def template(self) -> bool:
        """Is the value an f-string?"""
        return self.node == "JoinedStr"


def marks_of(source: bytes, *, every: bool = False) -> list[Mark]:
    """Return the marks of a module, in the order of the source.

    With `every`, bodies of functions and literals assigned outside of functions are in it as if they were marked: those
    that overlap no mark, and share their name in their scope with nothing.

    Raises SyntaxError for source that is not valid, MarkError for a mark that cannot be read or has the id of another.
    """
    return _marks(source, read(source).marks, every=every)


def _marks(
    source: bytes | str, comments: Iterable[tuple[int, str]], *, every: bool = False
) -> list[Mark]:
    finding = _Finding(parse(source), comments)
    found = _told_apart(sorted(finding.marks(), key=_place_in_file))
    return sorted([*found, *finding.unmarked(found)], key=_place_in_file) if every else found


def _place_in_file(mark: Mark) -> tuple[int, int]:
    return mark.value.line, mark.value.col


def marks_by_site(table: SiteTable) -> dict[int, Mark]:
    """Return the marks of a module by the site that is evaluated: the call, the marked value, the function.

    Raises MarkError for a mark that cannot be read or has the id of another.
    """
    sites = {(row[0], *row[4:8]): i for i, row in reversed(list(enumerate(table.rows)))}
    found: dict[int, Mark] = {}
    for mark in _marks(table.source, table.marks):
        span = mark.whole
        kinds = {Form.CALL: ("Call",), Form.COMMENT: (mark.node,)}
        for kind in kinds.get(mark.form, ("FunctionDef", "AsyncFunctionDef")):
            site = sites.get((kind, span.line, span.col, span.end_line, span.end_col))
            if site is not None:
                found[site] = mark
    return found


def _told_apart(marks: list[Mark]) -> list[Mark]:
    """Number the marks that are named after one line; refuse equal ids."""
    out: list[Mark] = []
    met: dict[tuple[str, str], Mark] = {}
    for mark in marks:
        name, number = mark.name, 1
        while mark.unnamed and (mark.qualname, name) in met:
            number += 1
            name = f"{mark.name}_{number}"
        new = replace(mark, name=name)
        other = met.setdefault((new.qualname, name), new)
        if other is not new:
            raise MarkError(
                new.value.line,
                f"the parameters at line {other.value.line} and line {new.value.line} are both "
                f"called {name!r}; give one of them a name",
            )
        out.append(new)
    return out


class _Finding:
    """Walks one module."""

    def __init__(self, tree: ast.Module, comments: Iterable[tuple[int, str]]) -> None:
        self._tree, self._written = tree, comments
        self._ours = Imported.of(tree)
        self._scoped = Scoped(tree)

    def marks(self) -> Iterator[Mark]:
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call) and self._ours.meaning(node.func) == "trainable":
                yield self._call(node)
            elif isinstance(node, FUNCTIONS):
                options = self._decorated(node)
                if options is not None:
                    yield self._body(node, options)
        yield from self._comments()

    def unmarked(self, marks: Sequence[Mark]) -> list[Mark]:
        """Return what could be marked, too."""
        found = [
            mark
            for mark in self._markable()
            if not any(_overlap(mark.value, known.whole) for known in marks)
        ]
        names = Counter((m.qualname, m.name) for m in [*marks, *found])
        return [m for m in found if names[m.qualname, m.name] == 1]

    def _markable(self) -> Iterator[Mark]:
        for node in ast.walk(self._tree):
            if isinstance(node, FUNCTIONS):
                if "<locals>" not in self._scoped.own_qualname(node):
                    yield self._body(node, {})
            elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
                inside = self._scoped.runs_in_function(node.value)
                if not inside and _is_literal(node.value):
                    mark = self._of_value(Form.COMMENT, node.value, node.value, {})
                    if "<locals>" not in mark.qualname:
                        yield mark

    def _call(self, node: ast.Call) -> Mark:
        given: dict[str, ast.expr] = dict(zip(_POSITIONAL, node.args, strict=False))
        given.update({k.arg: k.value for k in node.keywords if k.arg})
        value = given.pop("value", None)
        if value is None or isinstance(value, ast.Starred):
            raise MarkError(node.lineno, "trainable takes the value as its first argument")
        options = _literals(given)
        mark = self._of_value(Form.CALL, node, value, options)
        return replace(mark, unread=tuple(name for name in given if name not in options))

    def _of_value(
        self, form: Form, whole: ast.expr, value: ast.expr, options: dict[str, Any]
    ) -> Mark:
        place = place_of(self._scoped, whole)
        name = options.get("name") or target_name(self._scoped, whole)
        annotation = annotation_of(self._scoped, whole)
        return Mark(
            form,
            self._scoped.qualname(whole),
            name or f"line_{whole.lineno}",
            Span.of(value),
            Span.of(whole),
            type(value).__name__,
            options,
            place,
            annotation,
            is_formatted(self._scoped, self._tree, whole),
            self._scoped.runs_in_function(whole),
            _is_literal(value),
            unnamed=not name,
        )

    def _body(self, node: FunctionNode, options: dict[str, Any]) -> Mark:
        name = options.get("name") or node.name
        qualname = self._scoped.own_qualname(node)
        span = Span.of(node)
        return Mark(Form.BODY, qualname, name, span, span, type(node).__name__, options)

    def _decorated(self, node: FunctionNode) -> dict[str, Any] | None:
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and self._ours.meaning(decorator.func) == "trace":
                given = {k.arg: k.value for k in decorator.keywords if k.arg}
                options = _literals(given)
                if options.pop("trainable", False):
                    return options
        return None

    def _comments(self) -> Iterator[Mark]:
        for line, text in self._written:
            try:
                options = mark_options(text)
            except ValueError as error:
                raise MarkError(line, str(error)) from None
            yield self._comment(line, options)

    def _comment(self, line: int, options: dict[str, Any]) -> Mark:
        for node in ast.walk(self._tree):
            if isinstance(node, FUNCTIONS) and _header_has(node, line):
                return self._body(node, options)
            if (
                isinstance(node, (ast.Assign, ast.AnnAssign))
                and node.value is not None
                and line in (node.lineno, node.end_lineno)
            ):
                return self._of_value(Form.COMMENT, node.value, node.value, options)
        raise MarkError(
            line, "this comment marks nothing: put it on the line of an assignment or of a `def`"
        )


def _overlap(one: Span, other: Span) -> bool:
    return (one.line, one.col) < (other.end_line, other.end_col) and (other.line, other.col) < (
        one.end_line,
        one.end_col,
    )


def _is_literal(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except ValueError:
        return False
    return True


def _header_has(node: FunctionNode, line: int) -> bool:
    return node.lineno <= line < max(node.body[0].lineno, node.lineno + 1)


def _literals(given: dict[str, ast.expr]) -> dict[str, Any]:
    """Keep the options that are known without running anything."""
    options = {}
    for name, value in given.items():
        try:
            options[name] = ast.literal_eval(value)
        except ValueError:
            continue
    return options
