"""Writes records: what every part of the instrumentation shares."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum

from rewriters import emit
from rewriters.instrument.path import Path, Templates
from rewriters.scopes import Scope, Scopes
from rewriters.sites import Finder
from rewriters.templates import TOKEN, TOKEN_NAME, Action, RecordKind, step

_METHODS_OF_BUILTINS = frozenset(
    "append extend insert pop remove clear get setdefault items keys values update add discard popleft appendleft copy "
    "split rsplit splitlines join strip lstrip rstrip startswith endswith replace lower upper title find index count "
    "isdigit isalpha isalnum isspace isupper islower encode decode partition union intersection difference".split()
)
"""Methods of builtin types. Of another type's method of that name the reader sees by its frame's name whose it is."""

_OPERATORS = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Subscript, ast.Attribute, ast.BoolOp)
_QUIET = (ast.Name, ast.Tuple, ast.List, ast.Lambda, ast.Yield, ast.YieldFrom, ast.Await)
"""Expressions that run nobody's code, or whose own record says that the frame goes on."""


class Entry(IntEnum):
    """What a call may enter."""

    NONE = 0
    """Nothing, but for operators of its arguments: `len`, `range`, …"""
    ITSELF = 1
    """Just the plain function of this module that it names, once."""
    ANY = 2


ExpressionRule = Callable[["Writer", ast.expr], ast.expr]
StatementRule = Callable[["Writer", ast.stmt], list[ast.stmt]]

_CALLS_NOBODY = frozenset(
    "len isinstance range abs int float bool ord chr id type repr str enumerate zip round super callable hash".split()
)


