"""Which variables statements read, bind and change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

_MUTATING = frozenset({"append", "extend", "insert", "add", "update", "setdefault"})


@dataclass
class Uses:
    """`loads`: the names read. `bound`, `mutated`: variables. `early`: bound ones that are read before they are bound.

    `leaves`: a statement among them that would mean something else in another function, or an empty text.
    """

    loads: list[cst.Name] = field(default_factory=list)
    bound: set[str] = field(default_factory=set)
    mutated: set[str] = field(default_factory=set)
    first_read: set[str] = field(default_factory=set)
    leaves: str = ""

    @property
    def early(self) -> set[str]:
        """Variables that hold, at the first statement, what an earlier run of it gave them."""
        return self.first_read & self.bound


def uses(statements: Sequence[cst.CSTNode]) -> Uses:
    """Return what statements that run one after the other do to variables; functions within them are read, too."""
    visitor = _Visitor()
    for statement in statements:
        statement.visit(visitor)
    return visitor.uses


class _Visitor(cst.CSTVisitor):
    """In the order of evaluation, as far as assignments go."""

    def __init__(self) -> None:
        super().__init__()
        self.uses = Uses()
        self._loops = 0
        self._functions = 0
        self._hidden: list[str] = []

    def visit_Name(self, node: cst.Name) -> None:  # noqa: N802  # LibCST's name
        if node.value in self._hidden:
            return
        self.uses.loads.append(node)
        if node.value not in self.uses.bound:
            self.uses.first_read.add(node.value)

    def visit_Attribute(self, node: cst.Attribute) -> bool:  # noqa: N802  # LibCST's name
        node.value.visit(self)
        return False

    def visit_Arg(self, node: cst.Arg) -> bool:  # noqa: N802  # LibCST's name
        node.value.visit(self)
        return False

    def visit_Assign(self, node: cst.Assign) -> bool:  # noqa: N802  # LibCST's name
        node.value.visit(self)
        for target in node.targets:
            self._bind(target.target)
        return False

    def visit_AnnAssign(self, node: cst.AnnAssign) -> bool:  # noqa: N802  # LibCST's name
        if node.value is not None:
            node.value.visit(self)
            self._bind(node.target)
        return False

    def visit_AugAssign(self, node: cst.AugAssign) -> bool:  # noqa: N802  # LibCST's name
        node.target.visit(self)
        node.value.visit(self)
        self._bind(node.target)
        return False

    def visit_NamedExpr(self, node: cst.NamedExpr) -> bool:  # noqa: N802  # LibCST's name
        node.value.visit(self)
        self._bind(node.target)
        return False

    def visit_For(self, node: cst.For) -> bool:  # noqa: N802  # LibCST's name
        node.iter.visit(self)
        self._bind(node.target)
        self._loops += 1
        node.body.visit(self)
        self._loops -= 1
        if node.orelse is not None:
            node.orelse.visit(self)
        return False

    def visit_While(self, node: cst.While) -> None:  # noqa: ARG002, N802  # LibCST's name
        self._loops += 1

    def leave_While(self, original_node: cst.While) -> None:  # noqa: ARG002, N802  # LibCST's name
        self._loops -= 1

    def visit_ListComp(self, node: cst.ListComp) -> bool:  # noqa: N802  # LibCST's name
        return self._comprehension(node.for_in, node.elt)

    def visit_SetComp(self, node: cst.SetComp) -> bool:  # noqa: N802  # LibCST's name
        return self._comprehension(node.for_in, node.elt)

    def visit_GeneratorExp(self, node: cst.GeneratorExp) -> bool:  # noqa: N802  # LibCST's name
        return self._comprehension(node.for_in, node.elt)

    def visit_DictComp(self, node: cst.DictComp) -> bool:  # noqa: N802  # LibCST's name
        return self._comprehension(node.for_in, node.key, node.value)

    def _comprehension(self, loop: cst.CompFor, *made: cst.BaseExpression) -> bool:
        """Its variables are its own."""
        inner = _Visitor()
        loop.target.visit(inner)
        own = [name.value for name in inner.uses.loads]
        loop.iter.visit(self)
        self._hidden += own
        for test in loop.ifs:
            test.visit(self)
        if loop.inner_for_in is not None:
            self._comprehension(loop.inner_for_in, *made)
        else:
            for part in made:
                part.visit(self)
        del self._hidden[len(self._hidden) - len(own) :]
        return False

    def visit_AsName(self, node: cst.AsName) -> bool:  # noqa: N802  # LibCST's name
        self._bind(node.name)
        return False

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:  # noqa: N802  # LibCST's name
        self.uses.bound.add(node.name.value)
        self._functions += 1

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:  # noqa: ARG002, N802  # LibCST's name
        self._functions -= 1

    def visit_Param(self, node: cst.Param) -> bool:  # noqa: ARG002, N802  # LibCST's name
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> None:  # noqa: N802  # LibCST's name
        self.uses.bound.add(node.name.value)

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802  # LibCST's name
        match node.func:
            case cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value=method)):
                if method in _MUTATING:
                    self.uses.mutated.add(name)
            case _:
                pass

    def _bind(self, target: cst.BaseAssignTargetExpression | cst.BaseExpression) -> None:
        match target:
            case cst.Name(value=name):
                self.uses.bound.add(name)
            case cst.Tuple(elements=elements) | cst.List(elements=elements):
                for element in elements:
                    self._bind(element.value)
            case cst.Subscript(value=cst.Name(value=name)):
                self.uses.mutated.add(name)
                target.visit(self)
            case _:
                target.visit(self)

    # ------------------------------------------------------------------ what cannot move

    def visit_Return(self, node: cst.Return) -> None:  # noqa: ARG002, N802  # LibCST's name
        self._leave("return", own=not self._functions)

    def visit_Break(self, node: cst.Break) -> None:  # noqa: ARG002, N802  # LibCST's name
        self._leave("break", own=not self._loops)

    def visit_Continue(self, node: cst.Continue) -> None:  # noqa: ARG002, N802  # LibCST's name
        self._leave("continue", own=not self._loops)

    def visit_Yield(self, node: cst.Yield) -> None:  # noqa: ARG002, N802  # LibCST's name
        self._leave("yield", own=not self._functions)

    def visit_Await(self, node: cst.Await) -> None:  # noqa: ARG002, N802  # LibCST's name
        self._leave("await", own=not self._functions)

    def visit_Del(self, node: cst.Del) -> None:  # noqa: ARG002, N802  # LibCST's name
        self._leave("del", own=not self._functions)

    def visit_Global(self, node: cst.Global) -> None:  # noqa: ARG002, N802  # LibCST's name
        self._leave("global", own=not self._functions)

    def visit_Nonlocal(self, node: cst.Nonlocal) -> None:  # noqa: ARG002, N802  # LibCST's name
        self._leave("nonlocal", own=not self._functions)

    def _leave(self, word: str, *, own: bool) -> None:
        if own and not self.uses.leaves:
            self.uses.leaves = word
