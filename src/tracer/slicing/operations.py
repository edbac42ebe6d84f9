"""How the value of an event was made: by which operator or function, from which operands in the order of the source."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from rewriters.parsing import parse
from rewriters.templates import Action
from tracer.frames import NOT_KEPT, NotKept
from tracer.slicing.flows import Flows
from tracer.slicing.index import NONE, Run
from tracer.slicing.known import Values
from tracer.slicing.statics import Statics, remembered
from tracer.values import constant

Place = tuple[str, int, int, int, int]
"""File, line, column, end line, end column of a span."""

_UNARY = {"-": "USub", "+": "UAdd", "~": "Invert", "n": "Not"}
_YIELDS = frozenset({"Yield", "YieldFrom"})
_LITERAL = frozenset({"Constant", "UnaryOp", "BinOp"})
_MAX_STEPS = 10_000


@dataclass(frozen=True, slots=True)
class Operand:
    """One operand: the event that gave it (NONE for a literal without one), its value, how it was passed to a call."""

    event: int
    value: Any
    name: str | None = None
    star: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One evaluation. `node`, `operator`: the grammar's names.

    Of a call: the `function`, NOT_KEPT where it is not known; the `method` that was looked up, and of what (`receiver`).
    Of a subscript: `key`, as it was written.
    """

    event: int
    node: str
    operands: tuple[Operand, ...] = ()
    operator: str = ""
    function: Any = NOT_KEPT
    method: str | None = None
    receiver: Operand | None = None
    key: Any = None


class Operations:
    """Answers how the events of one recording made their values."""

    def __init__(self, flows: Flows) -> None:
        self._index, self._flows = flows.index, flows
        self.values: Values = self._index.values

    def place(self, event: int) -> Place:
        """Return where the expression of an event stands."""
        statics, site = self.at(event)
        _, _, _, _, line, col, end_line, end_col, _ = statics.rows[site]
        return statics.table.file, line, col, end_line, end_col

    def code(self, event: int) -> str:
        """Return the source text of an event's expression."""
        statics, site = self.at(event)
        return statics.table[site].code

    def node(self, event: int) -> str:
        """Return the grammar's name of an event's expression."""
        statics, site = self.at(event)
        return statics.node(site)

    # ------------------------------------------------------------------ operations

    def operation(self, event: int) -> Operation | None:
        """Return how an event made its value; None for loads, stores and what raised."""
        if event in self._index.errors:
            return None
        run, site = self._index.run_of(event), self._index.site(event)
        statics, node = run.statics, run.statics.node(site)
        if node == "AugAssign":
            return Operation(event, node, self._grown(event, run, site), operator(statics, site))
        if self._index.action(event) != Action.EVALUATE:
            return None
        match node:
            case "BinOp" | "UnaryOp":
                parts = statics.operands(site)
                operands = tuple(self._operand(event, run, p) for p in parts)
                return Operation(event, node, operands, operator(statics, site))
            case "Call":
                return self._call(event, run, site)
            case "Subscript":
                base, key = statics.children[site]
                operand = self._operand(event, run, base)
                return Operation(event, node, (operand,), key=self._key(event, run, key))
            case "Attribute":
                operand = self._operand(event, run, statics.children[site][0])
                return Operation(event, node, (operand,), method=statics.rows[site][3])
            case _:
                return None

    def enters(self, event: int) -> bool:
        """Did an event enter recorded code?"""
        return event in self._index.entered

    def given(self, event: int) -> list[int]:
        """Return the events that say what the code that an event entered gave it: returned or yielded, in order."""
        events = (self._gave(*a) for a in self._index.entered.get(event, ()))
        return [e for e in events if e != NONE]

    # ------------------------------------------------------------------ parts

    def at(self, event: int) -> tuple[Statics, int]:
        """Return the facts of an event's module, and its site there."""
        return self._index.run_of(event).statics, self._index.site(event)

    def _operand(self, event: int, run: Run, site: int) -> Operand:
        found = self._index.latest(run, site, event)
        if found != NONE:
            return Operand(found, self.values[found])
        if run.statics.node(site) == "Constant":
            return Operand(NONE, constant(run.statics.module, site))
        return Operand(NONE, NOT_KEPT)

    def _grown(self, event: int, run: Run, site: int) -> tuple[Operand, ...]:
        """`target op= value`: what the target held, and the operand."""
        target, more = run.statics.children[site][:2]
        if run.statics.node(target) == "Name":
            old = self._flows.calls.old(event, run, site)
        else:
            before = self._index.latest(run, site, event)
            old = self._index.latest(run, target, event, before)
        held = Operand(old, self.values[old]) if old != NONE else Operand(NONE, NOT_KEPT)
        return held, self._operand(event, run, more)

    def _call(self, event: int, run: Run, site: int) -> Operation:
        statics = run.statics
        callee = statics.children[site][0]
        function, method, receiver = self._flows.calls.function(event), None, None
        if statics.node(callee) == "Attribute":
            method = statics.rows[callee][3]
            receiver = self._operand(event, run, statics.children[callee][0])
            if isinstance(receiver.value, ModuleType):
                function = vars(receiver.value).get(method or "", NOT_KEPT)
        return Operation(
            event,
            "Call",
            tuple(self._arguments(event, run, site)),
            function=function,
            method=method,
            receiver=receiver,
        )

    def _arguments(self, event: int, run: Run, site: int) -> Iterator[Operand]:
        statics = run.statics
        names = iter(statics.keywords(site))
        for child in statics.children[site][1:]:
            star = statics.node(child) == "Starred"
            named = statics.role(child) == "keywords"
            name = next(names, None) if named else None
            part = statics.children[child][0] if star else child
            given = self._operand(event, run, part)
            yield Operand(given.event, given.value, name, star=star or (named and name is None))

    def _key(self, event: int, run: Run, site: int) -> Any:
        """The key of a subscript: slices have no event of their own."""
        statics = run.statics
        if statics.node(site) == "Slice":
            parts = {statics.role(c): c for c in statics.children[site]}
            limits = (parts.get(role) for role in ("lower", "upper", "step"))
            return slice(*(None if p is None else self._key(event, run, p) for p in limits))
        if statics.node(site) == "Tuple":
            return tuple(self._key(event, run, c) for c in statics.children[site])
        return self._operand(event, run, site).value

    def _gave(self, frame: int, which: int) -> int:
        """The event whose value an activation gave, NONE where it gave none."""
        run = self._index.runs[frame]
        start, end = run.starts[which], run.ends[which]
        end = len(self._index) if end == NONE else end
        for event in self._flows.calls.results.of((frame, which)):
            site = self._index.site(event)
            inside = start <= event < end and not isinstance(self.values[event], NotKept)
            gives = run.statics.node(site) in {"Return", *_YIELDS} or (
                run.statics.node(run.statics.parent(site)) in _YIELDS
                or run.statics.role(site) in {"elt", "body"}
            )
            if inside and gives:
                return event
        return NONE


@remembered
def operator(statics: Statics, site: int) -> str:
    """Return the grammar's name of what an operation does."""
    if statics.node(site) == "BinOp":
        return statics.operator(site)
    code = textwrap.dedent(statics.table[site].code)
    if statics.node(site) == "UnaryOp":
        return _UNARY[code[0]]
    statement = parse(code).body[0]
    return type(statement.op).__name__ if isinstance(statement, ast.AugAssign) else ""
