"""What objects hold: which of the recorded writes to each of them a read depends on."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from tracer.slicing import effects
from tracer.slicing.calls import Calls
from tracer.slicing.effects import ATOMIC, CONTAINERS
from tracer.slicing.histories import ALL, History, Write, from_start, place
from tracer.slicing.index import NONE, Index
from tracer.slicing.writers import Writers, writing_steps


class Heap:
    """Finds the writes that a read of an object depends on."""

    def __init__(self, index: Index, calls: Calls) -> None:
        self.index, self.calls = index, calls

    @cached_property
    def _read(self) -> tuple[dict[int, int], dict[int, History], set[type]]:
        """The first event that had each object, the writes to each, and of what types they are: one pass over all events."""
        origins: dict[int, int] = {}
        histories: dict[int, History] = {}
        kinds: set[type] = set()
        index, writers = self.index, Writers(self.index, self.calls)
        for event, frame, _ in index.having(writing_steps):
            for identity, write in writers.of(event, index.runs[frame]):
                histories.setdefault(identity, History()).writes.append(write)
        for event, value in index.given():
            if type(value) not in ATOMIC:
                origins.setdefault(id(value), event)
                kinds.add(type(value))
        for identity, history in histories.items():
            histories[identity] = self._arranged(history, origins.get(identity, NONE))
        return origins, histories, kinds

    @property
    def kinds(self) -> set[type]:
        """The types of all objects, of some that hold nothing apart."""
        return self._read[2]

    def origin(self, value: Any) -> int:
        """Return the first event that had this object, or NONE."""
        return self._read[0].get(id(value), NONE)

    def history(self, value: Any) -> History | None:
        """Return the writes to an object, or None."""
        return self._read[1].get(id(value))

    def _arranged(self, history: History, origin: int) -> History:
        """Put writes in order; follow the length of a list, so that appended elements have a place."""
        arranged = History()
        length = self._first_length(origin)
        for write in sorted(history.writes, key=lambda w: w.event):
            write.length = length
            write.key = from_start(write.key, length)
            write.sure = write.sure and write.key != ALL
            if write.what == effects.APPEND:
                write.key = ALL if length is None else ("key", length)
                write.sure = length is not None
                length = None if length is None else length + 1
            elif write.what in {effects.INSERT, effects.POP, effects.REMOVE}:
                arranged.shifts = True
                step = 1 if write.what == effects.INSERT else -1
                length = None if length is None else max(0, length + step)
            elif write.what == effects.CLEAR:
                length = 0
            elif write.what != effects.SET:
                arranged.shifts = True
                length = None
            arranged.add(write)
        arranged.length = length
        return arranged

    def key_of(self, value: Any, key: Any, before: int) -> Any:
        """Return the place that a subscript means at a point of the run, ALL where it is not known."""
        where = place(key)
        if type(value) is tuple:
            return from_start(where, len(value))
        if type(value) is not list:
            return where
        history = self.history(value)
        if history is None:
            return from_start(where, self._first_length(self.origin(value)))
        following = bisect_left(history.events, before)
        later = history.writes[following:][:1]
        return from_start(where, later[0].length if later else history.length)

    def _first_length(self, origin: int) -> int | None:
        if origin == NONE:
            return None
        run, site = self.index.run_of(origin), self.index.site(origin)
        children = run.statics.children[site]
        if run.statics.node(site) == "List" and not any(
            run.statics.node(c) == "Starred" for c in children
        ):
            return len(children)
        if run.statics.node(site) == "ListComp":
            return len(self.elements(origin))
        return None

    def receivers(
        self, kind: tuple[str, Any], of: type, after: int, before: int
    ) -> Iterator[tuple[int, int]]:
        """Iterate over the writes of a kind to any object, between two events, and what gave the object.

        Of writes to elements only those to objects of that very type count.
        """
        stores = self._stores.get(kind if kind[0] == "attribute" else (kind[0], of), [])
        for number in range(
            bisect_left(stores, (after + 1, NONE)), bisect_left(stores, (before, NONE))
        ):
            yield stores[number]

    @cached_property
    def _stores(self) -> dict[tuple[str, Any], list[tuple[int, int]]]:
        found: dict[tuple[str, Any], list[tuple[int, int]]] = {}
        events = {w.event for history in self._read[1].values() for w in history.writes}
        for event in sorted(events):
            run, site = self.index.run_of(event), self.index.site(event)
            statics = run.statics
            target = (
                statics.children[site][0] if statics.node(site) in {"Call", "AugAssign"} else site
            )
            if statics.node(target) not in {"Attribute", "Subscript"}:
                continue
            base = self.index.latest(run, statics.children[target][0], event)
            if base == NONE:
                continue
            attribute = statics.node(target) == "Attribute" and statics.node(site) != "Call"
            key = (
                ("attribute", statics.rows[target][3])
                if attribute
                else ("item", type(self.index.values[base]))
            )
            found.setdefault(key, []).append((event, base))
        return found

    def last_write(self, value: Any, before: int) -> int:
        """Return the last write to any place of an object before an event, else its origin, or NONE."""
        history = self.history(value)
        if history is not None:
            number = bisect_left(history.events, before)
            if number:
                return history.writes[number - 1].event
        return self.origin(value)

    def last_seen(self, value: Any, key: Any, before: int) -> int:
        """Return the last write that a read of `key` depends on, or NONE."""
        history = self.history(value)
        if history is None:
            return NONE
        if key == ALL:
            number = bisect_left(history.events, before)
            return history.writes[number - 1].event if number else NONE
        if history.shifts and type(value) is list:
            seen = self._seen(history, key, before)
            return next((event for _, event in seen), NONE)
        end = bisect_left(history.events, before)
        places = (history.by_key.get(key, ()), history.loose)
        found = [p[n - 1] for p in places if (n := bisect_left(p, end))]
        return history.writes[max(found)].event if found else NONE

    def read(self, value: Any, key: Any, before: int) -> list[tuple[int, Any]]:
        """Return the events that a read of `key` of an object depends on, each with the part of it that matters.

        The part is None for a write, else what is read of the display (call, …) that made the object.
        """
        history = self.history(value)
        found: list[tuple[int, Any]] = []
        if history is not None:
            if key == ALL and type(value) not in CONTAINERS:
                stopped = self._fields(history, before, found)
            elif key == ALL or (history.shifts and type(value) is list):
                stopped, key = self._walk(history, key, before, found)
            else:
                stopped = self._pick(history, key, before, found)
            if stopped:
                return found
        origin = self.origin(value)
        if origin != NONE and origin < before:
            found.append((origin, key))
        return found

    def _pick(self, history: History, key: Any, before: int, found: list[tuple[int, Any]]) -> bool:
        writes = history.writes
        end = bisect_left(history.events, before)
        mine = history.by_key.get(key, array("i"))
        own = bisect_left(mine, end) - 1
        floor = NONE
        while own >= 0:
            write = writes[mine[own]]
            found.append((write.event, None))
            if write.sure:
                floor = mine[own]
                break
            own -= 1
        loose = bisect_left(history.loose, end) - 1
        while loose >= 0 and history.loose[loose] > floor:
            found.append((writes[history.loose[loose]].event, None))
            if writes[history.loose[loose]].what == effects.CLEAR:
                return True
            loose -= 1
        return floor != NONE

    def _fields(self, history: History, before: int, found: list[tuple[int, Any]]) -> bool:
        """Of each attribute the last store, and what may have changed any."""
        writes = history.writes
        end = bisect_left(history.events, before)
        for places in history.by_key.values():
            for number in range(bisect_left(places, end) - 1, -1, -1):
                write = writes[places[number]]
                found.append((write.event, None))
                if write.sure:
                    break
        loose = history.loose[: bisect_left(history.loose, end)]
        found += ((writes[n].event, None) for n in loose)
        return False

    def _walk(
        self, history: History, key: Any, before: int, found: list[tuple[int, Any]]
    ) -> tuple[bool, Any]:
        """Go back write by write, as what stood at a place may have been moved."""
        for write, event in self._seen(history, key, before):
            found.append((event, None))
            if write is None:
                return True, key
            if write.what not in (effects.SET, effects.APPEND):
                key = _moved(key)
        return False, key

    def _seen(self, history: History, key: Any, before: int) -> Iterator[tuple[Write | None, int]]:
        """Iterate over the writes that a place got its value from, latest first, None instead of one that tells all."""
        writes = history.writes
        for number in range(bisect_left(history.events, before) - 1, -1, -1):
            write = writes[number]
            if write.what == effects.CLEAR:
                yield None, write.event
                return
            if write.what == effects.APPEND and key != ALL and write.length is not None:
                if key[1] == write.length:
                    yield None, write.event
                    return
                continue
            if write.what == effects.SET and key not in (ALL, write.key) and write.key != ALL:
                continue
            if write.what == effects.SET and write.sure and key == write.key:
                yield None, write.event
                return
            yield write, write.event
            if write.what not in (effects.SET, effects.APPEND):
                key = _moved(key)

    def elements(self, event: int) -> list[int]:
        """Return the events that made the elements of a comprehension."""
        run, site = self.index.run_of(event), self.index.site(event)
        before = self.index.latest(run, site, event)
        part = run.statics.child(site, "elt") or run.statics.child(site, "value")
        return [] if part is None else list(self.index.between(run, part, before, event))


def _moved(key: Any) -> Any:
    """Where an element stood before a write that moved elements: anywhere."""
    return key if isinstance(key, str) and key != ALL else ALL
