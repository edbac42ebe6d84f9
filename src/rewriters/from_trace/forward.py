"""Where a Trace program computes what `backward` is given: what has to run in a recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

from rewriters.from_trace.definitions import Statement, definitions
from rewriters.from_trace.functions import expressions
from rewriters.from_trace.known import Known, whats
from rewriters.from_trace.moving import CannotRecord, contributing, require_movable
from rewriters.from_trace.source import argument


@dataclass(frozen=True, slots=True)
class Region:
    """Statements of one block, from one to another, that compute `target` and are recorded as `run`.

    `function`: the name of the function they are moved to, which is written before `anchor`; None where they are one call
    of a function that is recorded anyway.
    """

    statements: Sequence[Statement]
    target: str
    run: str
    function: str | None = None
    anchor: cst.CSTNode | None = None


@dataclass
class Forward:
    """The regions of a module by their first statements, and the run that each call of `backward` is about."""

    regions: dict[cst.CSTNode, Region] = field(default_factory=dict)
    runs: dict[cst.Call, str] = field(default_factory=dict)
    refused: dict[cst.Call, str] = field(default_factory=dict)


def forward_of(known: Known) -> Forward:
    """Find what every `optimizer.backward(…)` of a module is about."""
    return _Planning(known).plan()


class _Backwards(cst.CSTVisitor):
    def __init__(self, known: Known) -> None:
        super().__init__()
        self._known = known
        self.found: list[cst.Call] = []

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802  # LibCST's name
        match node.func:
            case cst.Attribute(value=value, attr=cst.Name(value="backward")):
                if "optimizer" in whats(self._known.kinds(value)):
                    self.found.append(node)
            case _:
                pass


class _Planning:
    def __init__(self, known: Known) -> None:
        self._known = known
        self._taken = known.bound()
        self._runs: dict[object, str] = {}
        self.forward = Forward()

    def plan(self) -> Forward:
        finder = _Backwards(self._known)
        self._known.module.visit(finder)
        for call in finder.found:
            try:
                self._backward(call)
            except CannotRecord as error:
                self.forward.refused[call] = str(error)
        return self.forward

    def _backward(self, call: cst.Call) -> None:
        known = self._known
        target = argument(call, "node", 0)
        if not isinstance(target, cst.Name):
            raise CannotRecord(
                "assign what it is given to a name first, in a traced function or one call of it"
            )
        statement = known.line_of(call)
        if statement is None:
            raise CannotRecord("put it on a line of its own")
        places = list(definitions(self._known, statement, target.value))
        if not places:
            raise CannotRecord(
                f"`{target.value}` comes from elsewhere: compute it in `with record() as run:` and pass the run"
            )
        key = known.key(target)
        run = self._runs.get(key) or self._free("run")
        found = [self._region(place, target.value, run) for place in places]
        self._runs[key] = run
        self.forward.regions |= {region.statements[0]: region for region in found}
        self.forward.runs[call] = run

    def _free(self, name: str) -> str:
        """Return a name that nothing in the module has."""
        number, free = 1, name
        while free in self._taken:
            number += 1
            free = f"{name}_{number}"
        self._taken.add(free)
        return free

    def _region(self, last: Statement, name: str, run: str) -> Region:
        known = self._known
        existing = self.forward.regions.get(last)
        if existing is not None and existing.target == name:
            return existing
        if self._is_call(last, name):
            return Region([last], name, run)
        statements = contributing(known, last)
        require_movable(known, statements, name)
        anchor: cst.CSTNode = statements[0]
        while not isinstance(known.owner(anchor), (cst.Module, cst.FunctionDef)):
            anchor = known.owner(anchor)
            while not isinstance(known.parent(anchor), (cst.Module, cst.IndentedBlock)):
                anchor = known.parent(anchor)
            if isinstance(anchor, cst.ClassDef):
                raise CannotRecord("move what is computed in a class body to a function")
        return Region(statements, name, run, self._free("forward"), anchor)

    def _is_call(self, statement: Statement, name: str) -> bool:
        """Is it one call whose operands are nothing that a recording would have to know?"""
        match statement:
            case cst.SimpleStatementLine(
                body=[
                    cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=assigned))]) as small
                ]
            ) if assigned == name:
                value = (
                    small.value.expression if isinstance(small.value, cst.Await) else small.value
                )
                return isinstance(value, cst.Call) and not self._tracked(value)
        return False

    def _tracked(self, call: cst.Call) -> bool:
        """Does the call use nodes that are computed or trained?"""
        parts = [a.value for a in call.args]
        if isinstance(call.func, cst.Attribute):
            parts.append(call.func.value)
        return any(
            whats(self._known.kinds(e)) & {"param", "node", "nodes"}
            for part in parts
            for e in expressions(part)
        )
