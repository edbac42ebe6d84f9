"""The site table: every expression and statement of a module, where it stands and how it nests."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rewriters.reasons import Reason
from rewriters.spans import Lines, Span

_PLACED = (ast.expr, ast.stmt, ast.arg, ast.ExceptHandler, ast.alias, ast.pattern)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_UNTOUCHED = frozenset({"annotation", "returns", "type_params", "type_comment"})
_SCOPES = frozenset(
    "Module FunctionDef AsyncFunctionDef Lambda ClassDef ListComp SetComp DictComp GeneratorExp".split()
)
_COMPREHENSIONS = frozenset({"ListComp", "SetComp", "DictComp", "GeneratorExp"})
_DECISIONS = frozenset(
    "If While For AsyncFor Try TryStar Match With AsyncWith IfExp BoolOp ExceptHandler".split()
)
_LOADS = frozenset({"Name", "Attribute", "Subscript", "Starred"})
_BRANCHES = frozenset("If While For AsyncFor IfExp BoolOp Match Assert match_case".split())
_BINDERS = frozenset(
    "arg alias ExceptHandler MatchAs MatchStar MatchMapping FunctionDef AsyncFunctionDef ClassDef".split()
)


@dataclass(frozen=True, slots=True)
class Site:
    """One expression or statement of the user's source.

    `kind` is what its evaluation is called in graphs; `node` is the grammar's own name for it; `role` is the field
    of the parent it stands in (`test`, `args`, `orelse`, …); `name` is what it reads, binds or defines.
    """

    id: int
    file: str
    kind: str
    node: str
    role: str
    parent: int
    name: str | None
    span: Span
    code: str

    @property
    def line(self) -> int:
        """First line, from 1."""
        return self.span.line

    @property
    def col(self) -> int:
        """First column, in bytes from 0."""
        return self.span.col

    @property
    def end_line(self) -> int:
        """Last line, from 1."""
        return self.span.end_line

    @property
    def end_col(self) -> int:
        """One past the last column, in bytes."""
        return self.span.end_col


Row = tuple[str, str, int, str | None, int, int, int, int, bool]
"""node, role, parent, name, line, col, end line, end col, is it loaded."""


@dataclass(frozen=True)
class SiteTable:
    """All sites of one file; a site's id is its place in `rows`, parents come before children, row 0 is the module.

    `parameters`: the calls that mark trainable values. `opaque`: functions recorded as one call, with the reason.
    `marks`: comments of ours, by line. `entries`: of calls whose callee's name tells it, what they may enter.
    `refusal`: why LibCST could not read the file.
    """

    file: str
    source: str
    rows: tuple[Row, ...]
    parameters: frozenset[int] = frozenset()
    opaque: tuple[tuple[int, str], ...] = ()
    marks: tuple[tuple[int, str], ...] = ()
    entries: Mapping[int, int] = field(default_factory=dict)
    refusal: str | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Site:
        node, role, parent, name, line, col, end_line, end_col, _ = self.rows[index]
        span = Span(line, col, end_line, end_col)
        text = "" if node == "Module" else self._lines.cut(span)
        return Site(index, self.file, self.kind(index), node, role, parent, name, span, text)

    def __iter__(self) -> Iterator[Site]:
        return (self[i] for i in range(len(self.rows)))

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.source)

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """The sites that stand directly inside each site, in the order of the source's tree."""
        out: list[list[int]] = [[] for _ in self.rows]
        for i, row in enumerate(self.rows[1:], 1):
            out[row[2]].append(i)
        return tuple(map(tuple, out))

    def kind(self, index: int) -> str:
        """Return the kind a graph node of this site has: `constant`, `load`, `store`, `call`, `operation`, …"""
        node, loaded = self.rows[index][0], self.rows[index][8]
        if index in self.parameters:
            return "parameter"
        if node == "Constant":
            return "constant"
        if node == "Call":
            return "call"
        if node in _LOADS:
            return "load" if loaded else "store"
        if node in _BINDERS or node in {"Assign", "AugAssign", "AnnAssign", "NamedExpr", "Delete"}:
            return "store"
        if node in _BRANCHES:
            return "branch"
        return {"Return": "return", "Raise": "exception"}.get(node, "operation")

    def operands(self, index: int) -> tuple[int, ...]:
        """Return the expressions whose values this one is made from, in the order of the source's tree."""
        return tuple(c for c in self.children[index] if self.rows[c][8])

    def scope(self, index: int) -> int:
        """Return the function, lambda, comprehension, class or module whose names this site sees."""
        child, parent = index, self.rows[index][2]
        while parent != child:
            node, role = self.rows[parent][0], self.rows[child][1]
            if node in _SCOPES and role not in {
                "defaults",
                "kw_defaults",
                "decorator_list",
                "bases",
                "keywords",
            }:
                return parent
            child, parent = parent, self.rows[parent][2]
        return 0

    def control(self, index: int) -> tuple[int, str] | None:
        """Return the innermost branch, loop, handler or `with` this site stands in, and in which part of it."""
        child, parent = index, self.rows[index][2]
        while parent != child:
            node = self.rows[parent][0]
            if node in _DECISIONS:
                return parent, self.rows[child][1]
            if node in _SCOPES:
                return None
            child, parent = parent, self.rows[parent][2]
        return None

    def comprehension(self, index: int) -> int:
        """Return the innermost comprehension this site stands in, or 0."""
        while index and self.rows[index][0] not in _COMPREHENSIONS:
            index = self.rows[index][2]
        return index

    def stands_in(self, index: int, outer: int) -> bool:
        """Is the site `outer`, or inside it?"""
        while index > outer:
            index = self.rows[index][2]
        return index == outer

    def uses(self, index: int) -> frozenset[str]:
        """Return the names read inside this site, nested scopes left out."""
        return frozenset(self._names(index, load=True))

    def defines(self, index: int) -> frozenset[str]:
        """Return the names that this site may bind when it runs, nested scopes left out."""
        return frozenset(self._names(index, load=False))

    def _names(self, index: int, *, load: bool) -> Iterator[str]:
        todo = [index]
        while todo:
            i = todo.pop()
            node, name, loaded = self.rows[i][0], self.rows[i][3], self.rows[i][8]
            if name is not None and (node == "Name" or node in _BINDERS) and loaded is load:
                yield name
            if i == index or node not in _SCOPES:
                todo.extend(self.children[i])

    def opaque_reason(self, index: int) -> Reason | None:
        """Return why this function is not recorded inside, or None."""
        return next((Reason(r) for i, r in self.opaque if i == index), None)


