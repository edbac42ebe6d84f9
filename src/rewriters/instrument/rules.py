"""Which rule rewrites which kind of node."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from rewriters import asking
from rewriters.instrument import (
    asked,
    assignments,
    calls,
    choices,
    compound,
    comprehensions,
    expressions,
    functions,
    lambdas,
    statements,
    suspensions,
)
from rewriters.instrument.path import Templates
from rewriters.instrument.writer import Entry, ExpressionRule, StatementRule, Writer
from rewriters.scopes import Scopes
from rewriters.sites import Finder, SiteTable

EXPRESSIONS: Mapping[type[ast.AST], ExpressionRule] = {
    ast.expr: expressions.operation,
    ast.Constant: expressions.keep,
    ast.Name: expressions.load_name,
    ast.Starred: expressions.untracked,
    ast.Slice: expressions.untracked,
    ast.FormattedValue: expressions.untracked,
    ast.JoinedStr: expressions.joined_text,
    ast.Dict: expressions.dict_display,
    ast.Subscript: expressions.subscript,
    ast.NamedExpr: expressions.walrus,
    ast.BoolOp: choices.boolean,
    ast.IfExp: choices.conditional,
    ast.Compare: choices.compare,
    ast.Call: calls.call,
    ast.Lambda: lambdas.lambda_,
    ast.Await: suspensions.suspension,
    ast.Yield: suspensions.suspension,
    ast.YieldFrom: suspensions.suspension,
    ast.ListComp: comprehensions.comprehension,
    ast.SetComp: comprehensions.comprehension,
    ast.DictComp: comprehensions.comprehension,
    ast.GeneratorExp: comprehensions.comprehension,
    asking.AskedLoad: asked.load,
    asking.AskedOwner: asked.owner,
    asking.AskedMark: asked.mark,
}

STATEMENTS: Mapping[type[ast.AST], StatementRule] = {
    ast.FunctionDef: functions.nested,
    ast.AsyncFunctionDef: functions.nested,
    ast.ClassDef: functions.nested,
    ast.Return: statements.return_,
    ast.Assign: assignments.assign,
    ast.AugAssign: assignments.augmented,
    ast.AnnAssign: assignments.annotated,
    ast.Expr: statements.expression,
    ast.Import: statements.binds_names,
    ast.ImportFrom: statements.binds_names,
    ast.Delete: statements.delete,
    ast.Raise: statements.raise_,
    ast.Assert: statements.assert_,
    ast.Break: statements.leave_loop,
    ast.Continue: statements.leave_loop,
    ast.Global: statements.drop,
    ast.Nonlocal: statements.drop,
    ast.While: compound.while_,
    ast.For: compound.for_,
    ast.AsyncFor: compound.for_,
    ast.With: compound.with_,
    ast.AsyncWith: compound.with_,
    ast.Try: compound.try_,
    ast.TryStar: compound.try_,
    ast.Match: compound.match_,
}


@dataclass(frozen=True, slots=True)
class Instrumented:
    """A module's recording form, the templates of its records, what is opaque (site, reason), what calls may enter."""

    tree: ast.Module
    templates: Templates
    opaque: list[tuple[int, str]]
    entries: dict[int, Entry]


def instrument(
    tree: ast.Module, table: SiteTable, base: int, *, batch: bool = True, guards: bool = True
) -> Instrumented:
    """Rewrite a module. Without `batch` every expression is recorded by a call of its own: slow, and easy to trust.

    `tree` may have been rewritten by another tool as long as what the user wrote kept its places. It is not changed,
    but the result shares parts of it. Record ids begin at `base`.
    """
    templates = Templates(base)
    scopes = Scopes(tree)
    writer = Writer(
        Finder(table),
        scopes,
        templates,
        EXPRESSIONS,
        STATEMENTS,
        functions.define,
        compound.branch,
        optimized=bool(sys.flags.optimize),
        apart=sys.version_info >= (3, 13),
        counts_calls=sys.version_info < (3, 12),
        batch=batch,
        guards=guards,
    )
    return Instrumented(functions.module(writer, tree), templates, writer.opaque, writer.entries)
