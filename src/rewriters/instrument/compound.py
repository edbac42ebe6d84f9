"""The recording form of statements that hold statements: branches, loops, `try`, `with`, `match`."""

from __future__ import annotations

import ast

from rewriters import emit
from rewriters.instrument.asserts import assert_site, replaced
from rewriters.instrument.assignments import target
from rewriters.instrument.choices import decision, test
from rewriters.instrument.comprehensions import runs_code
from rewriters.instrument.guards import TRIES, guarded
from rewriters.instrument.statements import body, goes_on_untold
from rewriters.instrument.writer import Entry, Writer
from rewriters.scopes import names_bound, own_nodes
from rewriters.templates import Action, RecordKind

_ENDS = (ast.Return, ast.Raise, ast.Break, ast.Continue)


def branch(writer: Writer, node: ast.stmt, kind: RecordKind) -> list[ast.stmt]:
    """What waits at the test of an `if` goes on in either arm, which ends with a record of `kind`: one for each path."""
    assert isinstance(node, ast.If)
    path, site = writer.path, writer.find(node)
    assert path is not None
    failed = assert_site(writer, node)
    if failed is not None:
        return replaced(writer, node, failed, kind)
    decided = decision(writer, node.test)
    resets, path.resets = path.resets, []
    snapshot = path.snapshot()
    path.add(site, Action.TAKE)
    taken = body(writer, node.body, kind)
    path.restore(snapshot)
    path.add(site, Action.SKIP)
    if node.orelse:
        orelse = body(writer, node.orelse, kind)
    elif kind is not RecordKind.PATH:
        path.falls_off()
        orelse = writer.flush(node, kind)
    else:
        orelse = [] if _ends(node.body) else writer.flush(node)
    path.resets = resets
    return [ast.If(decided, taken, orelse)]


def _ends(statements: list[ast.stmt]) -> bool:
    last = statements[-1] if statements else None
    if isinstance(last, ast.If):
        return _ends(last.body) and _ends(last.orelse)
    return isinstance(last, _ENDS)


