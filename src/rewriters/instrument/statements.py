"""The recording form of each kind of statement inside a function."""

from __future__ import annotations

import ast

from rewriters import emit
from rewriters.instrument.assignments import target
from rewriters.instrument.choices import asserted, may_skip_a_suspension
from rewriters.instrument.expressions import rooted
from rewriters.instrument.suspensions import asked_after, suspended, suspends_frame
from rewriters.instrument.writer import Writer
from rewriters.scopes import FUNCTIONS, SUSPENSIONS, names_bound, own_nodes
from rewriters.templates import TOKEN, TOKEN_NAME, Action, RecordKind

_ENDS = (ast.Return, ast.Raise, ast.Break, ast.Continue)


def body(
    writer: Writer, statements: list[ast.stmt], kind: RecordKind = RecordKind.PATH
) -> list[ast.stmt]:
    """Write the statements of one body; what waits at its end is written there."""
    out: list[ast.stmt] = []
    ended = False
    for node in statements:
        # In the last `if` of a function each arm that falls through ends the frame.
        ended = kind is not RecordKind.PATH and node is statements[-1] and isinstance(node, ast.If)
        out += statement(writer, node, kind if ended else RecordKind.PATH)
    path = writer.path
    assert path is not None
    if ended:
        path.clear()
    elif statements and isinstance(statements[-1], _ENDS):
        writer.lose()
    elif kind is not RecordKind.PATH:
        path.falls_off()
        out += writer.flush(statements[-1], kind)
    elif statements:
        out += writer.flush(statements[-1])
    return out or [emit.place(ast.Pass(), s) for s in statements[:1]]


def statement(writer: Writer, node: ast.stmt, kind: RecordKind = RecordKind.PATH) -> list[ast.stmt]:
    """Write one statement, and before it what must be written or reset first; `kind`: how the arms of an `if` end."""
    path = writer.path
    assert path is not None
    before: list[ast.stmt] = []
    rebound = (
        {name for inner in own_nodes([node]) for name in names_bound(inner)}
        if path.names
        else set()
    )
    unsteady = any(not path.scope.is_local(n) for n in path.names)
    if path.names & rebound or path.full or unsteady:
        before = writer.flush(node)
    outer, path.resets = path.resets, []
    apart = path.token and may_skip_a_suspension(getattr(node, "test", node))
    if apart:  # what waits must not be written in what may not run: each value by a call of its own
        before += writer.flush(node)
    if path.token and path.resumed and _enters_untold(node):
        before.append(emit.place(ast.Expr(writer.resume()), node))
    apart = apart and not hasattr(node, "body")
    writer.no_walrus += apart
    if isinstance(node, ast.If):
        out = writer.branch(writer, node, kind)
    else:
        out = writer.statements.get(type(node), _unchanged)(writer, node)
    writer.no_walrus -= apart
    if path.resets:
        targets: list[ast.expr] = [emit.name(t, emit.STORE) for t in dict.fromkeys(path.resets)]
        before.append(emit.place(ast.Assign(targets, emit.helper("unset")), node))
    path.resets = outer
    if path.token and hasattr(node, "body") and not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        path.resumed = path.resumed or suspends(node)
    return before + [emit.place(s, node) for s in out]


def suspends(node: ast.stmt) -> bool:
    """May the frame be suspended inside this statement?"""
    return any(isinstance(n, SUSPENSIONS) for n in own_nodes([node]))


def _enters_untold(node: ast.stmt) -> bool:
    """May this statement run somebody's code before it keeps a value, which would say that the frame goes on?"""
    match node:
        case ast.ClassDef() | ast.Import() | ast.ImportFrom() | ast.With() | ast.AsyncWith():
            return True
        case ast.FunctionDef(decorator_list=run) | ast.AsyncFunctionDef(decorator_list=run):
            return bool(run)
        case ast.Delete(targets=targets) | ast.Assign(targets=targets):
            return not all(isinstance(t, ast.Name) for t in targets)
        case _:
            return False


def goes_on_untold(loop: ast.While | ast.For | ast.AsyncFor) -> bool:
    """May the frame come to the next turn of this loop, after a suspension, with no record that says so?"""
    return suspends(loop) and not _told(loop.body)


def _told(statements: list[ast.stmt]) -> bool:
    """Is a record written at the end of this body, after its last suspension?"""
    last = statements[-1]
    if isinstance(last, ast.If):
        return _told(last.body) and (not last.orelse or _told(last.orelse))
    dropped = isinstance(last, ast.Expr) and isinstance(last.value, (ast.Yield, ast.Constant))
    return not (dropped or hasattr(last, "body") or isinstance(last, (ast.Global, ast.Nonlocal)))


