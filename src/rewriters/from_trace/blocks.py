"""Statements of a block: recordings around what computes, functions that hold it, and statements that go."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from rewriters.from_trace.forward import Region
from rewriters.from_trace.lines import (  # fmt: skip
    comments,
    followed,
    leading,
    led,
    spaced,
    without_blank,
    without_leading,
)
from rewriters.from_trace.turn import Turn
from rewriters.from_trace.variables import uses

Body = Sequence[cst.BaseStatement]


class Blocks:
    """Rebuilds blocks from the inside out; what goes before an outer statement waits until that one is met."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._before: dict[cst.CSTNode, list[cst.BaseStatement]] = {}

    def rebuilt(self, original: Body, updated: Body, *, outermost: bool) -> list[cst.BaseStatement]:
        """Return the statements of a block in our form; `original` and `updated` go in step."""
        found: list[cst.BaseStatement] = []
        carried: list[cst.EmptyLine] = []
        at = 0
        while at < len(original):
            region = self._turn.forward.regions.get(original[at])
            count = 1 if region is None else len(region.statements)
            old, new = original[at : at + count], list(updated[at : at + count])
            self._keep_moved(old[0], new[0])
            if region is not None:
                new = [self._recorded(region, new)]
            elif self._goes(old[0]) and (len(original) > 1 or outermost):
                carried += comments(new[0])
                new = []
            else:
                new = self._opened(old[0], new[0])
            before = self._before.pop(old[0], [])
            placed = spaced(before, new, outermost=outermost) if before else new
            if placed:
                placed[0] = led(placed[0], carried)
                carried = []
            found += placed
            at += count
        if carried and found:
            found[-1] = followed(found[-1], carried)
        return found

    # ------------------------------------------------------------------ recordings

    def _recorded(self, region: Region, body: Body) -> cst.BaseStatement:
        lines = leading(body[0])
        if region.function is None:
            held = [without_leading(body[0])]
        else:
            assert region.anchor is not None
            function = self._function(region, body)
            self._before.setdefault(region.anchor, []).append(function)
            held = [cst.parse_statement(f"{region.target} = {region.function}()")]
            if region.anchor is not region.statements[0]:
                lines = [line for line in lines if line.comment is None][:1]
            else:
                lines = []
        opened = cst.WithItem(
            cst.Call(self._turn.name("record")), asname=cst.AsName(cst.Name(region.run))
        )
        return cst.With([opened], cst.IndentedBlock(held), leading_lines=lines)

    def _function(self, region: Region, body: Body) -> cst.FunctionDef:
        statements = [without_blank(body[0]), *body[1:]]
        last = statements[-1]
        others = region.statements[:-1]
        match last:
            case cst.SimpleStatementLine(
                body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]) as small]
            ) if (  # fmt: skip
                name == region.target and name not in uses(others).bound
            ):
                last = last.with_changes(body=[cst.Return(small.value)])
                statements[-1] = last
            case _:
                statements.append(cst.parse_statement(f"return {region.target}"))
        assert region.function is not None
        return cst.FunctionDef(
            cst.Name(region.function),
            cst.Parameters(),
            cst.IndentedBlock(statements),
            decorators=[cst.Decorator(self._turn.name("trace"))],
        )

    # ------------------------------------------------------------------ statements that go or move

    def _keep_moved(self, original: cst.BaseStatement, updated: cst.BaseStatement) -> None:
        """Put the mark that stands here before the function that it stands in."""
        for mark in self._turn.marks.values():
            if mark.statement is original and mark.place == "movable":
                function = self._turn.known.owner(original)
                self._before.setdefault(function, []).append(without_blank(updated))

    def _goes(self, statement: cst.BaseStatement) -> bool:
        if any(m.statement is statement for m in self._turn.marks.values() if m.place == "movable"):
            return True
        match statement:
            case cst.SimpleStatementLine(body=[cst.Expr(value=cst.Call() as call)]):
                return clears(self._turn, call)
            case _:
                return False

    def _opened(
        self, original: cst.BaseStatement, updated: cst.BaseStatement
    ) -> list[cst.BaseStatement]:
        """Return what a block under `stop_tracing` holds: outside of a recording nothing is recorded anyway."""
        if not isinstance(original, cst.With) or not isinstance(updated, cst.With):
            return [updated]
        if not stops(self._turn, original) or not isinstance(updated.body, cst.IndentedBlock):
            return [updated]
        held = list(updated.body.body)
        comment = updated.body.header.comment
        lines = [*updated.leading_lines, *([cst.EmptyLine(comment=comment)] if comment else [])]
        held[0] = led(held[0], lines)
        held[-1] = followed(held[-1], updated.body.footer)
        return held


def clears(turn: Turn, call: cst.Call) -> bool:
    """Is this `GRAPH.clear()`?"""
    return turn.known.trace_name(call.func) == "trace.GRAPH.clear" and not call.args


def stops(turn: Turn, node: cst.With) -> bool:
    """Is this `with stop_tracing():` and nothing else?"""
    match node.items:
        case [cst.WithItem(item=cst.Call(func=func), asname=None)]:
            return turn.known.trace_name(func) == "stop_tracing"
        case _:
            return False
