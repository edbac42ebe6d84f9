"""Guards: what an exception leaves unwritten is kept. Neither its traceback nor its context changes."""

from __future__ import annotations

import ast
from collections.abc import Callable

from rewriters import emit
from rewriters.instrument.expressions import formal_nodes
from rewriters.instrument.path import Path
from rewriters.instrument.statements import body
from rewriters.instrument.writer import Writer
from rewriters.scopes import COMPREHENSIONS, FunctionNode, own_nodes
from rewriters.templates import ALL_LOCALS, TOKEN, TOKEN_NAME, Action, RecordKind

TRIES = (ast.Try, ast.TryStar)
_MANY = 40


def guarded(
    writer: Writer, at: ast.AST, kind: RecordKind, write: Callable[[], list[ast.stmt]]
) -> list[ast.stmt]:
    """Write statements, and around them a handler that keeps the locals in which values wait.

    Those of ours are bound from the start, where that pays. Where a name of the user's is not bound yet, all locals are kept: that is
    four times as dear, as is a comprehension or lambda inside, which has no guard of its own.
    """
    if not writer.guards:
        return write()
    first = len(writer.templates.rows)
    statements = write()
    if not statements:
        return statements
    held = _held(writer, first)
    keep: list[ast.stmt] = [ast.Expr(_all_locals(writer, kind, "dump"))]
    bound = _binds_ours(writer, kind) or not any(n[:1] == "@" for n in held)
    if bound and len(held) <= _MANY and not _has_unguarded(statements):
        unbound = ast.ExceptHandler(
            emit.helper("NameError"), None, [ast.Expr(_all_locals(writer, kind, "dump_unbound"))]
        )
        keep = [ast.Try([ast.Expr(_held_locals(writer, kind, held))], [unbound], [], [])]
    if kind is RecordKind.UNWIND:
        slot = ast.Attribute(emit.call(emit.helper("get")), "None", emit.STORE)
        keep.append(ast.Assign([slot], emit.call(emit.helper("exception"))))
    # At the recursion limit the record itself may be refused; the exception on its way matters more.
    refused = ast.ExceptHandler(emit.helper("RecursionError"), None, [ast.Pass()])
    handler = ast.ExceptHandler(
        None, None, [ast.Try(keep, [refused], [], []), ast.Raise(None, None)]
    )
    return [emit.place(ast.Try(statements, [handler], [], []), at)]


def _binds_ours(writer: Writer, kind: RecordKind) -> bool:
    """Are our locals bound at the head of this function?

    It costs 1 ns each, at every call: 8 % of recursive code. Below 3.12, where all locals can be had for 0.4 µs, only
    a function that catches pays it.
    """
    assert writer.path is not None
    writer.path.catches = writer.path.catches or kind is RecordKind.RAISE
    return writer.path.catches or not writer.counts_calls


def _held(writer: Writer, first: int) -> list[str]:
    """Return the locals that hold values in the runs of this region."""
    scope, found = writer.scope, dict[str, None]()
    for row in writer.templates.rows[first:]:
        if row[1] == writer.function:
            found.update(dict.fromkeys(row[5]))  # type: ignore[call-overload]  # the names of a template's slots
    return [n for n in found if n[:1] == "@" or (n and scope is not None and n in scope.bound)]


def _has_unguarded(statements: list[ast.stmt]) -> bool:
    """The group that `except*` makes of what its bodies raise has no traceback yet when it comes by."""
    kinds = (*COMPREHENSIONS, ast.Lambda, ast.TryStar)
    return any(isinstance(n, kinds) for s in statements for n in own_nodes([s]))


def _held_locals(writer: Writer, kind: RecordKind, held: list[str]) -> ast.expr:
    suspends = writer.path is not None and writer.path.token
    names = [*held, *([TOKEN_NAME] if suspends else [])]
    template = writer.templates.add(kind, writer.function, held=tuple(names))
    exception = emit.call(emit.helper("exception"))
    traceback = emit.call(emit.helper("traceback"), exception)
    place, identity = (
        emit.call(emit.helper("instruction"), traceback),
        emit.call(emit.helper("id"), exception),
    )
    way = emit.call(emit.helper("id"), traceback)
    sink = emit.extend_or_null() if suspends else emit.name(emit.EXTEND)
    return emit.call(
        sink, emit.tuple_of([template, place, identity, way, *(emit.name(n) for n in names)])
    )


def _all_locals(writer: Writer, kind: RecordKind, how: str) -> ast.expr:
    values: ast.expr = emit.call(emit.helper("locals"))
    if not writer.apart:  # below 3.13 it is the frame's own dictionary
        values = ast.Dict([None], [values])
    return emit.call(
        emit.helper(how), writer.templates.add(kind, writer.function, (), (ALL_LOCALS,)), values
    )


def function_body(writer: Writer, node: FunctionNode, statements: list[ast.stmt]) -> list[ast.stmt]:
    """Return the recording body: entry, formals, statements, exit, and a guard around them."""
    path = writer.path
    assert path is not None
    head: list[ast.stmt] = []
    token: list[ast.expr] = []
    template = writer.templates.add(
        RecordKind.ENTER, path.function, (), (TOKEN,) if path.token else ()
    )
    if path.token:
        head.append(emit.assign(TOKEN_NAME, emit.call(emit.helper("token"))))
        token = [emit.name(TOKEN_NAME)]
    enter: ast.stmt = ast.Expr(emit.call(emit.name(emit.EXTEND), emit.tuple_of([template, *token])))
    if writer.counts_calls:
        refused = ast.ExceptHandler(emit.helper("RecursionError"), None, [ast.Pass()])
        enter = ast.Try([enter], [refused], [], [])
    head.append(enter)
    for formal in formal_nodes(node.args):
        path.add(writer.find(formal), Action.STORE)
        path.wait_for(formal.arg)
    writer.leaves = _ends_late(statements)
    kind = RecordKind.RETURN if writer.leaves else RecordKind.EXIT
    inner = guarded(writer, node, RecordKind.UNWIND, lambda: body(writer, statements, kind))
    if path.temps and _binds_ours(writer, RecordKind.UNWIND):
        temps: list[ast.expr] = [
            emit.name(emit.temporary("t", n), emit.STORE) for n in range(path.temps)
        ]
        head.append(ast.Assign(temps, emit.constant(None)))
    if writer.leaves:
        leave = emit.tuple_of([writer.templates.add(RecordKind.LEAVE, path.function)])
        sink = emit.extend_or_null() if path.token else emit.name(emit.EXTEND)
        inner = [ast.Try(inner, [], [], [ast.Expr(emit.call(sink, leave))])]
    return [emit.place(s, node) for s in [*head, *inner]]


def _ends_late(statements: list[ast.stmt]) -> bool:
    """Does a `return` stand where a `finally` or `__exit__` still runs after it?"""
    for node in own_nodes(statements):
        late = isinstance(node, (ast.With, ast.AsyncWith)) or (
            isinstance(node, TRIES) and node.finalbody
        )
        if late and any(isinstance(n, ast.Return) for n in own_nodes([node])):
            return True
    return False


def new_path(writer: Writer, node: FunctionNode, site: int) -> Path:
    """Return the empty path of a function; what may be suspended needs a token."""
    scope = writer.scopes[node]
    return Path(site, scope, token=scope.suspends)
