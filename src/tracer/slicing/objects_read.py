"""Which objects an event read, and which place of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from rewriters.templates import Action
from tracer.frames import NOT_KEPT, NotKept
from tracer.slicing.containers import Holding
from tracer.slicing.effects import ATOMIC, CONTAINERS, FLAT
from tracer.slicing.facts import Facts
from tracer.slicing.flows import Flows
from tracer.slicing.histories import ALL
from tracer.slicing.index import NONE, Run
from tracer.slicing.maywrite import ITEM, Key
from tracer.slicing.statics import LOOPS

_READ_NO_OBJECT = frozenset({"Name", "Return", "Constant", "Lambda"})
_HELD_AS_ITEMS = frozenset({list, dict, set, bytearray})
Read = tuple[Any, Any, Key]
"""An object, the place in it that was read (ALL: all of it), and what kind of place that is."""


class ObjectsRead:
    """Answers for one sweep, latest event first: what an object held is told once while nothing changes."""

    def __init__(self, flows: Flows, criteria: Collection[int]) -> None:
        self.flows, self.index, self.criteria = flows, flows.index, frozenset(criteria)
        self._walked: dict[int, tuple[int, int]] = {}
        self._seen: dict[int, Holding] = {}

    def by(self, event: int, run: Run, rule: Facts) -> Iterator[Read]:
        """Iterate over what an event read."""
        if event in self.criteria:
            yield from self._held(event, event)
        if rule.action == Action.EVALUATE and rule.node in {"Attribute", "Subscript"}:
            yield from self._place(event, run, rule)
        elif rule.action != Action.EVALUATE or rule.node not in _READ_NO_OBJECT:
            tested = self._tested(event, run, rule)
            value = NOT_KEPT if tested == NONE else self.index.values[tested]
            if type(value) in CONTAINERS:  # asked for its length only
                if _changes(value):
                    yield value, ALL, ITEM
                return
            for operand in self._operands(event, run, rule):
                if operand != NONE:
                    yield from self._held(operand, event)
            if _changes(value):
                yield value, ALL, ITEM

    def _place(self, event: int, run: Run, rule: Facts) -> Iterator[Read]:
        base = self.flows.calls.operand(event, run.statics.children[rule.site][0])
        value = self.index.values[base] if base != NONE else NOT_KEPT
        if isinstance(value, NotKept):
            return
        if rule.node == "Subscript":
            if _changes(value):
                yield value, self._key(event, run, rule.site, value), ITEM
        elif type(value) not in ATOMIC or isinstance(value, type):
            name = run.statics.rows[rule.site][3]
            yield value, f".{name}", ("attribute", name)

    def _key(self, event: int, run: Run, site: int, value: Any) -> Any:
        part = run.statics.children[site][1]
        key = self.flows.calls.operand(event, part)
        if key == NONE or run.statics.node(part) == "Slice":
            return ALL
        return self.flows.heap.key_of(value, self.index.values[key], event)

    def _operands(self, event: int, run: Run, rule: Facts) -> list[int]:
        """The events whose values are read as a whole, the receiver of a method among them."""
        statics = run.statics
        operands = self.flows.calls.operands(event)
        if rule.node == "Call":
            callee = statics.children[rule.site][0]
            if statics.node(callee) == "Attribute":
                operands.append(self.flows.calls.operand(event, statics.children[callee][0]))
        return operands

    def _tested(self, event: int, run: Run, rule: Facts) -> int:
        """The event of which a loop or branch asks whether there are elements."""
        if rule.node not in LOOPS and rule.node not in {"If", "Assert"}:
            return NONE
        part = run.statics.child(rule.site, "iter") or run.statics.child(rule.site, "test")
        return NONE if part is None else self.index.latest(run, part, event)

    def _held(self, source: int, before: int) -> Iterator[Read]:
        """An object that is read as a whole, and all it holds."""
        root = self.index.values[source]
        if type(root) in FLAT:
            return
        known = self._walked.get(id(root))
        if known is not None and known[0] < before <= known[1]:
            return
        holdings = self.flows.containers.objects(source, before)
        self._walked[id(root)] = max(h.since for h in holdings), before
        for holding in holdings:
            if self._seen.get(id(holding.value)) is not holding:
                self._seen[id(holding.value)] = holding
                yield from self._whole(holding.value)

    def _whole(self, value: Any) -> Iterator[Read]:
        if type(value) in _HELD_AS_ITEMS:
            yield value, ALL, ITEM
        elif _changes(value):
            history = self.flows.heap.history(value)
            names = {k[1:] for k in history.by_key if isinstance(k, str)} if history else set()
            for name in sorted(names):
                yield value, f".{name}", ("attribute", name)


def _changes(value: Any) -> bool:
    return type(value) not in ATOMIC and not isinstance(value, (NotKept, tuple, frozenset))
