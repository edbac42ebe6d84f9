"""Which constructs of the language a program uses."""

import ast
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

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
# Kind of node → names of what some nodes of it are → whether a node is one.
TRAITS: Mapping[type[ast.AST], Mapping[str, Callable[[Any], bool]]] = {
    ast.comprehension: {
        "async comprehension": lambda n: n.is_async,
        "two if": lambda n: len(n.ifs) > 1,
    },
    ast.GeneratorExp: {"async generator expression": lambda n: n.generators[0].is_async},
    ast.ListComp: {"two for": lambda n: len(n.generators) > 1},
    ast.arguments: {
        "positional-only": lambda n: n.posonlyargs,
        "keyword-only": lambda n: n.kwonlyargs,
        "rest parameters": lambda n: n.vararg and n.kwarg,
    },
    ast.arg: {
        "star annotation": lambda n: isinstance(n.annotation, ast.Starred),
        "private parameter": lambda n: _is_private(n.arg),
    },
    ast.keyword: {"** argument": lambda n: n.arg is None},
    ast.Dict: {"** display": lambda n: None in n.keys},
    ast.Assign: {"several targets": lambda n: len(n.targets) > 1},
    ast.Raise: {
        "bare raise": lambda n: n.exc is None,
        "raise from": lambda n: isinstance(n.cause, ast.Name),
        "raise from None": lambda n: isinstance(n.cause, ast.Constant),
    },
    ast.ExceptHandler: {"bare except": lambda n: n.type is None},
    ast.Return: {"bare return": lambda n: n.value is None},
    ast.Yield: {"bare yield": lambda n: n.value is None},
    ast.With: {"several managers": lambda n: len(n.items) > 1},
    ast.AsyncWith: {"several async managers": lambda n: len(n.items) > 1},
    ast.Compare: {"chained comparison": lambda n: len(n.ops) > 1},
    ast.Call: {
        "zero-argument super": lambda n: (
            isinstance(n.func, ast.Name) and n.func.id == "super" and not n.args
        ),
        "call over lines": lambda n: n.lineno != n.end_lineno,
    },
    ast.BinOp: {"operator over lines": lambda n: n.lineno != n.end_lineno},
    ast.Attribute: {"private attribute": lambda n: _is_private(n.attr)},
    ast.FormattedValue: {"conversion": lambda n: n.conversion != -1},
    ast.Slice: {"extended slice": lambda n: n.step is not None},
    ast.Constant: {
        "ellipsis": lambda n: n.value is ...,
        "bytes": lambda n: isinstance(n.value, bytes),
        "complex": lambda n: isinstance(n.value, complex),
    },
    ast.MatchMapping: {"mapping rest": lambda n: n.rest is not None},
    ast.MatchClass: {
        "keyword pattern": lambda n: n.kwd_patterns,
        "positional pattern": lambda n: n.patterns,
    },
    ast.FunctionDef: {
        "semicolon": lambda n: any(_share_a_line(*pair) for pair in pairwise(n.body))
    },
    ast.alias: {"import as": lambda n: n.asname is not None},
}


def required() -> set[str]:
    """Return the names of what programs must have: the grammar's nodes, what stands where, traits."""
    places = {f"{place} > {node}" for place, nodes in PLACES.items() for node in nodes.split()}
    return {*_grammar(), *places, *(name for traits in TRAITS.values() for name in traits)}


def constructs(source: str) -> set[str]:
    """Return the names of the constructs in `source`."""
    found: set[str] = set()
    waiting: list[tuple[ast.AST, tuple[str, ...]]] = [(ast.parse(source), ())]
    while waiting:
        node, places = waiting.pop()
        kind = type(node).__name__
        found.add(kind)
        found.update([f"{place} > {kind}" for place in places])
        found.update(name for name, holds in TRAITS.get(type(node), {}).items() if holds(node))
        waiting += _children(node, kind, places)
    return found


def _children(
    node: ast.AST, kind: str, places: tuple[str, ...]
) -> Iterator[tuple[ast.AST, tuple[str, ...]]]:
    for field, value in ast.iter_fields(node):
        edge = f"{kind}.{field}"
        below = (*places, edge) if edge in PLACES else places
        for child in value if isinstance(value, list) else (value,):
            if isinstance(child, ast.AST):
                yield child, below


def _grammar() -> Iterator[str]:
    bases = [
        ast.stmt,
        ast.expr,
        ast.pattern,
        ast.operator,
        ast.unaryop,
        ast.boolop,
        ast.cmpop,
        ast.excepthandler,
    ]
    if sys.version_info >= (3, 12):
        bases.append(ast.type_param)
    for base in bases:
        kinds: Sequence[type[ast.AST]] = base.__subclasses__()
        yield from (kind.__name__ for kind in kinds)
    yield from (
        "Load",
        "Store",
        "Del",
        "comprehension",
        "arguments",
        "arg",
        "keyword",
        "alias",
        "withitem",
        "match_case",
    )


def _share_a_line(first: ast.stmt, second: ast.stmt) -> bool:
    return first.end_lineno == second.lineno


def _is_private(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__")
