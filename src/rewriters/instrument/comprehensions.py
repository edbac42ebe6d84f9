"""Comprehensions: values are bound by extra clauses, and each turn is one record."""

from __future__ import annotations

import ast
from collections.abc import Callable

from rewriters import emit
from rewriters.instrument.choices import test
from rewriters.instrument.path import Path
from rewriters.instrument.writer import Entry, ExpressionRule, Writer
from rewriters.scopes import Comprehension, target_names
from rewriters.templates import Action, RecordKind


def comprehension(writer: Writer, node: ast.expr) -> ast.expr:
    """Return the recording form; where no clause may hold a value, one with a call for each expression."""
    assert isinstance(node, Comprehension)
    if is_asynchronous(node):
        return _asynchronous(writer, node)
    if not writer.batching:
        return writer.capture(
            node, _observed(writer, node, writer.without_walrus(node.generators[0].iter))
        )
    site, path = writer.find(node), writer.path
    assert path is not None
    before, iterable = _first_iterable(writer, node.generators[0].iter)
    if (
        before is not None and path.clauses is not None
    ):  # its turns are in a clause, so is what comes before
        writer.hoist(node.generators[0].iter, before, keep=False)
        before = None
    lazy = isinstance(node, ast.GeneratorExp)
    function = site if lazy and site is not None else path.function
    # Only of a generator: a function in which another kind is reflective is written without a path.
    if writer.scopes[node].reflective:
        new = _observed(writer, node, iterable)
    else:
        inner = Path(function, writer.scopes[node], clauses=[], turns=site or 0, lazy=lazy)
        with writer.entered(node, function, inner):
            new = _turns(writer, node, iterable, inner)
    path.called = path.called or not lazy
    captured = writer.capture(node, new)
    if before is None:
        return captured
    return emit.place(
        ast.Subscript(emit.tuple_of([before, captured]), emit.constant(1), emit.LOAD), node
    )


def is_asynchronous(node: Comprehension) -> bool:
    """Does the comprehension suspend the coroutine around it?"""
    return any(g.is_async for g in node.generators) or any(
        isinstance(n, ast.Await) for n in ast.walk(node)
    )


def _first_iterable(writer: Writer, node: ast.expr) -> tuple[ast.expr | None, ast.expr]:
    """It is the first thing evaluated, so it may as well be evaluated just before. -> (what comes before, name)"""
    assert writer.path is not None
    new = writer.expr(node)
    mark = writer.mark(node, needed=writer.path.entered or writer.path.operated)
    if isinstance(new, (ast.Name, ast.Constant)):
        return mark, new
    if not (isinstance(new, ast.NamedExpr) and new.target.id[:1] == "@"):
        new = emit.place(emit.walrus(writer.path.temp(), new), node)
    before = new if mark is None else emit.place(emit.first_of(new, mark), node)
    return before, emit.place(emit.name(new.target.id), node)


def _turns(writer: Writer, node: Comprehension, iterable: ast.expr, path: Path) -> ast.expr:
    clauses: list[ast.comprehension] = []

    def hoisted() -> None:
        assert path.clauses is not None
        if path.lazy and path.entered:
            clauses[-1].ifs.append(emit.place(ast.UnaryOp(ast.Not(), writer.begin_turn()), node))
        clauses.extend(path.clauses)
        path.clauses.clear()

    for i, generator in enumerate(node.generators):
        if i:
            iterable = writer.expr(generator.iter)
            hoisted()
            begun = _record(writer, path, generator.iter)
            if begun is not None:
                clauses[-1].ifs.append(emit.place(ast.UnaryOp(ast.Not(), begun), generator.iter))
        clauses.append(ast.comprehension(generator.target, iterable, [], 0))
        path.called = path.called or runs_code(writer, generator.iter)
        for target in target_names(generator.target):
            path.add(writer.find(target), Action.STORE)
            path.keep(target.id)
        for condition in generator.ifs:
            (decision,) = _written(writer, [condition], test)
            hoisted()
            record = _record(writer, path, condition)
            clauses[-1].ifs.append(
                decision if record is None else emit.place(emit.after(record, decision), condition)
            )
    elements = _written(writer, elements_of(node), Writer.expr)
    hoisted()
    record = _record(writer, path, node)
    if record is not None:
        clauses[-1].ifs.append(emit.place(ast.UnaryOp(ast.Not(), record), node))
    return rebuilt(node, elements, clauses)


