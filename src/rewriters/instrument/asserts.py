"""What pytest has made of an `assert`: an `if not …` that holds the telling of the failure and raises it."""

from __future__ import annotations

import ast

from rewriters.instrument.choices import decision
from rewriters.instrument.writer import Writer
from rewriters.templates import Action, RecordKind


def assert_site(writer: Writer, node: ast.If) -> int | None:
    """Return the site of the `assert` in whose place this statement stands, if it does."""
    if not isinstance(node.body[-1], ast.Raise) or not isinstance(node.test, ast.UnaryOp):
        return None
    return writer.find.in_place_of(node, ast.Assert)


def replaced(writer: Writer, node: ast.If, site: int, kind: RecordKind) -> list[ast.stmt]:
    """Write it as an `assert`. What tells the failure, and asks for each value's `repr`, stays as it is."""
    path = writer.path
    assert path is not None
    decided = decision(writer, node.test)
    resets, path.resets = path.resets, []
    snapshot = path.snapshot()
    path.add(site, Action.SKIP)
    writer.lose()
    path.restore(snapshot)
    path.add(site, Action.TAKE)
    path.resets = resets + path.resets
    new = ast.If(decided, node.body, node.orelse)
    if kind is RecordKind.PATH:
        return [new]
    path.returns(ast.Constant(None))
    return [new, *writer.flush(node, kind)]
