"""Potential dependence of what was read of objects: what could have written there but did not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Any

from tracer.frames import NOT_KEPT, NotKept
from tracer.slicing.flows import Flows
from tracer.slicing.histories import ALL
from tracer.slicing.histories import Write as HeapWrite
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.intervals import Intervals
from tracer.slicing.maywrite import Arm, Key, arms, may_write, watched
from tracer.slicing.not_taken import NotTaken
from tracer.slicing.objects_read import Read
from tracer.slicing.reasons import ADDRESS, BRANCH, DISPATCH
from tracer.slicing.statics import Statics, remembered

SPAN = 64
"""Intervals up to this length are looked through for any step that matters before each is asked for."""

Found = tuple[int, int]
"""An event, and why it matters."""


class CouldWrite:
    """Answers for one sweep, latest read first. Reads of a kind bear the edges of an interval once."""

    def __init__(self, flows: Flows, told: Intervals) -> None:
        self.flows, self.index, self._told = flows, flows.index, told
        self._not_taken = NotTaken(flows)
        self._own: dict[Any, dict[int, list[Found]]] = {}
        self._waiting: dict[Any, dict[int, list[int]]] = {}

    def of_read(self, event: int, run: Run, read: Read) -> Iterator[Found]:
        """Iterate over what could have written a place of an object before an event, since it was written."""
        value, key, kind = read
        after = self._written(value, key, event)
        since, before = self._told.new(("object", id(value), kind), after, event)
        if before - since < 2 and since not in self.flows.calls.choices:
            return
        yield from self._branches(run.statics, value, kind, since, before)
        yield from self._elsewhere(value, key, since, before)
        yield from self._receivers(value, kind, since, before)
        yield from self.dispatched(kind, since, before)

    def dispatched(self, kind: Key, after: int, before: int) -> Iterator[Found]:
        """Iterate over calls of a function that was chosen, where another may write: what chose it."""
        after, before = self._told.new(("dispatched", kind), after, before)
        calls = self.flows.calls.dynamic
        for number in range(bisect_right(calls, (after, NONE)), bisect_left(calls, (before, NONE))):
            event, chosen = calls[number]
            caller = self.index.run_of(event)
            entered = {self.index.runs[f].site for f, _ in self.index.entered.get(event, ())}
            if may_write(caller.statics, self.index.site(event), kind) - entered:
                yield chosen, DISPATCH

    def _written(self, value: Any, key: Any, before: int) -> int:
        """The last write that a read saw, else the event that made the object."""
        last = self.flows.heap.last_seen(value, key, before)
        return last if last != NONE else self._beginning(value)

    def _beginning(self, value: Any) -> int:
        """The event that made an object; NONE for one that was there before and was loaded first."""
        origin = self.flows.heap.origin(value)
        if origin == NONE:
            return NONE
        run, site = self.index.run_of(origin), self.index.site(origin)
        return NONE if run.statics.node(site) in {"Name", "Attribute", "arg"} else origin

    # ------------------------------------------------------------------ branches

    def _branches(
        self, statics: Statics, value: Any, kind: Key, after: int, before: int
    ) -> Iterator[Found]:
        """The decisions that went past an arm that may write to an object; what is found for others waits for them."""
        place = "arms", id(statics), kind
        waiting = self._waiting.setdefault(place, {})
        mine = waiting.get(id(value), [])
        while mine and -mine[0] > after:
            decided = -heappop(mine)
            if decided < before:
                yield decided, BRANCH
        since, until = self._told.new(place, after, before)
        until = min(until + 1, before)
        if _is_quiet(self.index, statics, kind, since, until):
            return
        for decided, written in self._past(statics, kind, since, until):
            if written is value or isinstance(written, NotKept):
                yield decided, BRANCH
            else:
                heappush(waiting.setdefault(id(written), []), -decided)

    def _past(
        self, statics: Statics, kind: Key, after: int, before: int
    ) -> Iterator[tuple[int, Any]]:
        """The decisions that went past an arm that may write, and to which object; NOT_KEPT: that is not known."""
        for arm in _arms_of_kind(statics, kind):
            for decided in self._not_taken.events(None, statics, arm, after, before):
                yield decided, self._receiver(self.index.run_of(decided), arm, decided)

    def _receiver(self, run: Run, arm: Arm, decided: int) -> Any:
        """The object that an arm would have written to, where a plain name tells it."""
        receiver = arm.write.receiver
        if receiver is None or run.statics.node(receiver) != "Name":
            return NOT_KEPT
        stored = self.flows.places.store(run, run.statics.binding(receiver), decided)
        return NOT_KEPT if stored == NONE else self.index.values[stored]

    # ------------------------------------------------------------------ addresses

    def _elsewhere(self, value: Any, key: Any, after: int, before: int) -> Iterator[Found]:
        """Later writes that went to another key of the object: what chose the key."""
        history = self.flows.heap.history(value)
        if history is None or key == ALL:
            return
        first, last = bisect_right(history.events, after), bisect_left(history.events, before)
        for write in history.writes[first:last]:
            yield from ((e, ADDRESS) for e in self._address(write))

    def _address(self, write: HeapWrite) -> list[int]:
        """The key expression of a write."""
        run, site = self.index.run_of(write.event), self.index.site(write.event)
        statics = run.statics
        target = statics.children[site][0] if statics.node(site) == "AugAssign" else site
        if statics.node(target) != "Subscript":
            return []
        keys = statics.operands(target)[1:]
        return [e for k in keys if (e := self.index.latest(run, k, write.event)) != NONE]

    def _receivers(self, value: Any, kind: Key, after: int, before: int) -> Iterator[Found]:
        """Writes of the same kind to other objects: what chose the object."""
        place = "receivers", kind, type(value)
        own = self._own.setdefault(place, {})
        for (
            other,
            writes,
        ) in own.items():  # those to objects that asked themselves are still to be told
            while other != id(value) and writes and -writes[0][0] > after:
                negative, base = heappop(writes)
                if -negative < before:
                    yield base, ADDRESS
        since, until = self._told.new(place, after, before)
        until = min(until + 1, before)
        for event, base in self.flows.heap.receivers(kind, type(value), since, until):
            if self.index.values[base] is value:
                heappush(own.setdefault(id(value), []), (-event, base))
            else:
                yield base, ADDRESS


def _is_quiet(index: Index, statics: Statics, kind: Key, after: int, before: int) -> bool:
    """Did nothing happen in a short interval that could have written a place of a kind?"""
    if before - after > SPAN:
        return False
    return _watched(statics, kind).isdisjoint(index.steps_between(after, before))


_COMPUTED: Key = ("attribute", None)


@remembered
def _arms_of_kind(statics: Statics, kind: Key) -> tuple[Arm, ...]:
    known = arms(statics)
    return known.get(kind, ()) + (known.get(_COMPUTED, ()) if kind[0] == "attribute" else ())


@remembered
def _watched(statics: Statics, kind: Key) -> frozenset[int]:
    computed = watched(statics, _COMPUTED) if kind[0] == "attribute" else frozenset[int]()
    return watched(statics, kind) | computed