def runs_code(writer: Writer, iterable: ast.expr) -> bool:
    """May the next turn enter anything? So it does where a call made what runs callbacks: `map`, `groupby`, …"""
    if not isinstance(iterable, ast.Call) or writer.entry(iterable) is not Entry.ANY:
        return False
    return not (isinstance(iterable.func, ast.Name) and iterable.func.id in _MAKES_LISTS)


_MAKES_LISTS = frozenset({"sorted", "list", "dict", "set", "tuple"})


def _written(writer: Writer, nodes: list[ast.expr], write: ExpressionRule) -> list[ast.expr]:
    """A walrus may not stand in an iterable, so nothing around one is bound by a clause."""
    has_walrus = any(isinstance(n, ast.NamedExpr) for node in nodes for n in ast.walk(node))
    writer.no_walrus += has_walrus
    new = [write(writer, n) for n in nodes]
    writer.no_walrus -= has_walrus
    return new


def _record(writer: Writer, path: Path, at: ast.expr) -> ast.expr | None:
    """A condition ends a turn when it is false: what waits is written before it decides."""
    if not path.steps:
        return None
    return emit.place(writer.record(RecordKind.TURN, [s.load() for s in path.slots]), at)


def _asynchronous(writer: Writer, node: Comprehension) -> ast.expr:
    path = writer.path
    first = node.generators[0].iter
    if path is None or isinstance(node, ast.GeneratorExp):
        mark = writer.mark(node, needed=path is not None and (path.entered or path.operated))
        new = writer.capture(node, _observed(writer, node, writer.without_walrus(first)))
        return new if mark is None else emit.place(emit.after(mark, new), node)
    moved = writer.batching and path.clauses is None
    iterable = writer.expr(first) if moved else writer.without_walrus(first)
    if moved:
        before: ast.expr | None = writer.flush_inside(iterable, first, RecordKind.DELEGATE)
        temp = path.temp()
        before, iterable = (
            emit.place(emit.walrus(temp, before or iterable), first),
            emit.place(emit.name(temp), first),
        )
    else:
        before = None
    new = _observed(writer, node, iterable)
    if before is None:
        return writer.resumed_in_place(node, new) if path.token else writer.capture(node, new)
    new = writer.capture(node, new)
    if path.token:
        new = emit.place(emit.first_of(new, writer.ask_again()), node)
    return emit.place(
        ast.Subscript(emit.tuple_of([before, new]), emit.constant(1), emit.LOAD), node
    )


def _observed(writer: Writer, node: Comprehension, iterable: ast.expr) -> ast.expr:
    lazy = isinstance(node, ast.GeneratorExp)
    site = writer.find(node)
    function = site if lazy and site is not None else writer.function
    with writer.entered(node, function, None if lazy else writer.path):
        writer.no_walrus += 1
        clauses = []
        for i, g in enumerate(node.generators):
            new = iterable if i == 0 else writer.expr(g.iter)
            conditions = [*_bound(writer, g.target), *(test(writer, c) for c in g.ifs)]
            clauses.append(ast.comprehension(g.target, new, conditions, g.is_async))
        return rebuilt(node, writer.exprs(elements_of(node)), clauses)


def _bound(writer: Writer, target: ast.expr) -> list[ast.expr]:
    """A condition that records what a turn binds, and holds: a tuple that is not empty asks no value."""
    told = [new for n in target_names(target) if (new := writer.bound(n)) is not None]
    return [emit.place(emit.tuple_of(told), target)] if told else []


def rebuilt(
    node: Comprehension, elements: list[ast.expr], clauses: list[ast.comprehension]
) -> ast.expr:
    """Return a comprehension of the same kind and place."""
    fields = dict(
        zip(("key", "value") if isinstance(node, ast.DictComp) else ("elt",), elements, strict=True)
    )
    make: Callable[..., ast.expr] = type(node)
    return ast.copy_location(make(**fields, generators=clauses), node)


def elements_of(node: Comprehension) -> list[ast.expr]:
    """Return what each turn adds."""
    return [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
