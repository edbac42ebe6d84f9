"""What containers held at a point of the run, and which events decided that."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from tracer.frames import NotKept
from tracer.slicing import effects
from tracer.slicing.calls import Calls
from tracer.slicing.cells import SHAPE, SHIFT, Cell, Of, are_flat, first_cells
from tracer.slicing.effects import ATOMIC, FLAT, GENERATORS
from tracer.slicing.heap import Heap
from tracer.slicing.histories import ALL
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.statics import COMPREHENSIONS
from tracer.slicing.timelines import Timeline

Use = tuple[int, Any]
"""An event that was used, and what of it: None for its value, else the part of the container it made."""

DISPLAYS = frozenset({"List", "Tuple", "Set", "Dict"})


@dataclass(frozen=True, slots=True)
class Holding:
    """What an object held from the event after `since` until `before`: what decided it, and the objects that hold more."""

    value: Any
    uses: tuple[Use, ...]
    held: tuple[Any, ...]
    since: int
    before: int


class Containers:
    """Answers what elements and contents depend on. Who holds it must not change the index."""

    def __init__(self, index: Index, calls: Calls, heap: Heap) -> None:
        self.index, self.calls, self.heap = index, calls, heap
        self._timelines: dict[int, Timeline] = {}
        self._first: dict[int, Any] = {}
        self._flat: dict[int, bool] = {}
        self._holdings: dict[int, Holding] = {}
        self._flat_holdings: dict[int, Holding] = {}
        self._given: dict[int, tuple[Any, ...]] = {}

    def contents(self, source: int, before: int) -> list[Use]:
        """Return what decides everything that an event's value held at a later point, at any depth."""
        return [use for held in self._walk(self.index.values[source], before) for use in held.uses]

    def objects(self, source: int, before: int) -> list[Holding]:
        """Return an event's value and all that it held at a later point, at any depth.

        What had not changed is the very same as at the last time.
        """
        return list(self._walk(self.index.values[source], before, flat=False))

    def _walk(self, value: Any, before: int, *, flat: bool = True) -> Iterator[Holding]:
        """Iterate over what an object and those in it held; `flat`: also what those put in that hold nothing more."""
        if type(value) in FLAT:
            return
        todo, seen = [value], {id(value)}
        while todo:
            value = todo.pop()
            if not flat and self._is_flat(value):
                yield self._flat_holding(value, before)
                continue
            holding = self._holding(value, before)
            yield holding
            for inner in holding.held:
                if id(inner) not in seen:
                    seen.add(id(inner))
                    todo.append(inner)

    def _holding(self, value: Any, before: int) -> Holding:
        """Return what one object held at a point of the run; what it held later is known where nothing changed since."""
        known = self._holdings.get(id(value))
        if known is not None and known.since < before <= known.before:
            return known
        uses: dict[Use, None] = {}
        held: dict[int, Any] = {}
        for event, part, inside in self._everything(value, before):
            uses[event, part] = None
            for inner in inside:
                if type(inner) not in FLAT:
                    held[id(inner)] = inner
        since = max((event for event, _ in uses), default=NONE)
        since = max(since, self.heap.last_write(value, before))
        found = Holding(value, tuple(uses), tuple(held.values()), since, before)
        self._holdings[id(value)] = found
        return found

    def _flat_holding(self, value: Any, before: int) -> Holding:
        """The same of a container in which nothing holds more: only when it was written."""
        known = self._flat_holdings.get(id(value))
        if known is not None and known.since < before <= known.before:
            return known
        found = Holding(value, (), (), self.heap.last_write(value, before), before)
        self._flat_holdings[id(value)] = found
        return found

    def _everything(self, value: Any, before: int) -> Iterator[tuple[int, Any, Collection[Any]]]:
        """All that put something into an object, and what that was."""
        if type(value) in GENERATORS:
            for event in self.calls.generators.delegating(value, before):
                yield event, None, [self.index.values[event]]
        cells = self._cells(value, before)
        if cells is None:
            for event, part in self.heap.read(value, ALL, before):
                yield event, part, self._held(event, part)
            return
        for event, part in self._shape(value, before):
            yield event, part, []
        for cell in cells.values() if isinstance(cells, dict) else cells:
            yield cell.event, cell.part, [self.index.values[cell.held]] if cell.held != NONE else []

    def _held(self, event: int, part: Any) -> Collection[Any]:
        """The objects that a write or display put in; of what code that is not recorded made, what it holds now."""
        if part is None:
            given = self._given.get(event)
            if given is None:
                values = (self.index.values[e] for e in self.calls.parts(event))
                given = self._given[event] = tuple(v for v in values if type(v) not in FLAT)
            return given
        run = self.index.run_of(event)
        node = run.statics.node(self.index.site(event))
        if node in DISPLAYS or node in COMPREHENSIONS:
            return [self.index.values[e] for e in self.elements(event)]
        value = self.index.values[event]
        if type(value) is dict:
            return [*value, *value.values()]
        return list(value) if type(value) in effects.CONTAINERS else []

    def _cells(self, value: Any, before: int) -> Any:
        """The cells of a list, tuple or dict just before an event, None where they are not known."""
        kind = type(value)
        if kind not in {list, dict, tuple}:
            return None
        timeline = self._timeline(value)
        if timeline is not None:
            return timeline.at(before)
        if id(value) not in self._first:
            origin = self.heap.origin(value)
            self._first[id(value)] = None if origin == NONE else first_cells(self, origin)
        return self._first[id(value)]

    def _is_flat(self, value: Any) -> bool:
        """Is nothing ever in this container that may change, as far as that is known at once?"""
        if type(value) not in {list, dict, tuple}:
            return False
        timeline = self._timeline(value)
        if timeline is not None:
            return timeline.is_flat
        if id(value) not in self._flat:
            self._flat[id(value)] = are_flat(self.index, self._cells(value, 0))
        return self._flat[id(value)]

    def _timeline(self, value: Any) -> Timeline | None:
        history = self.heap.history(value) if type(value) in {list, dict} else None
        if history is None:
            return None
        if id(value) not in self._timelines:
            origin = self.heap.origin(value)
            self._timelines[id(value)] = Timeline(self, value, history, origin)
        return self._timelines[id(value)]

    def cells_of(self, source: int, before: int) -> Any:
        """Return the cells of an event's value just before another event, None where they are not known."""
        return self._cells(self.index.values[source], before)

    def shape(self, source: int, before: int) -> Iterator[Use]:
        """Iterate over what decides how many elements an event's value had; all it held where that is not known."""
        value = self.index.values[source]
        if isinstance(value, NotKept) or type(value) in ATOMIC:
            return
        if self._cells(value, before) is None:
            yield from self.contents(source, before)
        else:
            yield from self._shape(value, before)

    def _shape(self, value: Any, before: int) -> Iterator[Use]:
        """The last write that changed how many elements there are; it tells of those before."""
        timeline = self._timeline(value)
        last = NONE if timeline is None else timeline.resized(before)
        if last != NONE:
            yield last, SHIFT
            return
        origin = self.heap.origin(value)
        if origin != NONE and origin < before:
            yield origin, SHAPE

    def resizing(self, event: int, run: Run, site: int, part: Of) -> list[Use]:
        """A write, as far as it changed the shape of its object: which object, which place, and its shape before."""
        statics, index = run.statics, self.index
        target = site
        if statics.node(site) == "Call":
            callee = statics.children[site][0]
            base = (
                self.calls.operand(event, statics.children[callee][0])
                if statics.children[callee]
                else NONE
            )
            name = statics.rows[callee][3]
            places = self.calls.operands(event)[1:2] if name in {"pop", "insert", "remove"} else []
            found: list[Use] = [
                (self.calls.operand(event, callee), None),
                *((e, None) for e in places),
            ]
        elif (
            statics.node(site) == "AugAssign" and statics.node(statics.children[site][0]) == "Name"
        ):
            base = self.calls.old(event, run, site)
            found = []
        else:
            target = statics.children[site][0] if statics.node(site) == "AugAssign" else site
            base = self.calls.operand(event, statics.children[target][0])
            keys = (index.latest(run, k, event) for k in statics.operands(target)[1:])
            found = [(k, None) for k in keys]
        found += [(base, None), *part.sources]
        if base != NONE and not isinstance(index.values[base], NotKept):
            found += self._shape(index.values[base], event)
        return found

    def element(self, source: int, key: Any, before: int) -> Iterator[Use]:
        """Iterate over what decides one element of an event's value; all of it where the place is not known."""
        value = self.index.values[source]
        if isinstance(value, NotKept) or type(value) in ATOMIC:
            return
        if key == ALL or type(value) not in effects.CONTAINERS:
            yield from self.contents(source, before)
            return
        cell = self._cell(value, key, before)
        if cell is None:
            yield from self.heap.read(value, key, before)
            return
        yield cell.event, cell.part
        timeline = self._timeline(value)
        if timeline is not None and type(value) is list:
            if cell.event != self.heap.origin(value):
                yield from self._shape_before(value, cell.event)
            for event in timeline.shifted(before, cell.event, ends=True):
                yield event, SHIFT

    def _shape_before(self, value: Any, event: int) -> Iterator[Use]:
        """Where an element was appended is told by how many there were."""
        yield from self._shape(value, event)

    def _cell(self, value: Any, key: Any, before: int) -> Cell | None:
        cells = self._cells(value, before)
        if isinstance(cells, dict):
            found: Cell | None = cells.get(key)
            return found
        if (
            isinstance(cells, list)
            and type(key) is tuple
            and type(key[1]) is int
            and 0 <= key[1] < len(cells)
        ):
            cell: Cell = cells[key[1]]
            return cell
        return None

    def elements(self, event: int) -> list[int]:
        """Return the events that gave the elements of what a display or comprehension made."""
        run, site = self.index.run_of(event), self.index.site(event)
        if run.statics.node(site) in COMPREHENSIONS:
            return self.heap.elements(event)
        return self.calls.operands(event)
