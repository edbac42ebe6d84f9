"""Other constants, one more or less, and names in place of constants."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from optimizers.engines.repair.kinds import Kind
from optimizers.engines.repair.view import Mutation, View

_ALONE = (ast.Assign, ast.AnnAssign, ast.Return, ast.Call, ast.keyword, ast.IfExp)
_EMPTY = {"NoneType": ("0", '""', "[]", "{}"), "str": ("None",), "int": ("None",)}


def constants(node: ast.AST, view: View) -> Iterator[Mutation]:
    """A number one more or less, negative, zero or one; the other truth value; a constant from elsewhere in the function."""
    if not isinstance(node, ast.Constant) or isinstance(view.code.parents.get(node), ast.Expr):
        return
    yield from _near(node, view)
    for other in _others(node, view):
        yield view.replace(Kind.CONSTANT, node, other, 0.3)
    if isinstance(view.code.parents.get(node), _ALONE):
        for text in _EMPTY.get(type(node.value).__name__, ()):
            yield view.replace(Kind.CONSTANT, node, text, 0.15)


def _near(node: ast.Constant, view: View) -> Iterator[Mutation]:
    value = node.value
    if isinstance(value, bool):
        yield view.replace(Kind.CONSTANT, node, str(not value), 0.8)
    elif isinstance(value, int):
        yield from _integers(node, value, view)
    elif isinstance(value, float):
        for new, weight in ((value + 1, 0.4), (value - 1, 0.4), (-value, 0.3), (1 - value, 0.4)):
            yield view.replace(Kind.CONSTANT, node, repr(new), weight)
    elif isinstance(value, str):
        for text in ("", " "):
            if text != value:
                yield view.replace(Kind.CONSTANT, node, f'"{text}"', 0.25)


def _integers(node: ast.Constant, value: int, view: View) -> Iterator[Mutation]:
    text = view.code.cut(node)
    if not text.isdigit():  # hexadecimal and the like are masks
        return
    parent = view.code.parents.get(node)
    if not _does_nothing(parent, value + 1):
        yield view.replace(Kind.CONSTANT, node, str(value + 1))
    signed = isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.USub)
    if value > 0 and not _does_nothing(parent, value - 1):
        yield view.replace(Kind.CONSTANT, node, str(value - 1))
    elif value == 0 and not signed:
        yield view.replace(Kind.CONSTANT, node, "-1", 0.5)
    if value and not signed:
        yield view.replace(Kind.CONSTANT, node, f"-{value}", 0.4)
    for new in (0, 1):
        if abs(new - value) > 1 and not _does_nothing(parent, new):
            yield view.replace(Kind.CONSTANT, node, str(new), 0.4)
    if value >= 10:
        for new in {value * 10, value // 10}:
            yield view.replace(Kind.CONSTANT, node, str(new), 0.15)


def _does_nothing(parent: ast.AST | None, value: int) -> bool:
    """Nobody adds 0 or multiplies by 1: that is an operand less."""
    if isinstance(parent, ast.BinOp):
        return value == (0 if isinstance(parent.op, (ast.Add, ast.Sub)) else 1)
    return False


def _others(node: ast.Constant, view: View) -> Iterator[str]:
    found: dict[str, None] = {}
    for code in view.program:
        for other in code.nodes:
            if not isinstance(other, ast.Constant) or isinstance(code.parents.get(other), ast.Expr):
                continue
            if type(other.value) is type(node.value) and other.value != node.value:
                found[code.cut(other)] = None
    yield from list(found)[:12]


def initial(node: ast.AST, view: View) -> Iterator[Mutation]:
    """A name in place of a constant: above all where something is set before a loop."""
    if not isinstance(node, ast.Constant) or isinstance(view.code.parents.get(node), ast.Expr):
        return
    parent = view.code.parents.get(node)
    if isinstance(parent, ast.UnaryOp):
        return
    first = isinstance(parent, (ast.Assign, ast.AnnAssign)) and parent.value is node
    for name, fit in view.names_like(node, view.types(node)):
        yield view.replace(Kind.INITIAL, node, name, fit * (1.0 if first else 0.6))


def off_by_one(node: ast.AST, view: View) -> Iterator[Mutation]:
    """An integer one more or less: indices and bounds first, then what is compared, passed on, assigned, returned."""
    if not isinstance(node, ast.expr) or isinstance(node, ast.Constant) or not view.is_int(node):
        return
    if isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant):
        return
    weight = _place_of(node, view)
    if weight:
        yield view.replace(Kind.OFF_BY_ONE, node, f"{view.within(node)} + 1", weight)
        yield view.replace(Kind.OFF_BY_ONE, node, f"{view.within(node)} - 1", weight)


def _place_of(node: ast.expr, view: View) -> float:
    """Return how likely an integer in this place is one too large or too small; 0 where it cannot stand alone."""
    parent = view.code.parents.get(node)
    match parent:
        case ast.Subscript(slice=index) if index is node:
            return 1.0
        case ast.Slice():
            return 1.0
        case ast.Compare():
            return 0.8
        case ast.Call(func=ast.Name(id=name)) if node is not parent.func:
            return 1.0 if name in {"range", view.code.node.name} else 0.8
        case ast.Call() if node is not parent.func:
            return 0.7
        case ast.Assign() | ast.AugAssign() | ast.AnnAssign() if parent.value is node:
            return 0.8
        case ast.Return():
            return 0.8
        case ast.BinOp() | ast.IfExp():
            return 0.4
        case _:
            return 0.0
