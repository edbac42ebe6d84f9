"""Which constructs of the language a program uses."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator

# Where → what must stand there, at any depth.
PLACES = {
    "While.test": "NamedExpr Compare",
    "If.test": "NamedExpr BoolOp",
    "Call.args": "NamedExpr Starred Await Yield Lambda GeneratorExp",
    "Call.keywords": "Call Lambda",
    "comprehension.ifs": "NamedExpr Await Call BoolOp",
    "comprehension.iter": "ListComp GeneratorExp Await",
    "GeneratorExp.elt": "Call Lambda NamedExpr",
    "ListComp.elt": "ListComp Await NamedExpr Lambda",
    "Lambda.body": "Lambda Call IfExp ListComp NamedExpr",
    "Lambda.args": "Call",
    "FormattedValue.value": "Call Await JoinedStr Lambda Yield",
    "FormattedValue.format_spec": "FormattedValue BinOp",
    "ClassDef.body": "ListComp DictComp Lambda ClassDef If AnnAssign",
    "ClassDef.keywords": "Call",
    "FunctionDef.decorator_list": "Call",
    "ClassDef.decorator_list": "Call",
    "FunctionDef.returns": "Call",
    "FunctionDef.body": "FunctionDef ClassDef Import Nonlocal Global",
    "arguments.defaults": "Call",
    "arguments.kw_defaults": "Call",
    "Try.finalbody": "Return Break Continue Try Yield Await",
    "Try.orelse": "Assign Expr",
    "Try.body": "Try Return Yield",
    "ExceptHandler.type": "Call Tuple",
    "ExceptHandler.body": "Try Raise Return Yield Await",
    "TryStar.body": "Raise Call",
    "TryStar.handlers": "Raise Call",
    "TryStar.finalbody": "Expr",
    "For.target": "Tuple Starred Attribute Subscript",
    "For.orelse": "Expr",
    "While.orelse": "Expr",
    "AsyncFor.orelse": "Expr",
    "AsyncFor.target": "Tuple",
    "withitem.optional_vars": "Name Tuple Starred Attribute Subscript",
    "With.body": "Return Yield Try",
    "AsyncWith.body": "Await",
    "Assign.targets": "Tuple List Starred Attribute Subscript Slice",
    "AugAssign.target": "Name Attribute Subscript Slice",
    "AnnAssign.target": "Name Attribute Subscript",
    "Delete.targets": "Name Attribute Subscript Slice Tuple",
    "Subscript.slice": "Slice Tuple Starred Call Constant",
    "match_case.pattern": "MatchValue MatchSingleton MatchSequence MatchMapping MatchClass MatchStar MatchAs MatchOr Attribute",
    "match_case.guard": "Call Compare",
    "Assert.msg": "Call JoinedStr",
    "Raise.cause": "Name",
    "Return.value": "Yield Await IfExp",
    "Await.value": "Call",
    "YieldFrom.value": "Call",
}
# Name → whether a node is one.
TRAITS: dict[str, Callable[[ast.AST], bool]] = {
    "async comprehension": lambda n: isinstance(n, ast.comprehension) and bool(n.is_async),
    "async generator expression": lambda n: isinstance(n, ast.GeneratorExp) and bool(n.generators[0].is_async),
    "two for": lambda n: isinstance(n, ast.ListComp) and len(n.generators) > 1,
    "two if": lambda n: isinstance(n, ast.comprehension) and len(n.ifs) > 1,
    "positional-only": lambda n: isinstance(n, ast.arguments) and bool(n.posonlyargs),
    "keyword-only": lambda n: isinstance(n, ast.arguments) and bool(n.kwonlyargs),
    "rest parameters": lambda n: isinstance(n, ast.arguments) and n.vararg is not None and n.kwarg is not None,
    "star annotation": lambda n: isinstance(n, ast.arg) and isinstance(n.annotation, ast.Starred),
    "** argument": lambda n: isinstance(n, ast.keyword) and n.arg is None,
    "** display": lambda n: isinstance(n, ast.Dict) and None in n.keys,
    "several targets": lambda n: isinstance(n, ast.Assign) and len(n.targets) > 1,
    "bare raise": lambda n: isinstance(n, ast.Raise) and n.exc is None,
    "raise from": lambda n: isinstance(n, ast.Raise) and isinstance(n.cause, ast.Name),
    "raise from None": lambda n: isinstance(n, ast.Raise) and isinstance(n.cause, ast.Constant),
    "bare except": lambda n: isinstance(n, ast.ExceptHandler) and n.type is None,
    "bare return": lambda n: isinstance(n, ast.Return) and n.value is None,
    "bare yield": lambda n: isinstance(n, ast.Yield) and n.value is None,
    "several managers": lambda n: isinstance(n, ast.With) and len(n.items) > 1,
    "several async managers": lambda n: isinstance(n, ast.AsyncWith) and len(n.items) > 1,
    "chained comparison": lambda n: isinstance(n, ast.Compare) and len(n.ops) > 1,
    "zero-argument super": lambda n: isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "super" and not n.args,
    "private attribute": lambda n: isinstance(n, ast.Attribute) and n.attr.startswith("__") and not n.attr.endswith("__"),
    "private parameter": lambda n: isinstance(n, ast.arg) and n.arg.startswith("__"),
    "conversion": lambda n: isinstance(n, ast.FormattedValue) and n.conversion != -1,
    "extended slice": lambda n: isinstance(n, ast.Slice) and n.step is not None,
    "ellipsis": lambda n: isinstance(n, ast.Constant) and n.value is ...,
    "bytes": lambda n: isinstance(n, ast.Constant) and isinstance(n.value, bytes),
    "complex": lambda n: isinstance(n, ast.Constant) and isinstance(n.value, complex),
    "call over lines": lambda n: isinstance(n, ast.Call) and n.lineno != n.end_lineno,
    "operator over lines": lambda n: isinstance(n, ast.BinOp) and n.lineno != n.end_lineno,
    "mapping rest": lambda n: isinstance(n, ast.MatchMapping) and n.rest is not None,
    "keyword pattern": lambda n: isinstance(n, ast.MatchClass) and bool(n.kwd_patterns),
    "positional pattern": lambda n: isinstance(n, ast.MatchClass) and bool(n.patterns),
    "star import name": lambda n: isinstance(n, ast.alias) and n.asname is not None,
}


def required() -> set[str]:
    """Return the names of all constructs that programs must have: the grammar's nodes, what stands where, and traits."""
    places = {f"{place} > {node}" for place, nodes in PLACES.items() for node in nodes.split()}
    return set(_grammar()) | places | set(TRAITS) | {"semicolon"}


def constructs(source: str) -> set[str]:
    """Return the names of the constructs in `source`."""
    tree = ast.parse(source)
    return {*_nodes(tree, frozenset()), *_semicolons(tree)}


def _grammar() -> Iterator[str]:
    bases = [ast.stmt, ast.expr, ast.pattern, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.excepthandler]
    if sys.version_info >= (3, 12):
        bases.append(ast.type_param)
    for base in bases:
        yield from (node.__name__ for node in base.__subclasses__())
    yield from ("Load", "Store", "Del", "comprehension", "arguments", "arg", "keyword", "alias", "withitem", "match_case")


def _nodes(node: ast.AST, places: frozenset[str]) -> Iterator[str]:
    kind = type(node).__name__
    yield kind
    yield from (f"{place} > {kind}" for place in places)
    yield from (name for name, holds in TRAITS.items() if holds(node))
    for field, value in ast.iter_fields(node):
        edge = f"{kind}.{field}"
        below = places | {edge} if edge in PLACES else places
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _nodes(child, below)


def _semicolons(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and any(a.end_lineno == b.lineno for a, b in zip(body, body[1:])):
            yield "semicolon"
