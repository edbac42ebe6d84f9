"""The inputs of a program: where each mark stands, its value, and other values to try."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

Value = int | str | bool | None


@dataclass(frozen=True, slots=True)
class Input:
    """A mark: its name and value, the node of its literal, what it is the value of, and if imports evaluate it."""

    name: str
    value: Value
    literal: ast.expr
    place: str
    at_import: bool

    @property
    def is_bound(self) -> bool:
        """Does the mark itself fill a global, a class attribute or a default, where a later load finds it?"""
        return self.place in {"global", "class attribute", "default"}


def inputs(tree: ast.Module) -> list[Input]:
    """Return the inputs of a program in the order of the source."""
    found: list[Input] = []
    _walk(tree, (), found)
    return found


def alternatives(value: Value) -> tuple[Value, ...]:
    """Return other values of the same type: near, small, large, negative and zero; for texts also other keys."""
    if value is None:
        return ()
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, str):
        return tuple(v for v in ("", "a", "b", "c", value + "z", "7") if v != value)
    near = (value + 1, value - 1, value + 2, value - 3)
    return tuple(dict.fromkeys(v for v in (*near, 0, 60, -57, 100_003) if v != value))


def _walk(node: ast.AST, parents: tuple[ast.AST, ...], found: list[Input]) -> None:
    if is_mark(node):
        found.append(_input(node, parents))
        return
    for child in ast.iter_child_nodes(node):
        _walk(child, (*parents, node), found)


def is_mark(node: ast.AST) -> bool:
    """Is this a call of `trainable`?"""
    match node:
        case ast.Call(func=ast.Name("trainable"), keywords=[ast.keyword("name", ast.Constant())]):
            return True
    return False


def _input(mark: ast.AST, parents: tuple[ast.AST, ...]) -> Input:
    assert isinstance(mark, ast.Call)
    name = mark.keywords[0].value
    assert isinstance(name, ast.Constant)
    value: Value = ast.literal_eval(mark.args[0])
    return Input(name.value, value, mark.args[0], _place(mark, parents), _at_import(mark, parents))


def _at_import(mark: ast.AST, parents: tuple[ast.AST, ...]) -> bool:
    """Is it in no body of a function? Defaults and decorators are evaluated where the function is defined."""
    chain = (*parents, mark)
    return not any(
        isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef)) and inner in outer.body
        for outer, inner in pairwise(chain)
    )


_ASSIGNED: Mapping[type[ast.AST], str] = {ast.Module: "global", ast.ClassDef: "class attribute"}
_WITHIN: Mapping[type[ast.AST], str] = {
    ast.BinOp: "operand",
    ast.UnaryOp: "operand",
    ast.Compare: "comparison",
    ast.BoolOp: "short-circuit",
    ast.IfExp: "choice",
    ast.Lambda: "lambda",
    ast.Call: "argument",
    ast.keyword: "argument",
    ast.Subscript: "key",
    ast.Dict: "dictionary",
    ast.List: "list",
    ast.Tuple: "tuple",
    ast.Starred: "argument",
    ast.FormattedValue: "text",
    ast.NamedExpr: "assignment expression",
    ast.comprehension: "comprehension",
    ast.ListComp: "comprehension",
    ast.GeneratorExp: "comprehension",
    ast.DictComp: "comprehension",
    ast.arguments: "default",
    ast.FunctionDef: "decorator",
    ast.Return: "returned",
    ast.Yield: "yielded",
    ast.AugAssign: "augmented assignment",
    ast.If: "test",
    ast.While: "test",
    ast.Assert: "test",
    ast.match_case: "test",
}


def _place(mark: ast.AST, parents: tuple[ast.AST, ...]) -> str:
    parent = parents[-1]
    if not isinstance(parent, ast.Assign):
        return _WITHIN.get(type(parent), "other")
    match parent.targets:
        case [ast.Name()]:
            return _ASSIGNED.get(type(parents[-2]), "local")
        case [ast.Attribute()]:
            return "attribute"
        case [ast.Subscript()]:
            return "element"
    return "local"
