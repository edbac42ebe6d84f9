"""Where values came from: unchanged from event to event, out of marks and literals, and by data in general."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Any

from rewriters.templates import Action
from tracer.slicing.histories import ALL
from tracer.slicing.index import NONE
from tracer.slicing.marks import marked
from tracer.slicing.operations import Operations, Place
from tracer.slicing.reasons import DATA
from tracer.slicing.statics import Statics, remembered
from tracer.slicing.sweep import Sweeper
from tracer.values import constant

_LITERAL = frozenset({"Constant", "UnaryOp", "BinOp"})
_MAX_STEPS = 10_000


class Ways:
    """Answers how values got to the events that had them."""

    def __init__(self, operations: Operations, sweeper: Sweeper) -> None:
        self._operations, self._sweeper = operations, sweeper
        self._index, self._flows = sweeper.index, sweeper.flows
        self._values = operations.values

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
        value = self._values[event]
        todo: list[tuple[int, Any]] = list(self._flows.uses(event)) or self._of_turn(event)
        seen: set[tuple[int, str]] = set()
        while todo and len(seen) < _MAX_STEPS:
            used, part = todo.pop()
            if (used, repr(part)) in seen:
                continue
            seen.add((used, repr(part)))
            if part is not None:
                inner = self._flows.uses(used, part)
                todo += inner or (
                    self._flows.uses(used) if self._operations.node(used) == "Call" else []
                )
            elif self._values[used] is value:
                yield used
            elif self._writes(used):
                todo += self._flows.uses(used)

    def literals(self) -> frozenset[float]:
        """Return the sizes of the numbers whose objects may have several owners: literals of the recorded modules."""
        tables = {id(run.statics): run.statics for run in self._index.runs}
        return frozenset().union(*(literals(statics) for statics in tables.values()))

    def first_events(self) -> dict[int, int]:
        """Return, by the identity of each float (and value of numpy's), the first event that had it."""
        found: dict[int, int] = {}
        kinds: dict[type, bool] = {float: True}
        for event, value in self._index.given():
            kind = type(value)
            numeric = kinds.get(kind)
            if numeric is None:
                numeric = kinds[kind] = kind.__module__ == "numpy"
            if numeric:
                found.setdefault(id(value), event)
        return found

    def given_by_marks(self) -> dict[int, set[Place]]:
        """Return, by the identity of each value that a mark gave when it was evaluated, the places of these marks."""
        owners: dict[int, set[Place]] = {}
        for run in self._index.runs:
            for site in run.statics.table.parameters:
                for event in run.occurrences[~site]:
                    owners.setdefault(id(self._values[event]), set()).add(
                        self._operations.place(event)
                    )
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
        return self._operations.node(event) == "Constant" or self.signed(event)

    def displays(self, event: int, number: float) -> bool:
        """Is this number written in the display or arguments of an event?"""
        operands = self._flows.calls.operands(event)
        return any(self._values[e] == number and self.is_constant(e) for e in operands)

    def signed(self, event: int) -> bool:
        """Is this a number that is written with its sign?"""
        operation = (
            self._operations.operation(event) if self._operations.node(event) == "UnaryOp" else None
        )
        return operation is not None and all(
            o.event == NONE or self._operations.node(o.event) == "Constant"
            for o in operation.operands
        )

    def literal(self, event: int) -> int:
        """Return the literal that a store, an argument or an element got its value from, or NONE."""
        value = self._values[event]
        todo = list(self._flows.uses(event))
        for used, part in todo:
            if part is not None:
                todo += ((e, None) for e, inner in self._flows.uses(used, part) if inner is None)
            elif self._operations.node(used) in _LITERAL and self._values[used] == value:
                constant = self._operations.node(used) == "Constant"
                return used if constant or self._values[used] is not value else NONE
        return NONE

    def reaching(self, ends: Collection[int], starts: Callable[[int], bool]) -> frozenset[int]:
        """Return the events that some events (those for which `starts` holds) reach by data on the way to others."""
        demands = [use for e in ends for use in ((e, ALL), *self._flows.all_of(e))]
        swept = self._sweeper.sweep(demands, asked=ends, control=False, potential=False)
        reached = {e for e in swept.nodes if starts(e)}
        users: dict[int, list[int]] = {}
        for used, user, why in swept.edges():
            if why == DATA:
                users.setdefault(used, []).append(user)
        todo = list(reached)
        while todo:
            for user in users.get(todo.pop(), ()):
                if user not in reached:
                    reached.add(user)
                    todo.append(user)
        return frozenset(reached)

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

    def _writes(self, event: int) -> bool:
        """Is this a store, or a call of something like `append`?"""
        call = self._operations.node(event) == "Call" and self._values[event] is None
        return call or self._index.action(event) == Action.STORE


@remembered
def literals(statics: Statics) -> frozenset[float]:
    """Return the sizes of the numbers that a module has elsewhere than in one mark."""
    found: Counter[float] = Counter()
    marked: set[float] = set()
    for site, row in enumerate(statics.rows):
        value: Any = constant(statics.module, site) if row[0] == "Constant" else None
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
