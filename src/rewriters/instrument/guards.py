"""Guards: what an exception leaves unwritten is kept. Neither its traceback nor its context changes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from rewriters import emit
from rewriters.instrument.expressions import formal_nodes
from rewriters.instrument.path import Path
from rewriters.instrument.statements import body
from rewriters.instrument.writer import Writer
from rewriters.scopes import COMPREHENSIONS, FunctionNode, own_nodes
from rewriters.templates import ALL_LOCALS, TOKEN, TOKEN_NAME, Action, RecordKind

TRIES = (ast.Try, ast.TryStar)
_FEW, _MANY = 4, 40
_ERROR, _TRACEBACK = emit.temporary("x", 0), emit.temporary("x", 1)


def guarded(
    writer: Writer, at: ast.AST, kind: RecordKind, write: Callable[[], list[ast.stmt]]
) -> list[ast.stmt]:
    """Write statements, and around them a handler that keeps the locals in which values wait.

    Where ours are bound from the start just those are kept, else all locals: that is twice as dear. A comprehension or
    lambda inside has no guard of its own, and its frame is kept with them.
    """
    if not writer.guards:
        return write()
    first = len(writer.templates.rows)
    statements = write()
    if not statements:
        return statements
    handler = ast.ExceptHandler(
        None, None, [*_keeping(writer, kind, first, statements), emit.reraise()]
    )
    return [emit.place(ast.Try(statements, [handler], [], []), at)]


def _keeping(
    writer: Writer, kind: RecordKind, first: int, statements: Sequence[ast.stmt]
) -> list[ast.stmt]:
    held = _held(writer, first)
    bound = _binds_ours(writer, kind) or not any(n[:1] == "@" for n in held)
    keep: list[ast.stmt]
    dropped: list[ast.stmt] = []
    if _has_unguarded(statements):
        keep = [ast.Expr(_dump(writer, kind, "dump"))]
    elif bound and len(held) <= _MANY:
        unbound: list[ast.stmt] = [ast.Expr(_dump(writer, kind, "dump_unbound"))]
        handler = ast.ExceptHandler(emit.helper("NameError"), None, unbound)
        keep = [ast.Try([ast.Expr(_held_locals(writer, kind, held))], [handler], [], [])]
        ours: list[ast.expr] = [emit.name(n, emit.STORE) for n in (_ERROR, _TRACEBACK)]
        dropped = [ast.Assign(ours, emit.constant(None))]
    else:
        keep = [ast.Expr(_all_locals(writer, kind))]
    if kind is RecordKind.UNWIND:
        slot = ast.Attribute(emit.call(emit.helper("get")), "None", emit.STORE)
        keep.append(ast.Assign([slot], emit.call(emit.helper("exception"))))
    # At the recursion limit the record itself may be refused; the exception on its way matters more.
    refused = ast.ExceptHandler(emit.helper("RecursionError"), None, [ast.Pass()])
    return [ast.Try(keep, [refused], [], []), *dropped]


def _binds_ours(writer: Writer, kind: RecordKind) -> bool:
    """Are our locals bound at the head of this function?

    It costs 0.5 ns each, at every call: 5 % of recursive code. Only functions that catch, and small ones, pay it.
    """
    assert writer.path is not None
    writer.path.catches = writer.path.catches or kind is RecordKind.RAISE
    return writer.path.catches or writer.path.temps <= _FEW


def _held(writer: Writer, first: int) -> list[str]:
    """Return the locals that hold values in the runs of this region."""
    scope, found = writer.scope, dict[str, None]()
    for row in writer.templates.rows[first:]:
        if row[1] == writer.function:
            found.update(dict.fromkeys(row[5]))  # type: ignore[call-overload]  # the names of a template's slots
    return [n for n in found if n[:1] == "@" or (n and scope is not None and n in scope.bound)]


def _has_unguarded(statements: Sequence[ast.stmt]) -> bool:
    """The group that `except*` makes of what its bodies raise has no traceback yet when it comes by."""
    kinds = (*COMPREHENSIONS, ast.Lambda, ast.TryStar)
    return any(isinstance(n, kinds) for s in statements for n in own_nodes([s]))


def _held_locals(writer: Writer, kind: RecordKind, held: list[str]) -> ast.expr:
    suspends = writer.path is not None and writer.path.token
    names = [*held, *([TOKEN_NAME] if suspends else [])]
    template = writer.templates.add(kind, writer.function, held=tuple(names))
    exception = emit.walrus(_ERROR, emit.call(emit.helper("exception")))
    traceback = emit.walrus(_TRACEBACK, emit.call(emit.helper("traceback"), exception))
    where = [
        emit.call(emit.helper("instruction"), traceback),
        emit.call(emit.helper("id"), emit.name(_ERROR)),
        emit.call(emit.helper("id"), emit.name(_TRACEBACK)),
    ]
    return _written(writer, [template, *(emit.name(n) for n in names), *where])


def _all_locals(writer: Writer, kind: RecordKind) -> ast.expr:
    """What `locals()` gives must hold neither exception nor traceback: they are not bound here."""
    template = writer.templates.add(kind, writer.function, (), (ALL_LOCALS,))
    exception = emit.call(emit.helper("exception"))
    traceback = emit.call(emit.helper("traceback"), exception)
    where = [
        emit.call(emit.helper("instruction"), traceback),
        emit.call(emit.helper("id"), exception),
        emit.call(emit.helper("id"), traceback),
    ]
    return _written(writer, [template, _locals(), emit.constant(None), *where])


def _written(writer: Writer, values: list[ast.expr]) -> ast.expr:
    suspends = writer.path is not None and writer.path.token
    sink = emit.extend_or_null() if suspends else emit.name(emit.EXTEND)
    return emit.call(sink, emit.tuple_of(values))


def _dump(writer: Writer, kind: RecordKind, how: str) -> ast.expr:
    template = writer.templates.add(kind, writer.function, (), (ALL_LOCALS,))
    return emit.call(emit.helper(how), template, _locals())


def _locals() -> ast.expr:
    return emit.call(emit.helper("hidden"), emit.call(emit.helper("locals")))


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
    writer.leaves = ends_late(statements)
    kind = RecordKind.RETURN if writer.leaves else RecordKind.EXIT
    inner = guarded(writer, node, RecordKind.UNWIND, lambda: body(writer, statements, kind))
    if path.temps and _binds_ours(writer, RecordKind.UNWIND):
        temps: list[ast.expr] = [
            emit.name(emit.temporary("t", n), emit.STORE) for n in range(path.temps)
        ]
        # Unpacking a constant is a third of the cost of `a = b = … = None`.
        nothing = emit.constant((None,) * path.temps)
        head.append(ast.Assign([ast.Tuple(temps, emit.STORE)], nothing))
    if writer.leaves:
        leave = emit.tuple_of([writer.templates.add(RecordKind.LEAVE, path.function)])
        sink = emit.extend_or_null() if path.token else emit.name(emit.EXTEND)
        last = [ast.Expr(emit.call(sink, leave)), *emit.reraise_finally()]
        inner = [ast.Try(inner, [], [], last)]
    return [emit.place(s, node) for s in [*head, *inner]]


def ends_late(statements: list[ast.stmt]) -> bool:
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
