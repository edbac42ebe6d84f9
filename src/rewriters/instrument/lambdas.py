"""Lambdas: functions of one expression, with two bodies of which one records."""

from __future__ import annotations

import ast

from rewriters import emit
from rewriters.instrument.expressions import formal_nodes, rooted
from rewriters.instrument.path import Path
from rewriters.instrument.writer import Writer
from rewriters.reasons import Reason
from rewriters.templates import NOTHING, Action, RecordKind


def lambda_(writer: Writer, node: ast.expr) -> ast.expr:
    """A lambda is a function of one expression: two bodies, one of which records."""
    assert isinstance(node, ast.Lambda)
    defaults = writer.exprs(node.args.defaults)
    kw_defaults = [writer.optional(d) for d in node.args.kw_defaults]
    args = ast.arguments(
        node.args.posonlyargs,
        node.args.args,
        node.args.vararg,
        node.args.kwonlyargs,
        kw_defaults,
        node.args.kwarg,
        defaults,
    )
    scope, site = writer.scopes[node], writer.find(node)
    if site is None or scope.suspends:
        body = node.body
        if site is not None:
            writer.opaque.append((site, Reason.LAMBDA_THAT_SUSPENDS))
    elif (
        not writer.batch
        or writer.no_walrus
        or scope.reflective
        or (writer.path is not None and writer.path.clauses is not None)
    ):
        with writer.entered(node, site, None):
            writer.no_walrus += 1
            body = _observed_lambda(writer, node, site, writer.expr(node.body))
    else:
        path = Path(site, scope)
        with writer.entered(node, site, path):
            writer.no_walrus = 0
            body = _recorded_lambda(writer, node, path)
    return writer.capture(node, ast.copy_location(ast.Lambda(args, body), node))


def _observed_lambda(writer: Writer, node: ast.Lambda, site: int, body: ast.expr) -> ast.expr:
    """Where no walrus may stand: entry and exit by calls."""
    enter = emit.call(emit.helper("enter"), writer.templates.add(RecordKind.ENTER, site))
    leave = emit.call(
        emit.helper("exit"), writer.templates.add(RecordKind.EXIT, site, (), (NOTHING,)), body
    )
    return emit.place(emit.after(enter, leave), node.body)


def _recorded_lambda(writer: Writer, node: ast.Lambda, path: Path) -> ast.expr:
    enter = emit.call(
        emit.name(emit.EXTEND),
        emit.tuple_of([writer.templates.add(RecordKind.ENTER, path.function)]),
    )
    for formal in formal_nodes(node.args):
        path.add(writer.find(formal), Action.STORE)
        path.wait_for(formal.arg)
    rebound = {n.target.id for n in ast.walk(node.body) if isinstance(n, ast.NamedExpr)}
    told = writer.flush(node.body) if path.names & rebound else []
    body = writer.flush_inside(rooted(writer, writer.expr(node.body)), node.body, RecordKind.EXIT)
    first: list[ast.expr] = [enter, *(s.value for s in told if isinstance(s, ast.Expr))]
    first += [
        ast.Compare(emit.walrus(t, emit.helper("unset")), [ast.Is()], [emit.constant(None)])
        for t in path.resets
    ]
    recording = ast.BoolOp(ast.Or(), [*first, body])
    return emit.place(ast.IfExp(emit.not_recording(), node.body, recording), node.body)
