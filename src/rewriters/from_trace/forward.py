"""Where a Trace program computes what `backward` is given: what has to run in a recording."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import libcst as cst

from rewriters.from_trace.functions import expressions
from rewriters.from_trace.known import Known, whats
from rewriters.from_trace.source import argument
from rewriters.from_trace.variables import Uses, uses

Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement


class CannotRecord(ValueError):
    """What is computed cannot be put into a recording as it stands; the message says what to do."""


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
        places = list(self._definitions(statement, target.value))
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

    # ------------------------------------------------------------------ where the target is assigned

    def _definitions(self, statement: cst.CSTNode, name: str) -> Iterator[Statement]:
        """Iterate over the statements that give a variable the node it has at a statement."""
        known = self._known
        while True:
            block = known.parent(statement)
            for earlier in reversed(_before(block, statement)):
                if name in self._uses([earlier]).bound:
                    yield from self._leaves(earlier, name)
                    if not (isinstance(earlier, cst.If) and earlier.orelse is None):
                        return
            owner = block
            while not isinstance(owner, (cst.BaseStatement, cst.Module)):
                owner = known.parent(owner)
            if isinstance(owner, (cst.Module, cst.FunctionDef, cst.ClassDef)):
                return
            if isinstance(owner, cst.Try) and known.parent(statement) is not owner.body:
                found = list(self._leaves_in(owner.body, name))
                if found:
                    yield from found
                    return
            statement = owner

    def _leaves(self, statement: Statement, name: str) -> Iterator[Statement]:
        match statement:
            case cst.If() | cst.Try() | cst.TryStar() | cst.With():
                for child in statement.children:
                    yield from self._leaves_in(child, name)
            case cst.SimpleStatementLine() if not self._gives_node(statement):
                return
            case _:
                yield statement

    def _leaves_in(self, node: cst.CSTNode, name: str) -> Iterator[Statement]:
        if isinstance(node, cst.IndentedBlock):
            for statement in node.body:
                assert isinstance(statement, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
                if name in self._uses([statement]).bound:
                    yield from self._leaves(statement, name)
        elif isinstance(node, (cst.Else, cst.Finally, cst.ExceptHandler, cst.If)):
            for child in node.children:
                yield from self._leaves_in(child, name)

    def _gives_node(self, statement: cst.SimpleStatementLine) -> bool:
        """Is what it assigns more than an exception's node or a plain value?"""
        for small in statement.body:
            if isinstance(small, (cst.Assign, cst.AugAssign, cst.AnnAssign)) and small.value:
                kinds = whats(self._known.kinds(small.value))
                if not kinds or kinds - {"failure", "plain"}:
                    return True
        return False

    # ------------------------------------------------------------------ what is recorded

    def _region(self, last: Statement, name: str, run: str) -> Region:
        known = self._known
        existing = self.forward.regions.get(last)
        if existing is not None and existing.target == name:
            return existing
        if self._is_call(last, name):
            return Region([last], name, run)
        statements = self._contributing(last)
        self._require_movable(statements, name)
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

    def _contributing(self, last: Statement) -> list[Statement]:
        """Return the statements of the block from the first that makes a node which `last` needs."""
        block = self._known.parent(last)
        earlier = _before(block, last)
        first = len(earlier)
        statements = [*earlier, last]
        needed = self._computed(statements[first:])
        for at in range(first - 1, -1, -1):
            if self._changed(statements[at]) & needed:
                first = at
                needed = self._computed(statements[first:])
        made = {n for s in statements[first:] for n in self._changed(s)}
        for name in sorted(needed - made):
            raise CannotRecord(
                f"`{name}` is computed before what can be recorded with it: compute both in one traced function"
            )
        return statements[first:]

    def _computed(self, statements: Sequence[Statement]) -> set[str]:
        """Return the variables read that hold nodes which were computed."""
        found = set()
        for name in self._uses(statements).loads:
            kinds = whats(self._known.kinds(name))
            if kinds & {"node", "nodes"} and not kinds & {"param", "const"}:
                found.add(name.value)
        return found

    def _changed(self, statement: Statement) -> set[str]:
        used = self._uses([statement])
        return used.bound | used.mutated

    def _require_movable(self, statements: Sequence[Statement], target: str) -> None:
        used = self._uses(statements)
        if used.leaves:
            raise CannotRecord(
                f"what computes `{target}` holds {used.leaves}: move it to a traced function"
            )
        if used.early:
            names = ", ".join(f"`{n}`" for n in sorted(used.early))
            raise CannotRecord(
                f"{names} goes on from before: compute `{target}` in a traced function"
            )
        if self._trains(statements):
            raise CannotRecord(
                f"move what computes `{target}` to a traced function, without the optimizer"
            )
        after = sorted((used.bound - {target}) & self._outside(statements))
        if after:
            names = ", ".join(f"`{n}`" for n in after)
            raise CannotRecord(
                f"{names} is used later too: compute `{target}` in a traced function that returns both"
            )

    def _trains(self, statements: Sequence[Statement]) -> bool:
        return any(
            whats(self._known.kinds(name)) & {"optimizer"} or name.value == "backward"
            for name in self._uses(statements).loads
        )

    def _outside(self, statements: Sequence[Statement]) -> set[str]:
        """Return the names that are read outside of the statements, where they could be seen."""
        known = self._known
        inside = {id(n) for n in self._uses(statements).loads}
        start = known.position(statements[0])
        scope = known.function_of(statements[0]) or known.module
        loops = any(
            isinstance(n, (cst.For, cst.While))
            for n in known.above(statements[0])
            if known.function_of(n) is known.function_of(statements[0])
        )
        return {
            n.value
            for n in uses([scope]).loads
            if id(n) not in inside
            and known.is_variable_of(n, statements[0])
            and (
                loops
                or known.position(n) > start
                or known.function_of(n) is not known.function_of(statements[0])
            )
        }

    def _uses(self, statements: Sequence[cst.CSTNode]) -> Uses:
        return uses(statements)


def _before(block: cst.CSTNode, statement: cst.CSTNode) -> list[Statement]:
    assert isinstance(block, (cst.Module, cst.IndentedBlock))
    found: list[Statement] = []
    for each in block.body:
        if each is statement:
            break
        assert isinstance(each, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
        found.append(each)
    return found
