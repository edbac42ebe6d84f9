"""How the value of an event was made: by which operator or function, from which operands in the order of the source."""

from __future__ import annotations

import ast
import textwrap
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from rewriters.parsing import parse
from rewriters.templates import Action
from tracer.frames import NOT_KEPT, NotKept
from tracer.recording import Recording
from tracer.slicing.heap import ALL
from tracer.slicing.index import NONE, Run
from tracer.slicing.marks import marked
from tracer.slicing.reasons import DATA
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

    def __init__(self, run: Recording) -> None:
        slices = run._slices
        self._index, self._sweeper, self._then = slices.index, slices._sweeper, slices._then
        self._flows = slices._sweeper.flows
        self.values: list[Any] = self._index.values

    def place(self, event: int) -> Place:
        """Return where the expression of an event stands."""
        statics, site = self._at(event)
        _, _, _, _, line, col, end_line, end_col, _ = statics.rows[site]
        return statics.table.file, line, col, end_line, end_col

    def code(self, event: int) -> str:
        """Return the source text of an event's expression."""
        statics, site = self._at(event)
        return statics.table[site].code

    def node(self, event: int) -> str:
        """Return the grammar's name of an event's expression."""
        statics, site = self._at(event)
        return statics.node(site)

    def mark(self, event: int) -> Place | None:
        """Return where the mark stands that an event evaluated, or that filled the place it loaded."""
        found = marked(self._flows, event)
        if found is None:
            return None
        statics, site = found
        _, _, _, _, line, col, end_line, end_col, _ = statics.rows[site]
        return statics.table.file, line, col, end_line, end_col

    def sources(self, event: int) -> Iterator[int]:
        """Iterate over the events that an event's value came from unchanged: they had this very object."""
        value = self.values[event]
        todo: list[tuple[int, Any]] = list(self._flows.uses(event)) or self._of_turn(event)
        seen: set[tuple[int, str]] = set()
        while todo and len(seen) < _MAX_STEPS:
            used, part = todo.pop()
            if (used, repr(part)) in seen:
                continue
            seen.add((used, repr(part)))
            if part is not None:
                inner = self._flows.uses(used, part)
                todo += inner or (self._flows.uses(used) if self.node(used) == "Call" else [])
            elif self.values[used] is value:
                yield used
            elif self._writes(used):
                todo += self._flows.uses(used)

    def element_event(self, container: int, number: int, before: int) -> int:
        """Return the event that had what stands at a place of a list or tuple just before another event, or NONE."""
        cells = self._flows.containers.cells_of(container, before)
        inside = isinstance(cells, list) and number < len(cells)
        return cells[number].held if inside else NONE

    def origin(self, value: Any) -> int:
        """Return the first event that had an object (no number), or NONE."""
        return self._flows.heap.origin(value)

    def literals(self) -> frozenset[float]:
        """Return the sizes of the numbers whose objects may have several owners: literals of the recorded modules."""
        tables = {id(run.statics): run.statics for run in self._index.runs}
        return frozenset().union(*(literals(statics) for statics in tables.values()))

    def first_events(self) -> dict[int, int]:
        """Return, by the identity of each float (and value of numpy's), the first event that had it."""
        found: dict[int, int] = {}
        kinds: dict[type, bool] = {float: True}
        for event, value in enumerate(self.values):
            kind = type(value)
            numeric = kinds.get(kind)
            if numeric is None:
                numeric = kinds[kind] = kind.__module__ == "numpy"
            if numeric:
                found.setdefault(id(value), event)
        return found

    def members(self) -> dict[int, list[tuple[int, int]]]:
        """Return, by the identity of each float in containers, the first events that had these, and the places in them."""
        found: dict[int, list[tuple[int, int]]] = {}
        seen: set[int] = set()
        for event, value in enumerate(self.values):
            if type(value) in _HOLDING and id(value) not in seen:
                _members(value, event, seen, found)
        return found

    def given_by_marks(self) -> dict[int, set[Place]]:
        """Return, by the identity of each value that a mark gave when it was evaluated, the places of these marks."""
        owners: dict[int, set[Place]] = {}
        for run in self._index.runs:
            for site in run.statics.table.parameters:
                for event in run.occurrences(self._index).get(~site, ()):
                    owners.setdefault(id(self.values[event]), set()).add(self.place(event))
        return owners

    def global_name(self, event: int) -> tuple[str, str] | None:
        """Return file and name of a global that an event loaded and no recorded code had stored."""
        run, site = self._index.run_of(event), self._index.site(event)
        if run.statics.node(site) != "Name" or self._index.action(event) != Action.EVALUATE:
            return None
        binding = run.statics.binding(site)
        if binding.function or self._flows.places.store(run, binding, event) != NONE:
            return None
        return run.statics.table.file, binding.name

    def is_input(self, event: int) -> bool:
        """Did an event get its value from outside, from nothing that was recorded?"""
        return not self._flows.uses(event)

    def is_constant(self, event: int) -> bool:
        """Is this a literal, perhaps with a sign?"""
        return self.node(event) == "Constant" or self.signed(event)

    def signed(self, event: int) -> bool:
        """Is this a number that is written with its sign?"""
        operation = self.operation(event) if self.node(event) == "UnaryOp" else None
        return operation is not None and all(
            o.event == NONE or self.node(o.event) == "Constant" for o in operation.operands
        )

    def literal(self, event: int) -> int:
        """Return the literal that a store, or an argument, got its value from, or NONE."""
        value = self.values[event]
        for used, part in self._flows.uses(event):
            if part is None and self.node(used) in _LITERAL and self.values[used] == value:
                return (
                    used
                    if self.values[used] is not value or self.node(used) == "Constant"
                    else NONE
                )
        return NONE

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

    def elements(self, operand: Operand, before: int) -> list[Any] | None:
        """Return what a list, tuple, set or dict's keys held just before an event, None where that is not known."""
        value = operand.value
        if type(value) in {tuple, frozenset}:
            return list(value)
        if type(value) not in {list, dict, set}:
            return None
        if not self._changed_after(value, before) or operand.event == NONE:
            return list(value)
        held, sure = self._then.value(operand.event)
        return list(held) if sure else None

    def held(self, operand: Operand, before: int) -> list[Any] | None:
        """Return the values that a dict held just before an event, None where they are not known."""
        keys = self.elements(operand, before)
        if keys is None or type(operand.value) is not dict:
            return None
        if not self._changed_after(operand.value, before):
            return list(operand.value.values())
        return list(self._then.value(operand.event)[0].values())

    def writes(self, value: Any) -> list[int]:
        """Return the stores into an object; of calls that it was handed to it is not known."""
        history = self._flows.heap.history(value)
        return [] if history is None else [
            w.event for w in history.writes if self.node(w.event) != "Call"
        ]

    def reaching(self, ends: Collection[int], starts: Callable[[int], bool]) -> frozenset[int]:
        """Return the events that some events (those for which `starts` holds) reach by data on the way to others."""
        demands = [use for e in ends for use in ((e, ALL), *self._flows.all_of(e))]
        swept = self._sweeper.sweep(demands, asked=ends, control=False, potential=False)
        reached = {e for e in swept.nodes if starts(e)}
        users: dict[int, list[int]] = {}
        for used, user, why in zip(swept.used, swept.users, swept.whys, strict=True):
            if why == DATA:
                users.setdefault(used, []).append(user)
        todo = list(reached)
        while todo:
            for user in users.get(todo.pop(), ()):
                if user not in reached:
                    reached.add(user)
                    todo.append(user)
        return frozenset(reached)

    # ------------------------------------------------------------------ parts

    def _of_turn(self, event: int) -> list[tuple[int, Any]]:
        """What the target of a generator expression got: the element of its turn."""
        run, site = self._index.run_of(event), self._index.site(event)
        expression = run.statics.parent(site)
        if run.statics.node(expression) != "GeneratorExp" or run.entry == NONE:
            return []
        outer = self._index.run_of(run.entry)
        iterated = run.statics.child(expression, "iter")
        source = NONE if iterated is None else self._index.latest(outer, iterated, event)
        if source == NONE:
            return []
        turn = len(self._index.between(run, site, NONE, event))
        return list(self._flows.containers.element(source, ("key", turn), event))

    def _changed_after(self, value: Any, event: int) -> bool:
        """Was a container perhaps written to by an event or after it? Functions of numpy's read what they are handed."""
        history = self._flows.heap.history(value)
        writes = [] if history is None else history.writes
        return any(w.event >= event and not self._is_numpys(w.event) for w in reversed(writes))

    def _is_numpys(self, event: int) -> bool:
        operation = self.operation(event) if self.node(event) == "Call" else None
        function = None if operation is None else operation.function
        kind = type(function)
        if kind in {BuiltinFunctionType, FunctionType}:
            return str(function.__module__).split(".")[0] == "numpy"
        return kind.__module__ == "numpy"

    def _writes(self, event: int) -> bool:
        """Is this a store, or a call of something like `append`?"""
        call = self.node(event) == "Call" and self.values[event] is None
        return call or self._index.action(event) == Action.STORE

    def _at(self, event: int) -> tuple[Statics, int]:
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
                function = vars(receiver.value).get(method, NOT_KEPT)
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
        for event in self._flows.calls.results((frame, which)):
            site = self._index.site(event)
            inside = start <= event < end and not isinstance(self.values[event], NotKept)
            gives = run.statics.node(site) in {"Return", *_YIELDS} or (
                run.statics.node(run.statics.parent(site)) in _YIELDS
                or run.statics.role(site) in {"elt", "body"}
            )
            if inside and gives:
                return event
        return NONE