def _unchanged(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    if writer.path is not None and isinstance(node, (ast.Pass, ast.Break, ast.Continue)):
        writer.path.add(writer.find(node))
    return [node]


def leave_loop(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """`break`, `continue`."""
    _unchanged(writer, node)
    path, out = writer.path, writer.flush(node)
    if path is not None and path.resumed and not path.quiet_loop:
        out.append(ast.Expr(writer.resume()))
    return [*out, node]


def drop(_writer: Writer, _node: ast.stmt) -> list[ast.stmt]:
    """`global`, `nonlocal`: they stand once, at the head of the function."""
    return []


def expression(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """An expression as a statement."""
    assert isinstance(node, ast.Expr)
    if suspends_frame(writer, node.value):
        if isinstance(node.value, ast.Yield):
            return _dropped_yield(writer, node.value)
        return [
            ast.Expr(writer.capture(node.value, suspended(writer, node.value))),
            asked_after(writer),
        ]
    return [node if isinstance(node.value, ast.Constant) else ast.Expr(writer.expr(node.value))]


def _dropped_yield(writer: Writer, node: ast.Yield) -> list[ast.stmt]:
    """A `yield` that stands alone: what is sent is nearly always None, and recorded if it is not.

    Or if the frame goes on under another recording, which knows nothing of this `yield`.
    """
    path, site = writer.path, writer.find(node)
    assert path is not None
    new = suspended(writer, node, dropped=site is not None)
    before: list[ast.stmt] = []
    if isinstance(new, ast.Yield) and isinstance(new.value, ast.BoolOp):
        before, new = _told_before(new)
    temp = path.temp()
    steps = () if site is None else (site << 2,)
    asked = asked_after(writer)
    template = writer.templates.add(
        RecordKind.RESUME, path.function, steps, (TOKEN, *range(len(steps)))
    )
    sent = [emit.name(TOKEN_NAME), *[emit.name(temp) for _ in steps]]
    tell = emit.call(emit.name(emit.EXTEND), emit.tuple_of([template, *sent]))
    was_sent = ast.Compare(emit.name(temp), [ast.IsNot()], [emit.constant(None)])
    elsewhere = ast.Compare(emit.extend_or_null(), [ast.IsNot()], [emit.name(emit.EXTEND)])
    told = ast.If(ast.BoolOp(ast.Or(), [was_sent, elsewhere]), [asked, ast.Expr(tell)], [])
    path.next_temp = 0
    return [*before, emit.assign(temp, new), told]


def _told_before(node: ast.Yield) -> tuple[list[ast.stmt], ast.Yield]:
    """Split `yield record or name`: a record that is a statement of its own needs no jump."""
    assert isinstance(node.value, ast.BoolOp)
    record, value = node.value.values
    told = emit.place(ast.Expr(record), node)
    return [told], ast.copy_location(ast.Yield(emit.place(value, node)), node)


def return_(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """Write the last record with the value first; inside `with` or before a `finally` the frame has not ended yet."""
    assert isinstance(node, ast.Return)
    path, site = writer.path, writer.find(node)
    assert path is not None
    kind = RecordKind.RETURN if writer.leaves else RecordKind.EXIT
    if node.value is None:
        path.add(site)
        path.returns(ast.Constant(None))
        return [*writer.flush(node, kind), ast.Return(None)]
    new = writer.expr(node.value)
    if isinstance(new, ast.Constant) or (isinstance(new, ast.Name) and new.id[:1] != "@"):
        path.returns(new)
        path.add(site)
        return [*writer.flush(node, kind), ast.Return(new)]
    new = rooted(writer, new)
    path.add(site)
    return [ast.Return(writer.flush_inside(new, node, kind))]


def binds_names(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """`import`: the names bound wait."""
    assert isinstance(node, (ast.Import, ast.ImportFrom))
    assert writer.path is not None
    for alias in node.names:
        if alias.name != "*":
            writer.path.add(writer.find(alias), Action.STORE)
            writer.path.wait_for((alias.asname or alias.name).split(".")[0])
    return [node]


def delete(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """`del a, b[c], d.e`."""
    assert isinstance(node, ast.Delete)
    return [ast.Delete([target(writer, t) for t in node.targets])]


def raise_(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """What waits here is never written: the guard around keeps it."""
    assert isinstance(node, ast.Raise)
    if node.exc is None:  # the old exception goes on, with the instruction it first came from
        writer_path = writer.path
        assert writer_path is not None
        writer_path.add(writer.find(node))
        return [*writer.flush(node), node]
    new = ast.Raise(writer.optional(node.exc), writer.optional(node.cause))
    if writer.path is not None:
        writer.path.add(writer.find(node))
    return [new]


def assert_(writer: Writer, node: ast.stmt) -> list[ast.stmt]:
    """The message is evaluated only if the test fails."""
    assert isinstance(node, ast.Assert)
    path = writer.path
    assert path is not None
    if writer.optimized:
        return [node]
    decision = asserted(writer, node.test)
    resets, path.resets = path.resets, []
    snapshot = path.snapshot()
    site = writer.find(node)
    path.add(site, Action.SKIP)
    message = writer.optional(node.msg)
    writer.lose()
    path.restore(snapshot)
    path.add(site, Action.TAKE)
    path.resets = resets + path.resets
    return [ast.Assert(decision, message)]