def while_(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """The test is part of each turn's run."""
    assert isinstance(node, ast.While)
    path, site = writer.path, writer.find(node)
    assert path is not None
    before = writer.flush(node)
    outer, path.quiet_loop = path.quiet_loop, True
    path.resumed = path.resumed or (path.token and goes_on_untold(node))
    decided = reset_inside(path.resets, decision(writer, node.test), node.test)
    path.resets = []
    snapshot = path.snapshot()
    path.add(site, Action.TAKE)
    turns = [*body(writer, node.body)]
    path.quiet_loop = outer
    path.restore(snapshot)
    path.add(site, Action.SKIP)
    orelse: list[ast.stmt] = []
    if node.orelse:
        orelse = body(writer, node.orelse)
    elif any(isinstance(n, ast.Break) for n in own_nodes(node.body)):
        orelse = writer.flush(node)
    return [*before, ast.While(decided, turns, orelse)]


def for_(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """What waits is written before the first turn; each turn begins with its targets."""
    assert isinstance(node, (ast.For, ast.AsyncFor))
    path, site = writer.path, writer.find(node)
    assert path is not None
    waits = isinstance(node, ast.AsyncFor)
    kind = RecordKind.DELEGATE if waits else RecordKind.PATH
    iterable = writer.flush_inside(writer.expr(node.iter), node.iter, kind)
    resets, path.resets = path.resets, []
    path.add(site, Action.TAKE)
    new_target = target(writer, node.target, unpacked=True)
    path.called = path.called or runs_code(writer, node.iter)
    again = resume(writer, node) if waits else []
    outer, path.quiet_loop = path.quiet_loop, _runs_nobody(writer, node)
    path.resumed = path.resumed or (path.token and path.quiet_loop and goes_on_untold(node))
    turns = [*again, *body(writer, node.body)]
    if path.resumed and not path.quiet_loop:
        turns.append(emit.place(ast.Expr(writer.resume()), node))
    path.quiet_loop = outer
    path.add(site, Action.SKIP)
    orelse = [*again, *body(writer, node.orelse)] if node.orelse else list(again)
    path.clear()
    path.resets = resets
    return [type(node)(new_target, iterable, turns, orelse), *(emit.place(s, node) for s in again)]


def _runs_nobody(writer: Writer, node: ast.For | ast.AsyncFor) -> bool:
    """Is the loop over something whose iterator is surely the interpreter's own?"""
    iterable = node.iter
    if (
        isinstance(iterable, ast.Call)
        and isinstance(iterable.func, ast.Name)
        and iterable.func.id == "range"
    ):
        return writer.entry(iterable) is Entry.NONE
    return isinstance(iterable, (ast.List, ast.Tuple, ast.Constant))


def resume(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """After a point where a frame may have been suspended: ask again whose tape it is, and say that it goes on."""
    path = writer.path
    assert path is not None
    if not path.token:
        return []
    asked = emit.assign(emit.EXTEND, emit.extend_or_null())
    resumed = ast.Expr(writer.resume())
    return [emit.place(asked, node), emit.place(resumed, node)]


def with_(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """Managers are entered between records; `__exit__` may swallow what the guard inside has kept."""
    assert isinstance(node, (ast.With, ast.AsyncWith))
    path, site = writer.path, writer.find(node)
    assert path is not None
    items = []
    for number, item in enumerate(node.items):
        manager = writer.expr(item.context_expr)
        if number and path.token and isinstance(node, ast.AsyncWith):
            goes_on = emit.call(writer.ask_again(), *writer.resume().args)
            manager = emit.place(emit.after(goes_on, manager), item.context_expr)
        path.add(site)
        if isinstance(node, ast.AsyncWith):
            manager = writer.flush_inside(manager, item.context_expr, RecordKind.DELEGATE)
        bound = (
            None
            if item.optional_vars is None
            else target(writer, item.optional_vars, unpacked=True)
        )
        items.append(ast.withitem(manager, bound))
    resets, path.resets = path.resets, []
    asked = resume(writer, node)
    outer, path.quiet_loop = path.quiet_loop, False  # `break` and `continue` run `__exit__`
    inside = guarded(writer, node, RecordKind.RAISE, lambda: body(writer, node.body))
    inside = [*(asked if isinstance(node, ast.AsyncWith) else []), *inside]
    if path.token and path.resumed:
        inside.append(emit.place(ast.Expr(writer.resume()), node))
    path.quiet_loop = outer
    path.resets = resets
    return [type(node)(items, inside), *asked]


def try_(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """Each body that an exception can leave keeps what it had not written yet."""
    assert isinstance(node, TRIES)
    path = writer.path
    assert path is not None
    resets, path.resets = path.resets, []
    asked = resume(writer, node)
    inside = guarded(writer, node, RecordKind.RAISE, lambda: body(writer, node.body))
    orelse = _perhaps_guarded(writer, node, node.orelse, before_finally=bool(node.finalbody))
    handlers = []
    for handler in node.handlers:
        path.add(writer.find(handler), Action.TAKE)
        caught: list[ast.stmt] = []
        if handler.name:  # unbound again before a guard around could keep it
            path.add(writer.find(handler), Action.STORE)
            path.wait_for(handler.name)
            caught = writer.flush(handler)
        # What the bodies of `except*` raise is gathered in a group, which has no traceback of its own.
        late = bool(node.finalbody) or isinstance(node, ast.TryStar)
        inner = _perhaps_guarded(writer, handler, handler.body, before_finally=late)
        new = ast.ExceptHandler(handler.type, handler.name, [*asked, *caught, *inner])
        handlers.append(emit.place(new, handler))
    final = body(writer, node.finalbody)
    path.resets = resets
    return [type(node)(inside, handlers, orelse, [*asked, *final] if final else [])]


def _perhaps_guarded(
    writer: Writer, at: ast.AST, statements: list[ast.stmt], *, before_finally: bool
) -> list[ast.stmt]:
    """A `finally` would overwrite what waits."""
    if before_finally:
        return guarded(writer, at, RecordKind.RAISE, lambda: body(writer, statements))
    return body(writer, statements)


def match_(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """Patterns are no expressions: subject, guards and what was captured are recorded."""
    assert isinstance(node, ast.Match)
    path = writer.path
    assert path is not None
    subject = writer.flush_inside(writer.expr(node.subject), node.subject)
    resets, path.resets = path.resets, []
    cases = []
    for case in node.cases:
        guard = None
        if case.guard is not None:
            _captured(writer, case.pattern)
            guard = _guard(writer, case.guard)
            guard = reset_inside(path.resets, guard, case.guard)
            path.resets = []
        path.add(writer.find(case.pattern), Action.TAKE)
        if case.guard is None:
            _captured(writer, case.pattern)
        cases.append(ast.match_case(case.pattern, guard, body(writer, case.body)))
    path.resets = resets
    return [ast.Match(subject, cases)]


def _guard(writer: Writer, node: ast.expr) -> ast.expr:
    """Written at once, as the next case may come after it; what waits goes with the first thing it evaluates."""
    path = writer.path
    assert path is not None
    new = test(writer, node)
    if isinstance(new, ast.NamedExpr):
        return writer.flush_inside(new, node)
    values = [s.load() for s in path.slots]
    path.resets += [s.local for s in path.slots if s.local[:1] == "@"]
    record = writer.record(RecordKind.PATH, values)
    return emit.place(ast.IfExp(new, ast.UnaryOp(ast.Not(), record), record), node)


def _captured(writer: Writer, pattern: ast.pattern) -> None:
    """The names a pattern has bound wait, as no expression has their values."""
    assert writer.path is not None
    for node in ast.walk(pattern):
        for name in names_bound(node):
            writer.path.add(writer.find(node), Action.STORE)
            writer.path.wait_for(name)


def reset_inside(temps: list[str], new: ast.expr, at: ast.AST) -> ast.expr:
    """Reset temporaries at the start of an expression, by tests that no compiler can decide."""
    if not temps:
        return new
    tests: list[ast.expr] = [
        ast.Compare(emit.walrus(t, emit.helper("unset")), [ast.Is()], [emit.constant(None)])
        for t in dict.fromkeys(temps)
    ]
    return emit.place(ast.BoolOp(ast.Or(), [*tests, new]), at)
