"""Which values of a Trace program are trainable: where each `node(…, trainable=True)` stands and how it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import libcst as cst

from rewriters.from_trace.known import Known
from rewriters.from_trace.source import argument, literally

_LITERAL = (cst.Integer, cst.Float, cst.SimpleString, cst.ConcatenatedString)


@dataclass(frozen=True, slots=True)
class NodeMark:
    """One call of `node` with `trainable=True`.

    `place`: what it fills is a name of the module, an attribute or part of one, a name of a function that can be moved
    to the module (`statement` is what moves), or something that cannot be turned.
    """

    place: Literal["module", "attribute", "movable", "elsewhere"]
    name: str | None
    statement: cst.SimpleStatementLine | None = None


def marks_of(known: Known) -> dict[cst.Call, NodeMark]:
    """Return the marks of a module by their calls, in source order."""
    finder = _Marks(known)
    known.module.visit(finder)
    return finder.found


class _Marks(cst.CSTVisitor):
    def __init__(self, known: Known) -> None:
        super().__init__()
        self._known = known
        self._moved: set[str] = set()
        self.found: dict[cst.Call, NodeMark] = {}

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802  # LibCST's name
        if any(k.what == "param" for k in self._known.kinds(node)):
            self.found[node] = self._mark(node)

    def _mark(self, call: cst.Call) -> NodeMark:
        known = self._known
        given = argument(call, "name", 1)
        named = given.raw_value if isinstance(given, cst.SimpleString) else None
        statement = known.line_of(call)
        if statement is None or self._is_repeated(call):
            return NodeMark("elsewhere", named)
        target = _target(statement)
        if not literally(argument(call, "trainable", 2), "True"):
            return NodeMark("elsewhere", named)
        direct = isinstance(known.parent(call), (cst.Assign, cst.AnnAssign))
        if isinstance(target, cst.Attribute) or known.owner(statement) is known.class_of(call):
            name = target.attr if isinstance(target, cst.Attribute) else target
            own = name.value if direct and isinstance(name, cst.Name) else None
            return NodeMark("attribute", named or own)
        if not isinstance(target, cst.Name):
            return NodeMark("elsewhere", named)
        if known.function_of(call) is None:
            return NodeMark("module", named or (target.value if direct else None))
        if direct and self._movable(call, target, statement):
            self._moved.add(target.value)
            return NodeMark("movable", named or target.value, statement)
        return NodeMark("elsewhere", named)

    def _is_repeated(self, call: cst.Call) -> bool:
        """Does one place of the source make several nodes, each with a value of its own?"""
        for holder in self._known.above(call):
            if isinstance(holder, (cst.FunctionDef, cst.ClassDef)):
                return False
            if isinstance(holder, (cst.BaseComp, cst.Lambda, cst.For, cst.While)):
                return True
        return False

    def _movable(
        self, call: cst.Call, target: cst.Name, statement: cst.SimpleStatementLine
    ) -> bool:
        """Can the statement stand before its function? Then no other variable of the module has its name."""
        known = self._known
        function = known.owner(statement)
        value = argument(call, "data", 0)
        return (
            isinstance(function, cst.FunctionDef)
            and isinstance(known.parent(function), cst.Module)
            and len(statement.body) == 1
            and value is not None
            and _is_literal(value)
            and target.value not in self._moved
            and known.is_only_binding(target)
        )


def _target(statement: cst.SimpleStatementLine) -> cst.BaseExpression | None:
    small = statement.body[0]
    if isinstance(small, cst.Assign) and len(small.targets) == 1:
        return small.targets[0].target
    return small.target if isinstance(small, cst.AnnAssign) else None


def _is_literal(value: cst.BaseExpression) -> bool:
    match value:
        case cst.Name(value="True" | "False" | "None"):
            return True
        case cst.UnaryOperation(expression=inner):
            return isinstance(inner, (cst.Integer, cst.Float))
        case cst.List(elements=elements) | cst.Tuple(elements=elements):
            return all(_is_literal(e.value) for e in elements)
        case _:
            return isinstance(value, _LITERAL)