_HOLDING = frozenset({list, tuple, dict, set, frozenset})


def _members(
    value: Any, event: int, seen: set[int], found: dict[int, list[tuple[int, int]]]
) -> None:
    """Add the floats that a container holds at any depth."""
    todo = [value]
    while todo:
        container = todo.pop()
        seen.add(id(container))
        held = [*container, *container.values()] if type(container) is dict else list(container)
        for number, item in enumerate(held):
            if type(item) is float:
                found.setdefault(id(item), []).append((event, number))
            elif type(item) in _HOLDING and id(item) not in seen:
                todo.append(item)


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


@remembered
def literals(statics: Statics) -> frozenset[float]:
    """Return the sizes of the numbers that a module has elsewhere than in one mark."""
    found: Counter[float] = Counter()
    marked: set[float] = set()
    for site, row in enumerate(statics.rows):
        value = constant(statics.module, site) if row[0] == "Constant" else None
        if type(value) in {int, float} and abs(value) < _LARGEST:
            found[abs(float(value))] += 1
            if not statics.table.parameters.isdisjoint(_around(statics, site)):
                marked.add(abs(float(value)))
    return frozenset(v for v, count in found.items() if count > 1 or v not in marked)


def _around(statics: Statics, site: int) -> set[int]:
    """A literal, the sign before it and what that stands in."""
    parent = statics.parent(site)
    return {site, parent, *([statics.parent(parent)] if statics.node(parent) == "UnaryOp" else ())}


_LARGEST = 1e300
"""Larger integers may be no floats."""
