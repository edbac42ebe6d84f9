"""Other comparisons, operators and connectives, and operands in the other order or left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from optimizers.engines.repair.kinds import Kind
from optimizers.engines.repair.view import Mutation, View

Choices = dict[type[ast.AST], tuple[tuple[str, float], ...]]

_SYMBOLS: dict[type[ast.AST], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.Is: r"\bis\b", ast.IsNot: r"\bis\s+not\b", ast.In: r"\bin\b", ast.NotIn: r"\bnot\s+in\b",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.LShift: "<<", ast.RShift: ">>", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
    ast.And: r"\band\b", ast.Or: r"\bor\b",
}  # fmt: skip

_COMPARISONS: Choices = {
    ast.Lt: (("<=", 1.0), (">", 0.5), (">=", 0.5), ("!=", 0.2)),
    ast.LtE: (("<", 1.0), (">=", 0.5), (">", 0.5), ("==", 0.2)),
    ast.Gt: ((">=", 1.0), ("<", 0.5), ("<=", 0.5), ("!=", 0.2)),
    ast.GtE: ((">", 1.0), ("<=", 0.5), ("<", 0.5), ("==", 0.2)),
    ast.Eq: (("!=", 0.6), ("<=", 0.4), (">=", 0.4), ("in", 0.1)),
    ast.NotEq: (("==", 0.6), ("<", 0.4), (">", 0.4)),
    ast.Is: (("is not", 0.6), ("==", 0.3)),
    ast.IsNot: (("is", 0.6), ("!=", 0.3)),
    ast.In: (("not in", 0.6),),
    ast.NotIn: (("in", 0.6),),
}
_OPERATORS: Choices = {
    ast.Add: (("-", 0.8), ("*", 0.4)),
    ast.Sub: (("+", 0.8), ("//", 0.1)),
    ast.Mult: (("/", 0.35), ("//", 0.35), ("+", 0.4), ("**", 0.35)),
    ast.Div: (("//", 0.8), ("*", 0.5), ("%", 0.15)),
    ast.FloorDiv: (("/", 0.8), ("%", 0.7), ("*", 0.3)),
    ast.Mod: (("//", 0.7), ("/", 0.2)),
    ast.Pow: (("*", 0.6),),
    ast.LShift: ((">>", 0.8),),
    ast.RShift: (("<<", 0.8),),
    ast.BitAnd: (("|", 0.8), ("^", 0.4)),
    ast.BitOr: (("&", 0.8), ("^", 0.4), ("-", 0.2)),
    ast.BitXor: (("|", 0.7), ("&", 0.7)),
}
_ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
_TEXTS = frozenset({"str", "bytes", "list", "tuple"})


def comparisons(node: ast.AST, view: View) -> Iterator[Mutation]:
    """Another comparison: the boundary first, then another direction."""
    if not isinstance(node, ast.Compare):
        return
    for left, op, right in zip(
        [node.left, *node.comparators], node.ops, node.comparators, strict=False
    ):
        span = view.token(left, right, _pattern(op))
        if span is None:
            continue
        for new, weight in _COMPARISONS[type(op)]:
            yield view.edit(Kind.COMPARISON, span, new, node, weight)


def arithmetic(node: ast.AST, view: View) -> Iterator[Mutation]:
    """Another operator between two operands, also with `op=`."""
    if isinstance(node, ast.BinOp):
        span = view.token(node.left, node.right, _pattern(node.op))
        texts = (view.types(node.left) | view.types(node.right)) & _TEXTS
        suffix = ""
    elif isinstance(node, ast.AugAssign):
        span = view.token(node.target, node.value, _pattern(node.op) + "=")
        texts = (view.types(node.target) | view.types(node.value)) & _TEXTS
        suffix = "="
    else:
        return
    if span is None or texts:
        return
    for new, weight in _OPERATORS.get(type(node.op), ()):
        yield view.edit(Kind.ARITHMETIC, span, new + suffix, node, weight)


def assigned(node: ast.AST, view: View) -> Iterator[Mutation]:
    """`=` for `+=`, and the other way round."""
    if isinstance(node, ast.AugAssign):
        span = view.token(node.target, node.value, _pattern(node.op) + "=")
        if span is not None:
            yield view.edit(Kind.ASSIGNMENT, span, "=", node)
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
        span = view.token(target, node.value, "=")
        grows = isinstance(target, (ast.Name, ast.Attribute, ast.Subscript))
        if span is not None and grows and view.is_number(node.value) and _is_set_before(node, view):
            yield view.edit(Kind.ASSIGNMENT, span, "+=", node)
            yield view.edit(Kind.ASSIGNMENT, span, "-=", node, 0.4)


def _is_set_before(node: ast.Assign, view: View) -> bool:
    target = node.targets[0]
    if not isinstance(target, ast.Name):
        return True
    others = (n for n in view.code.nodes if isinstance(n, ast.Name) and n.id == target.id)
    formal = target.id in {a.arg for a in ast.walk(view.code.node.args) if isinstance(a, ast.arg)}
    return formal or any(isinstance(n.ctx, ast.Store) and n.lineno < node.lineno for n in others)


def operands(node: ast.AST, view: View) -> Iterator[Mutation]:
    """Operands in the other order, and one of them alone; a sign more or less."""
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, _ORDERED) or (
            isinstance(node.op, ast.Add) and not view.is_number(node)
        ):
            yield view.exchange(Kind.OPERANDS, node.left, node.right)
        yield view.replace(Kind.OPERAND, node, view.text(node.left))
        yield view.replace(Kind.OPERAND, node, view.text(node.right), 0.5)
    elif isinstance(node, ast.Compare) and len(node.ops) > 1:
        first = f"{view.text(node.left)} {_written(node.ops[0])} {view.text(node.comparators[0])}"
        yield view.replace(Kind.OPERAND, node, first, 0.5)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Invert)):
        yield view.replace(Kind.OPERAND, node, view.text(node.operand))


def connectives(node: ast.AST, view: View) -> Iterator[Mutation]:
    """`and` for `or` and the other way round, other groups, and an operand less."""
    if not isinstance(node, ast.BoolOp):
        return
    new = "or" if isinstance(node.op, ast.And) else "and"
    parts = [view.within(v) for v in node.values]
    yield view.replace(Kind.CONNECTIVE, node, f" {new} ".join(parts))
    old = "and" if new == "or" else "or"
    if len(parts) > 2:
        for at in range(1, len(parts)):
            some = f" {old} ".join(parts[:at]), f" {old} ".join(parts[at:])
            yield view.replace(Kind.CONNECTIVE, node, f" {new} ".join(some), 0.5)
    for leaves in range(len(parts)):
        rest = parts[:leaves] + parts[leaves + 1 :]
        yield view.replace(Kind.OPERAND, node, f" {old} ".join(rest))
    yield from _regrouped(node, view, new, old)


def _regrouped(node: ast.BoolOp, view: View, new: str, old: str) -> Iterator[Mutation]:
    """`a and b or c` may be meant as `a and (b or c)`."""
    first = node.values[0]
    if (
        len(node.values) == 2
        and isinstance(first, ast.BoolOp)
        and type(first.op) is not type(node.op)
    ):
        *start, last = [view.within(v) for v in first.values]
        inner = f"({last} {old} {view.within(node.values[1])})"
        yield view.replace(Kind.CONNECTIVE, node, f" {new} ".join([*start, inner]), 0.5)


def _pattern(op: ast.AST) -> str:
    symbol = _SYMBOLS[type(op)]
    return symbol if "\\" in symbol else re.escape(symbol)


def _written(op: ast.AST) -> str:
    return re.sub(r"\\s\+", " ", _SYMBOLS[type(op)].replace(r"\b", ""))
