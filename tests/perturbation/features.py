"""Which constructs a program holds, and where: their names are those of the tables in the docs."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .inputs import is_mark

MUTATORS = frozenset("append insert extend sort reverse pop update setdefault put moved".split())
Lines = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Feature:
    """A construct, with the lines of its own: of a compound statement its head."""

    name: str
    lines: Lines


_NAMES: Mapping[type[ast.AST], str] = {
    ast.Lambda: "lambda",
    ast.ClassDef: "class",
    ast.For: "for",
    ast.While: "while",
    ast.Break: "break",
    ast.Continue: "continue",
    ast.If: "if",
    ast.IfExp: "conditional expression",
    ast.BoolOp: "and, or",
    ast.Match: "match",
    ast.Try: "try",
    ast.Raise: "raise",
    ast.Assert: "assert",
    ast.With: "with",
    ast.NamedExpr: "assignment expression",
    ast.ListComp: "list comprehension",
    ast.DictComp: "dictionary comprehension",
    ast.GeneratorExp: "generator expression",
    ast.JoinedStr: "f-string",
    ast.Global: "global",
    ast.Nonlocal: "nonlocal",
    ast.Yield: "yield",
    ast.YieldFrom: "yield from",
    ast.Starred: "starred",
    ast.Delete: "del",
}
_TARGETS: Mapping[type[ast.AST], str] = {
    ast.Name: "name",
    ast.Attribute: "attribute",
    ast.Subscript: "element",
    ast.Tuple: "several names",
}


def features(tree: ast.Module) -> list[Feature]:
    """Return every construct of a program."""
    nested = {
        id(inner)
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef)
        for inner in ast.walk(outer)
        if inner is not outer
    }
    return [
        Feature(name, _lines(node))
        for node in ast.walk(tree)
        if hasattr(node, "lineno")
        for name in _features(node, nested=id(node) in nested)
    ]


def _features(node: ast.AST, *, nested: bool) -> Iterator[str]:
    if type(node) in _NAMES:
        yield _NAMES[type(node)]
    if type(node) in _OF:
        yield from _OF[type(node)](node)
    if isinstance(node, (ast.For, ast.While)) and node.orelse:
        yield "else of a loop"
    if isinstance(node, ast.FunctionDef):
        yield "closure" if nested else "function"
    if isinstance(node, ast.Return) and nested and node.col_offset > 4:
        yield "early return"


def _function(node: ast.FunctionDef) -> Iterator[str]:
    if node.args.defaults:
        yield "default"
    if node.args.vararg or node.args.kwarg:
        yield "gathered arguments"
    for decorator in node.decorator_list:
        yield (
            "property"
            if "property" in ast.dump(decorator) or isinstance(decorator, ast.Attribute)
            else "decorator"
        )


def _call(node: ast.Call) -> Iterator[str]:
    if is_mark(node):
        return
    match node.func:
        case ast.Attribute(attr=attr):
            yield "mutating method" if attr in MUTATORS else "method call"
        case ast.Name(name) if name in {"sorted", "map", "filter"}:
            yield "callback"
        case ast.Name("next" | "iter"):
            yield "iterator"
        case _:
            yield "call"
    if any(isinstance(a, ast.Starred) for a in node.args) or any(not k.arg for k in node.keywords):
        yield "spread arguments"


def _assign(node: ast.Assign) -> Iterator[str]:
    yield f"assignment to {_TARGETS[type(node.targets[0])]}"
    if isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Name):
        yield "alias"


def _augmented(node: ast.AugAssign) -> Iterator[str]:
    yield f"augmented {_TARGETS[type(node.target)]}"


def _attribute(node: ast.Attribute) -> Iterator[str]:
    if isinstance(node.ctx, ast.Load):
        yield "attribute"


def _subscript(node: ast.Subscript) -> Iterator[str]:
    if isinstance(node.ctx, ast.Load):
        yield "slice" if isinstance(node.slice, ast.Slice) else "element"


def _compare(node: ast.Compare) -> Iterator[str]:
    if len(node.ops) > 1:
        yield "chained comparison"
    if isinstance(node.ops[0], ast.In):
        yield "membership"


def _class(node: ast.ClassDef) -> Iterator[str]:
    if node.bases:
        yield "subclass"


_OF: Mapping[type[ast.AST], Callable[[Any], Iterator[str]]] = {
    ast.FunctionDef: _function,
    ast.Call: _call,
    ast.Assign: _assign,
    ast.AugAssign: _augmented,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Compare: _compare,
    ast.ClassDef: _class,
}


def _lines(node: Any) -> Lines:
    """Return the lines of a node without those of the statements inside.

    What leaves no event counts with the lines beside it: of `try` the handlers, of `break` the test before it, of
    `nonlocal` what follows.
    """
    if isinstance(node, ast.Try):
        first = node.handlers[0] if node.handlers else node.finalbody[0]
        return first.lineno, node.end_lineno or first.lineno
    if isinstance(node, (ast.Break, ast.Continue)):
        return node.lineno - 1, node.lineno
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        return node.lineno, node.lineno + 1
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    if isinstance(body, list):
        first = body[0].pattern if isinstance(body[0], ast.match_case) else body[0]
        return node.lineno, max(node.lineno, first.lineno - 1)
    return node.lineno, node.end_lineno