class Finder:
    """Finds the site of a node by its place and kind, also in a tree that another tool has rewritten."""

    def __init__(self, table: SiteTable) -> None:
        self._ids: dict[tuple[object, ...], list[int]] = {}
        for i, row in reversed(list(enumerate(table.rows))):
            self._ids.setdefault((row[0], *row[4:8]), []).append(i)
        self._met: dict[int, int] = {}

    def __call__(self, node: ast.AST) -> int | None:
        """Return the site's id; of several with one place the next in order, None for a node nobody wrote."""
        met = self._met.get(id(node))
        if met is not None:
            return met
        span = Span.of(node)
        ids = self._ids.get((type(node).__name__, span.line, span.col, span.end_line, span.end_col))
        if not ids:
            return None
        site = ids[-1] if len(ids) == 1 else ids.pop()
        self._met[id(node)] = site
        return site

    def in_place_of(self, node: ast.AST, kind: type[ast.AST]) -> int | None:
        """Return the site of a node of this kind that another tool has replaced by `node`, which has its place."""
        span = Span.of(node)
        ids = self._ids.get((kind.__name__, span.line, span.col, span.end_line, span.end_col))
        return ids[-1] if ids else None


def site_rows(tree: ast.Module) -> tuple[Row, ...]:
    """Return a row for every expression, statement, formal, pattern and alias of `tree`, parents first."""
    rows: list[Row] = [("Module", "", 0, None, 1, 0, 1, 0, False)]
    stack: list[tuple[ast.AST, int, str]] = [(s, 0, "body") for s in reversed(tree.body)]
    while stack:
        node, parent, role = stack.pop()
        if isinstance(node, _PLACED):
            span = Span.of(node)
            rows.append(
                (
                    type(node).__name__,
                    role,
                    parent,
                    _name(node),
                    span.line,
                    span.col,
                    span.end_line,
                    span.end_col,
                    _loaded(node),
                )
            )
            parent = len(rows) - 1
        inner = [
            (
                child,
                parent,
                role
                if isinstance(node, (ast.arguments, ast.keyword)) and field == "value"
                else field,
            )
            for field, value in ast.iter_fields(node)
            if field not in _UNTOUCHED
            for child in (value if isinstance(value, list) else [value])
            if isinstance(child, ast.AST)
            and not isinstance(child, (ast.expr_context, ast.operator))
        ]
        stack.extend(reversed(inner))
    return tuple(rows)


def _loaded(node: ast.AST) -> bool:
    return isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def _name(node: ast.AST) -> str | None:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
            return name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.alias():
            return (node.asname or node.name).split(".")[0]
        case (
            ast.ExceptHandler(name=str(name))
            | ast.MatchAs(name=str(name))
            | ast.MatchStar(name=str(name))
        ):
            return name
        case ast.MatchMapping(rest=str(name)):
            return name
        case ast.BoolOp(op=ast.And()):
            return "and"
        case ast.BoolOp():
            return "or"
        case _:
            return None
