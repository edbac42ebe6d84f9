"""Potential dependence (relevant slices: Gyimóthy, Beszédes and Forgács 1999): what could have written a place but did not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence, Set
from typing import Any

from rewriters.templates import Action
from tracer.frames import NOT_KEPT, NotKept
from tracer.slicing.containers import Holding
from tracer.slicing.controls import control, exits
from tracer.slicing.effects import ATOMIC, FLAT, GENERATORS
from tracer.slicing.facts import Facts
from tracer.slicing.flows import Flows
from tracer.slicing.heap import ALL
from tracer.slicing.heap import Write as HeapWrite
from tracer.slicing.index import NONE, Run
from tracer.slicing.maywrite import BREAKS, ITEM, Arm, Key, arms, may_write, steps_at, watched
from tracer.slicing.protecting import protections, risky
from tracer.slicing.reasons import ADDRESS, BRANCH, DISPATCH, EXCEPTION
from tracer.slicing.statics import COMPREHENSIONS, LOOPS, Binding, Statics, remembered

_READ_NO_OBJECT = frozenset({"Name", "Return", "Constant", "Lambda"})
Found = tuple[int, int]


class Potential:
    """Answers, for one sweep, what could have changed what an event read.

    Reads are asked about latest first. Of two reads of one place that see the same write, the second has nothing new
    to tell: what lies before it was told with the first.
    """

    def __init__(self, flows: Flows, criteria: Collection[int] = ()) -> None:
        self.flows, self.index, self.criteria = flows, flows.index, frozenset(criteria)
        self._told: dict[Any, tuple[int, int]] = {}
        self._protections: dict[int, bool] = {}
        self._walked: dict[int, tuple[int, int]] = {}
        self._seen: dict[int, Holding] = {}

    def of_plain(self, event: int, run: Run, rule: Facts, used: list[int]) -> Sequence[Found]:
        """Answer for an event that used these values only, none of which holds others."""
        found: list[Found] = []
        if rule.name is not None:
            stored = self._store(event, run, rule.name) if rule.grows else max(used, default=NONE)
            found += self._of_name(event, run, rule.name, stored)
        if rule.stores and (rule.attempts or self._protected(run)):
            found += self._of_store(event, run, rule)
        if rule.looks:
            found += self._of_objects(event, run, rule.site)
        return sorted({f for f in found if f[0] != NONE and f[0] < event}) if found else ()

    def uses(self, event: int, run: Run, rule: Facts, parts: Set[Any]) -> Sequence[Found]:
        """Return the events that could have changed what this one read, and why."""
        site, node = rule.site, rule.node
        if node == "Constant" and event not in self.criteria:
            return ()
        found: list[Found] = []
        if rule.name is not None:
            found += self._of_name(event, run, rule.name, self._store(event, run, rule.name))
        elif node == "Dict" and parts - {None}:
            found += self._keys(event, run, site)
        elif node in COMPREHENSIONS and parts - {None}:
            found += self._tests(event, run, site)
        if rule.stores:
            found += self._of_store(event, run, rule)
        found += self._of_objects(event, run, site)
        return sorted({f for f in found if f[0] != NONE and f[0] < event})

    # ------------------------------------------------------------------ names

    def _store(self, event: int, run: Run, binding: Binding) -> int:
        return self.flows.places.store(run, binding, event)

    def _of_name(self, event: int, run: Run, binding: Binding, stored: int) -> Iterator[Found]:
        if not binding.stores and binding.function == 0:
            return
        local = binding.function == run.site and bool(run.site)
        place = ("name", binding.name, run.place if local else binding.function, id(run.statics))
        after, before = self._new(place, stored, event)
        key: Key = ("name", (binding.function, binding.name))
        if before - after <= SPAN and (local or not self.flows.calls.dynamic):
            watch = _watched_name(run.statics, binding, run.site)
            if watch is not None and watch.isdisjoint(self.index.steps[after + 1 : before]):
                return
        if not local:
            yield from self._dispatched(key, after, before)
        shared = not local or any(run.statics.function(s >> 2) != run.site for s in binding.stores)
        own = run if local and not shared else None
        for arm in arms(run.statics).get(key, ()):
            yield from ((e, BRANCH) for e in self._not_taken(own, run.statics, arm, after, before))
        for step in binding.stores:
            if run.statics.function(step >> 2) != run.site:
                continue
            for guard in control(run.statics, step >> 2).guards:
                yield from ((e, BRANCH) for e in self.index.between(run, guard, after, before))
            yield from self._thrown(run, step >> 2, after, before)

    def _new(self, place: Any, after: int, before: int) -> tuple[int, int]:
        """Return the part of an interval that was not looked at before."""
        known = self._told.get(place)
        if known is not None and known[0] <= before <= known[1]:
            before_new = known[0]
            self._told[place] = min(after, known[0]), known[1]
            return after, max(after + 1, before_new)
        self._told[place] = after, before
        return after, before

    def _between(
        self, run: Run | None, statics: Statics, site: int, after: int, before: int
    ) -> Sequence[int]:
        """The events of a site between two events, in one frame or (None) in all."""
        if run is not None:
            return self.index.between(run, site, after, before)
        return self.index.across(statics, site, after, before)

    def _not_taken(
        self, run: Run | None, statics: Statics, arm: Arm, after: int, before: int
    ) -> Iterator[int]:
        """The events at which a decision went past an arm, in one frame or (None) in all."""
        node = statics.node(arm.decision)
        if arm.taken is False and node in LOOPS:
            yield from self._broken(run, statics, arm.decision, after, before)
        if node in {"For", "AsyncFor"}:
            yield from self._no_turn(run, statics, arm.decision, after, before)
            return
        if node == "Match":
            for child in statics.children[arm.decision]:
                if statics.role(child) in {"subject", "guard"}:
                    yield from self._between(run, statics, child, after, before)
            return
        if node in {"IfExp", "BoolOp"}:
            yield from (
                e
                for c in statics.children[arm.decision]
                for e in self._between(run, statics, c, after, before)
            )
            return
        past = {True: Action.SKIP, False: Action.TAKE, None: None}[arm.taken]
        for event in self._between(run, statics, arm.decision, after, before):
            if past is None or self.index.action(event) == past:
                yield event

    def _broken(
        self, run: Run | None, statics: Statics, loop: int, after: int, before: int
    ) -> Iterator[int]:
        """The decisions that may have left a loop before its `else`."""
        for child in statics.children[loop]:
            if statics.role(child) == "body":
                for site in exits(statics, child, BREAKS):
                    yield from self._between(run, statics, site, after, before)

    def _no_turn(
        self, run: Run | None, statics: Statics, loop: int, after: int, before: int
    ) -> Iterator[int]:
        """What decided that a loop had no more turns."""
        iterable = statics.child(loop, "iter")
        if iterable is not None:
            yield from self._between(run, statics, iterable, after, before)
            yield from self._empty(run, statics, loop, after, before)
            yield from self._exhausted(run, statics, iterable, after, before)

    def _exhausted(
        self, run: Run | None, statics: Statics, iterable: int, after: int, before: int
    ) -> Iterator[int]:
        """What decided that a generator yielded no more: there would have been more turns."""
        calls = self.flows.calls
        for source in self._between(run, statics, iterable, after, before):
            value = self.index.values[source]
            ran = calls.frame_of(value) if type(value) in GENERATORS else None
            for number, start in enumerate(ran.starts if ran is not None else ()):
                if ran is not None and source < start < before:
                    yield from calls.results((ran.place, number))

    def _empty(
        self, run: Run | None, statics: Statics, loop: int, after: int, before: int
    ) -> Iterator[int]:
        """The writes that decided how many elements a loop had: they would have been more turns."""
        iterable = statics.child(loop, "iter")
        assert iterable is not None
        for source in self._between(run, statics, iterable, after, before):
            value = self.index.values[source]
            if not isinstance(value, NotKept) and type(value) not in ATOMIC:
                for event, part in self.flows.heap.read(value, ALL, source):
                    if part is None:
                        yield event

    # ------------------------------------------------------------------ objects

    def _of_objects(self, event: int, run: Run, site: int) -> Iterator[Found]:
        """Reads of attributes, elements and whole objects."""
        for value, key, kind in self._read_by(event, run, site):
            after = self._written(value, key, event)
            place = ("object", id(value), kind)
            since, before = self._new(place, after, event)
            if before - since < 2 and since not in self.flows.calls.choices:
                continue
            if not self._is_quiet(run.statics, kind, since, before):
                yield from self._branches(run.statics, value, kind, since, before)
            yield from self._elsewhere(value, key, since, before)
            yield from self._receivers(value, kind, since, before)
            yield from self._dispatched(kind, since, before)

    def _is_quiet(self, statics: Statics, kind: Key, after: int, before: int) -> bool:
        """Did nothing happen in a short interval that could have written a place of a kind?"""
        if before - after > SPAN:
            return False
        return _watched_kind(statics, kind).isdisjoint(self.index.steps[after + 1 : before])

    def _branches(
        self, statics: Statics, value: Any, kind: Key, after: int, before: int
    ) -> Iterator[Found]:
        """The decisions that went past an arm that may write to an object."""
        for arm in _arms_of_kind(statics, kind):
            for decided in self._not_taken(None, statics, arm, after, before):
                if self._may_be(self.index.run_of(decided), arm, decided, value):
                    yield decided, BRANCH

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

    def _receivers(self, value: Any, kind: Key, after: int, before: int) -> Iterator[Found]:
        """Writes of the same kind to other objects: what chose the object."""
        for _, base in self.flows.heap.receivers(kind, type(value), after, before):
            if self.index.values[base] is not value:
                yield base, ADDRESS

    def _dispatched(self, kind: Key, after: int, before: int) -> Iterator[Found]:
        """Calls of a function that was chosen, where another choice may write: what chose it."""
        calls = self.flows.calls.dynamic
        for number in range(bisect_right(calls, (after, NONE)), bisect_left(calls, (before, NONE))):
            event, chosen = calls[number]
            caller = self.index.run_of(event)
            entered = {self.index.runs[f].site for f, _ in self.index.entered.get(event, ())}
            if may_write(caller.statics, self.index.site(event), kind) - entered:
                yield chosen, DISPATCH

    def _read_by(self, event: int, run: Run, site: int) -> Iterator[tuple[Any, Any, Key]]:
        """The objects that an event read, which place of each, and what kind of place that is."""
        statics = run.statics
        node, action = statics.node(site), self.index.action(event)
        if event in self.criteria:
            yield from self._held(event, event)
        if action == Action.EVALUATE and node in {"Attribute", "Subscript"}:
            yield from self._place_read(event, run, site, node)
        elif action != Action.EVALUATE or node not in _READ_NO_OBJECT:
            for operand in self._operands(event, run, site, node):
                if operand != NONE:
                    yield from self._held(operand, event)
            tested = self._tested(event, run, site, node)
            if tested != NONE and self._changes(self.index.values[tested]):
                yield self.index.values[tested], ALL, ITEM

    def _place_read(
        self, event: int, run: Run, site: int, node: str
    ) -> Iterator[tuple[Any, Any, Key]]:
        base = self.flows.calls.operand(event, run.statics.children[site][0])
        value = self.index.values[base] if base != NONE else NOT_KEPT
        if isinstance(value, NotKept):
            return
        if node == "Subscript":
            if self._changes(value):
                yield value, self._key(event, run, site, value), ITEM
        elif type(value) not in ATOMIC or isinstance(value, type):
            name = run.statics.rows[site][3]
            yield value, f".{name}", ("attribute", name)

    def _operands(self, event: int, run: Run, site: int, node: str) -> list[int]:
        """The events whose values are read as a whole, the receiver of a method among them."""
        statics = run.statics
        operands = self.flows.calls.operands(event)
        if node == "Call" and statics.node(statics.children[site][0]) == "Attribute":
            callee = statics.children[site][0]
            operands.append(self.flows.calls.operand(event, statics.children[callee][0]))
        return operands

    def _tested(self, event: int, run: Run, site: int, node: str) -> int:
        """The event of which a loop or branch asks whether there are elements."""
        if node not in LOOPS and node not in {"If", "Assert"}:
            return NONE
        part = run.statics.child(site, "iter") or run.statics.child(site, "test")
        return NONE if part is None else self.index.latest(run, part, event)

    def _held(self, source: int, before: int) -> Iterator[tuple[Any, Any, Key]]:
        """An object that is read as a whole, and all it holds. What was told once is told while nothing changes."""
        root = self.index.values[source]
        if type(root) in FLAT:
            return
        known = self._walked.get(id(root))
        if known is not None and known[0] < before <= known[1]:
            return
        holdings = self.flows.containers.objects(source, before)
        self._walked[id(root)] = max(h.since for h in holdings), before
        for holding in holdings:
            value = holding.value
            if self._seen.get(id(value)) is holding:
                continue
            self._seen[id(value)] = holding
            if type(value) in {list, dict, set, bytearray}:
                yield value, ALL, ITEM
            elif self._changes(value):
                history = self.flows.heap.history(value)
                names = {k[1:] for k in history.by_key if isinstance(k, str)} if history else set()
                for name in sorted(names):
                    yield value, f".{name}", ("attribute", name)

    def _key(self, event: int, run: Run, site: int, value: Any) -> Any:
        part = run.statics.children[site][1]
        key = self.flows.calls.operand(event, part)
        if key == NONE or run.statics.node(part) == "Slice":
            return ALL
        return self.flows.heap.key_of(value, self.index.values[key], event)

    def _changes(self, value: Any) -> bool:
        return type(value) not in ATOMIC and not isinstance(value, (NotKept, tuple, frozenset))

    def _may_be(self, run: Run, arm: Arm, decided: int, value: Any) -> bool:
        """Could the arm have written to this object? A plain name tells which object it would have been."""
        receiver = arm.write.receiver
        if receiver is None or run.statics.node(receiver) != "Name":
            return True
        stored = self.flows.places.store(run, run.statics.binding(receiver), decided)
        if stored == NONE:
            return True
        held = self.index.values[stored]
        return held is value or held is NOT_KEPT or isinstance(held, NotKept)

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
        target = site
        if statics.node(site) == "AugAssign":
            target = statics.children[site][0]
        if statics.node(target) != "Subscript":
            return []
        keys = statics.operands(target)[1:]
        return [e for k in keys if (e := self.index.latest(run, k, write.event)) != NONE]

    def _tests(self, event: int, run: Run, site: int) -> Iterator[Found]:
        """The tests of a comprehension: those that kept an element out might have let it in."""
        before = self.index.latest(run, site, event)
        for child in run.statics.children[site]:
            if run.statics.role(child) == "ifs":
                tested = self.index.between(run, child, before, event)
                yield from ((e, BRANCH) for e in tested)

    def _keys(self, event: int, run: Run, site: int) -> Iterator[Found]:
        """The keys of a display: a later one might have been the one that is read."""
        for child in run.statics.children[site]:
            if run.statics.role(child) == "keys":
                yield self.flows.calls.operand(event, child), ADDRESS

    # ------------------------------------------------------------------ exceptions

    def _thrown(self, run: Run, store: int, after: int, before: int) -> Iterator[Found]:
        """What raised past this store; or a handler that may write: what its `try` did that could have raised."""
        statics = run.statics
        for attempt, role in protections(statics, store):
            inside = [c for c in statics.children[attempt] if statics.role(c) == "body"]
            if role != "handlers":
                raised = (e for e in self.index.raised_in(run) if after < e < before)
                yield from (
                    (e, EXCEPTION)
                    for e in raised
                    if any(statics.table.stands_in(self.index.site(e), c) for c in inside)
                )
                continue
            for child in inside:
                for site in risky(statics, child):
                    for event in self.index.between(run, site, after, before):
                        yield event, EXCEPTION
                        yield from ((e, EXCEPTION) for e in self._raising(event))

    def _of_store(self, event: int, run: Run, rule: Facts) -> Iterator[Found]:
        """A store would not have happened, had something before it in its `try` raised."""
        statics, site = run.statics, rule.site
        if self._protected(run):
            scopes: list[tuple[int, Sequence[int]]] = [(run.site, statics.children[run.site])]
        else:
            bodies: list[tuple[int, Sequence[int]]] = [
                (attempt, [c for c in statics.children[attempt] if statics.role(c) == "body"])
                for attempt, role in rule.attempts
                if role != "handlers"
            ]
            scopes = bodies[-1:]
        for attempt, inside in scopes:
            begun = self.index.latest(run, attempt, event)
            for child in inside:
                for place in risky(statics, child) if child <= site else ():
                    earlier = self.index.latest(run, place, event, begun)
                    if earlier != NONE:
                        yield earlier, EXCEPTION
                        yield from ((e, EXCEPTION) for e in self._raising(earlier))

    def _protected(self, run: Run) -> bool:
        """Was this frame entered, at any depth, from where an exception would be caught?"""
        known = self._protections.get(run.place)
        if known is None:
            entry = run.entry
            known = False
            if entry != NONE:
                caller = self.index.run_of(entry)
                around = protections(caller.statics, self.index.site(entry))
                known = any(role == "body" for _, role in around) or (
                    caller.place != run.place and self._protected(caller)
                )
            self._protections[run.place] = known
        return known

    def _raising(self, event: int) -> Iterator[int]:
        """The tests inside the frames that a call entered that could have raised."""
        todo, seen = [event], 0
        while todo and seen < MAX_FRAMES:
            for frame, which in self.index.entered.get(todo.pop(), ()):
                seen += 1
                run = self.index.runs[frame]
                start, end = run.starts[which], run.ends[which]
                end = len(self.index) if end == NONE else end
                for child in run.statics.children[run.site]:
                    if run.statics.role(child) == "body":
                        for site in exits(run.statics, child, _RAISES):
                            yield from self.index.between(run, site, start - 1, end)
                        for site in risky(run.statics, child):
                            inner = self.index.between(run, site, start - 1, end)
                            yield from inner
                            todo += [e for e in inner if e in self.index.entered]


_COMPUTED: Key = ("attribute", None)


@remembered
def _arms_of_kind(statics: Statics, kind: Key) -> tuple[Arm, ...]:
    known = arms(statics)
    return known.get(kind, ()) + (known.get(_COMPUTED, ()) if kind[0] == "attribute" else ())


@remembered
def _watched_kind(statics: Statics, kind: Key) -> frozenset[int]:
    computed = watched(statics, _COMPUTED) if kind[0] == "attribute" else frozenset[int]()
    return watched(statics, kind) | computed


SPAN = 64
"""Intervals up to this length are looked through for any step that matters before each is asked for."""


@remembered
def _watched_name(statics: Statics, binding: Binding, function: int) -> frozenset[int] | None:
    """The steps that tell of something that could have stored a name, None where anything that raised may."""
    sites: list[int] = []
    for step in binding.stores:
        if statics.function(step >> 2) == function:
            if protections(statics, step >> 2):
                return None
            sites += control(statics, step >> 2).guards
    return watched(statics, ("name", (binding.function, binding.name))) | steps_at(sites)


MAX_FRAMES = 1_000
"""Frames looked at for what one call could have raised."""

_RAISES = frozenset({"Raise", "Assert"})