@dataclass
class Writer:
    """Rewrites one module.

    `path` is None where temporaries would be seen or cannot stand (class bodies, module level, functions that look at
    their own locals): there each expression is recorded by a call of its own.
    `optimized`: the compiler will drop assertions. `apart`: it fuses a store with the load after it (3.13), which
    would keep `s += …` from growing in place. `counts_calls`: a call of C code counts as a level of recursion (3.11), so
    that the first record of the deepest frame may be refused. `leaves`: returns of this function are not its last records.
    """

    find: Finder
    scopes: Scopes
    templates: Templates
    expressions: Mapping[type[ast.AST], ExpressionRule]
    statements: Mapping[type[ast.AST], StatementRule]
    define: Callable[[Writer, ast.stmt], ast.stmt]
    branch: Callable[[Writer, ast.stmt, RecordKind], list[ast.stmt]]
    opaque: list[tuple[int, str]] = field(default_factory=list)
    path: Path | None = None
    no_walrus: int = 0
    function: int = 0
    scope: Scope | None = None
    hoisted: int = 0
    leaves: bool = False
    optimized: bool = False
    apart: bool = False
    counts_calls: bool = False
    batch: bool = True
    guards: bool = True
    evidence: set[int] = field(default_factory=set)
    entries: dict[int, Entry] = field(default_factory=dict)

    # ------------------------------------------------------------------ expressions

    @property
    def batching(self) -> bool:
        """May an expression be bound to a temporary here?"""
        return self.path is not None and not self.no_walrus

    def expr(self, node: ast.expr) -> ast.expr:
        """Return the recording form of an expression."""
        self.find(node)  # of several sites at one place the outermost comes first
        rule = self.expressions.get(type(node), self.expressions[ast.expr])
        return rule(self, node)

    def optional(self, node: ast.expr | None) -> ast.expr | None:
        """Return the recording form of an expression that may be missing."""
        return None if node is None else self.expr(node)

    def exprs(self, nodes: Iterable[ast.expr]) -> list[ast.expr]:
        """Return the recording forms of several expressions, in order."""
        return [self.expr(n) for n in nodes]

    def without_walrus(self, node: ast.expr) -> ast.expr:
        """Return the recording form of an expression in which no walrus may stand."""
        self.no_walrus += 1
        try:
            return self.expr(node)
        finally:
            self.no_walrus -= 1

    def moves(self, name: str) -> bool:
        """May a load of `name` give something else than the last recorded store?"""
        return self.scope.moves(name) if self.scope is not None else True

    def capture(self, node: ast.AST, new: ast.expr) -> ast.expr:
        """Keep the value of `new`, which stands for `node`."""
        site = self.find(node)
        if site is None:
            return new
        if not self.batching or self.path is None:
            return self.single(node, site, new)
        self.path.add(site)
        self.path.operated = self.path.operated or isinstance(node, _OPERATORS)
        if self.path.clauses is not None:
            return self.hoist(node, new)
        if self.path.resumed and not isinstance(node, _QUIET):
            new = emit.place(emit.after(self.resume(), new), node)
        temp = self.path.temp()
        self.path.keep(temp)
        return emit.place(emit.walrus(temp, new), node)

    def hoist(self, node: ast.AST, new: ast.expr, *, keep: bool = True) -> ast.expr:
        """Bind `new` by a clause of the comprehension (compiled as an assignment), return the name."""
        path = self.path
        assert path is not None
        assert path.clauses is not None
        self.hoisted += 1
        local = emit.temporary("c", self.hoisted)
        clause = ast.comprehension(emit.name(local, emit.STORE), ast.List([new], emit.LOAD), [], 0)
        path.clauses.append(emit.place(clause, node))
        if keep:
            path.keep(local)
        return emit.place(emit.name(local), node)

    def single(self, node: ast.AST, site: int, new: ast.expr, *stores: int) -> ast.expr:
        """Record one expression by a call; `stores` are the sites its value is then stored to."""
        return self._told(node, new, (step(site), *(step(s, Action.STORE) for s in stores)))

    def bound(self, target: ast.Name) -> ast.expr | None:
        """Record, by a call, what a name has just been bound to."""
        site = self.find(target)
        if site is None:
            return None
        return self._told(target, emit.name(target.id), (step(site, Action.STORE),))

    def _told(self, node: ast.AST, new: ast.expr, steps: tuple[int, ...]) -> ast.expr:
        if self.path is not None and self.path.token:
            return self._told_with_token(node, new, steps)
        record = self.templates.add(RecordKind.SINGLE, self.function, steps, (0,))
        return emit.place(emit.call(emit.helper("single"), record, new), node)

    def _told_with_token(self, node: ast.AST, new: ast.expr, steps: tuple[int, ...]) -> ast.expr:
        """Other frames may have run since the last record of this one."""
        slots = (TOKEN, *range(len(steps)))[:2]
        record = self.templates.add(RecordKind.SINGLE, self.function, steps, slots)
        told = emit.call(emit.helper("resumed"), record, emit.name(TOKEN_NAME), new)
        return emit.place(told, node)

    @contextmanager
    def entered(self, node: ast.AST, site: int, path: Path | None) -> Iterator[None]:
        """Write in the scope of another function, comprehension or class, whose records are those of `site`."""
        outer = self.path, self.scope, self.function, self.no_walrus, self.leaves
        self.path, self.scope, self.function = path, self.scopes[node], site
        try:
            yield
        finally:
            self.path, self.scope, self.function, self.no_walrus, self.leaves = outer

    # ------------------------------------------------------------------ records

    def record(self, kind: RecordKind, values: list[ast.expr]) -> ast.expr:
        """Return the expression (None) that writes what waits; `values` in the order of the path's slots."""
        path = self.path
        assert path is not None
        used = path.next_temp if path.token else 0
        sink = self.sink()
        slots = tuple(s.step for s in path.slots)
        steps = tuple(path.steps)
        held = tuple(s.local for s in path.slots)
        if path.resumed:
            slots, held, values = (
                (*slots, TOKEN),
                (*held, ""),
                [*values, emit.name(TOKEN_NAME)],
            )
        template = self.templates.add(
            kind, path.function, steps, slots, tuple(path.skips), held, path.turns
        )
        path.clear()
        path.next_temp = (
            used  # temporaries that the statement has reset at its head are not used twice
        )
        return emit.call(sink, emit.tuple_of([template, *values]))

    def flush(self, at: ast.AST, kind: RecordKind = RecordKind.PATH) -> list[ast.stmt]:
        """Return the statement that writes what waits, if anything does."""
        path = self.path
        assert path is not None
        if not path.steps and kind is RecordKind.PATH:
            resumed = path.resumed
            path.clear()
            path.resumed = resumed
            return []
        record = self.record(kind, [s.load() for s in path.slots])
        path.next_temp = 0
        return [emit.place(ast.Expr(record), at)]

    def flush_inside(
        self, new: ast.expr, at: ast.AST, kind: RecordKind = RecordKind.PATH
    ) -> ast.expr:
        """Write what waits from inside an expression, after `new`; the whole has the value of `new`."""
        path = self.path
        assert path is not None
        root = (
            new.target.id if isinstance(new, ast.NamedExpr) and new.target.id[:1] == "@" else None
        )
        place = (
            next((i for i, s in enumerate(path.slots) if s.local == root), None) if root else None
        )
        if place is not None and root is not None:
            moved = path.to_front(place)
            values = [new, *(s.load() for s in path.slots[1:])]
            result: ast.expr = emit.name(root)
            if moved.loose and kind not in (RecordKind.EXIT, RecordKind.RETURN):
                values[0] = emit.call(emit.helper("loosely"), new)
                result = emit.first_of(result, emit.walrus(root, emit.constant(None)))
            return emit.place(emit.after(self.record(kind, values), result), at)
        if not path.steps and kind is RecordKind.PATH:
            return new
        values = [s.load() for s in path.slots]
        if isinstance(new, (ast.Name, ast.Constant)):
            return emit.place(emit.after(self.record(kind, values), new), at)
        temp = path.temp()
        record = self.record(kind, values)
        pair = emit.tuple_of([emit.walrus(temp, new), record])
        return emit.place(ast.Subscript(pair, emit.constant(0), emit.LOAD), at)

    # ------------------------------------------------------------------ calls that may enter recorded code

    def lose(self) -> None:
        """What waits is never written: an exception always ends this run."""
        path = self.path
        assert path is not None
        if path.steps:
            slots, held = tuple(s.step for s in path.slots), tuple(s.local for s in path.slots)
            self.templates.add(
                RecordKind.LOST, path.function, tuple(path.steps), slots, tuple(path.skips), held
            )
        path.clear()

    def entry(self, node: ast.Call) -> Entry:
        """Return what a call may enter, as far as its callee's name tells; the tables keep it for the reader."""
        function, site = node.func, self.find(node)
        if (
            isinstance(function, ast.Attribute)
            and function.attr in _METHODS_OF_BUILTINS
            and not node.keywords
        ):
            self.entries[site or 0] = Entry.NONE
            return Entry.NONE
        if not isinstance(function, ast.Name) or (
            self.scope is not None and not self.scope.is_global(function.id)
        ):
            return Entry.ANY
        if function.id in self.scopes.direct:
            self.entries[site or 0] = Entry.ITSELF
            return Entry.ITSELF
        if function.id in _CALLS_NOBODY and function.id not in self.scopes.module.counts:
            self.entries[site or 0] = Entry.NONE
            return Entry.NONE
        return Entry.ANY

    def mark(self, at: ast.AST, *, needed: bool = False) -> ast.expr | None:
        """Return the expression (None) that says: what was entered so far belongs to the steps so far. If needed."""
        path = self.path
        if path is None or not (path.called or needed):
            return None
        template = self.templates.add(
            RecordKind.MARK, path.function, (len(path.steps),), turns=path.turns
        )
        return emit.place(emit.call(self.sink(), emit.tuple_of([template])), at)

    def sink(self) -> ast.expr:
        """Return where records go at this point of the code."""
        lazy = self.path is not None and self.path.lazy
        return emit.extend_or_null() if lazy else emit.name(emit.EXTEND)

    def resume(self) -> ast.Call:
        """Return the expression (None) that says: this frame goes on; what is entered now is entered by it."""
        assert self.path is not None
        self.path.resumed = False
        template = self.templates.add(
            RecordKind.RESUME, self.path.function, (), (TOKEN,), (), ("",)
        )
        return emit.call(emit.name(emit.EXTEND), emit.tuple_of([template, emit.name(TOKEN_NAME)]))

    def begin_turn(self) -> ast.Call:
        """Return the expression (None) that says: what is entered now is entered by a generator expression's turn."""
        assert self.path is not None
        template = self.templates.add(RecordKind.RESUME, self.path.function)
        return emit.call(self.sink(), emit.tuple_of([template]))

    def ask_again(self) -> ast.NamedExpr:
        """Return the expression that finds out whose tape it is: a suspended frame goes on in its resumer's context."""
        assert self.path is not None
        self.path.resumed = True
        return emit.walrus(emit.EXTEND, emit.extend_or_null())

    def resumed_in_place(self, node: ast.expr, new: ast.expr) -> ast.expr:
        """Record by a call that a frame goes on, and the value it got; where nothing can be bound."""
        site = self.find(node)
        return self._told_with_token(node, new, () if site is None else (site << 2,))
