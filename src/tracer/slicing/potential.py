"""Potential dependence (relevant slices: Gyimóthy, Beszédes and Forgács 1999): what could have written a place but did not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from tracer.slicing.controls import control
from tracer.slicing.could_raise import CouldRaise
from tracer.slicing.could_write import SPAN, CouldWrite, Found
from tracer.slicing.facts import Facts, facts
from tracer.slicing.flows import Flows
from tracer.slicing.index import NONE, Run
from tracer.slicing.intervals import Intervals
from tracer.slicing.maywrite import Key, arms, steps_at, watched
from tracer.slicing.not_taken import NotTaken
from tracer.slicing.objects_read import ObjectsRead
from tracer.slicing.protecting import protections
from tracer.slicing.reasons import ADDRESS, BRANCH, EXCEPTION
from tracer.slicing.statics import COMPREHENSIONS, Binding, Statics, remembered


class Potential:
    """Answers, for one sweep, what could have changed what an event read; latest events first."""

    def __init__(self, flows: Flows, criteria: Collection[int] = ()) -> None:
        self.flows, self.index, self.criteria = flows, flows.index, frozenset(criteria)
        self._told = Intervals()
        self._reads = ObjectsRead(flows, criteria)
        self._could_write = CouldWrite(flows, self._told)
        self._could_raise = CouldRaise(flows.index)
        self._not_taken = NotTaken(flows)

    def of_plain(self, event: int, run: Run, rule: Facts, used: list[int]) -> Sequence[Found]:
        """Answer for an event that used these values only, none of which holds others."""
        found: list[Found] = []
        if rule.name is not None:
            stored = self._store(event, run, rule.name) if rule.grows else max(used, default=NONE)
            found += self._of_name(event, run, rule, stored)
        if rule.stores and (rule.attempts or self._could_raise.is_protected(run)):
            found += ((e, EXCEPTION) for e in self._could_raise.before(event, run, rule))
        if rule.looks:
            found += self._of_objects(event, run, rule)
        return sorted({f for f in found if f[0] != NONE and f[0] < event}) if found else ()

    def uses(self, event: int, run: Run, rule: Facts, parts: AbstractSet[Any]) -> Sequence[Found]:
        """Return the events that could have changed what this one read, and why."""
        if rule.node == "Constant" and event not in self.criteria:
            return ()
        found: list[Found] = []
        if rule.name is not None:
            found += self._of_name(event, run, rule, self._store(event, run, rule.name))
        elif rule.node == "Dict" and parts - {None}:
            found += self._keys(event, run, rule.site)
        elif rule.node in COMPREHENSIONS and parts - {None}:
            found += self._tests(event, run, rule.site)
        if rule.stores:
            found += ((e, EXCEPTION) for e in self._could_raise.before(event, run, rule))
        found += self._of_objects(event, run, rule)
        return sorted({f for f in found if f[0] != NONE and f[0] < event})

    def _of_objects(self, event: int, run: Run, rule: Facts) -> Iterator[Found]:
        for read in self._reads.by(event, run, rule):
            yield from self._could_write.of_read(event, run, read)

    # ------------------------------------------------------------------ names

    def _store(self, event: int, run: Run, binding: Binding) -> int:
        return self.flows.places.store(run, binding, event)

    def _of_name(self, event: int, run: Run, rule: Facts, stored: int) -> Iterator[Found]:
        """What could have stored a name since it was stored."""
        binding = rule.name
        assert binding is not None
        if not binding.stores and binding.function == 0:
            return
        local = binding.function == run.site and bool(run.site)
        place = ("name", binding.name, run.place if local else binding.function, id(run.statics))
        after, before = self._told.new(place, stored, event)
        if before - after <= SPAN and (local or not self.flows.calls.dynamic):
            watch = _watched(run.statics, rule.site << 2 | rule.action, run.site)
            if watch is not None and watch.isdisjoint(self.index.steps_between(after, before)):
                return
        yield from self._other_stores(run, binding, after, before, local=local)

    def _other_stores(
        self, run: Run, binding: Binding, after: int, before: int, *, local: bool
    ) -> Iterator[Found]:
        statics = run.statics
        key: Key = ("name", (binding.function, binding.name))
        if not local:
            yield from self._could_write.dispatched(key, after, before)
        shared = not local or any(statics.function(s >> 2) != run.site for s in binding.stores)
        own = run if local and not shared else None
        for arm in arms(statics).get(key, ()):
            past = self._not_taken.events(own, statics, arm, after, before)
            yield from ((e, BRANCH) for e in past)
        for step in binding.stores:
            if statics.function(step >> 2) == run.site:
                for guard in control(statics, step >> 2).guards:
                    yield from ((e, BRANCH) for e in self.index.between(run, guard, after, before))
                raised = self._could_raise.past(run, step >> 2, after, before)
                yield from ((e, EXCEPTION) for e in raised)

    # ------------------------------------------------------------------ displays and comprehensions

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


@remembered
def _watched(statics: Statics, step: int, function: int) -> frozenset[int] | None:
    """The steps that tell of what could have stored the name of a step, None where anything that raised may."""
    binding = facts(statics, step).name
    assert binding is not None
    sites: list[int] = []
    for store in binding.stores:
        if statics.function(store >> 2) == function:
            if protections(statics, store >> 2):
                return None
            sites += control(statics, store >> 2).guards
    return watched(statics, ("name", (binding.function, binding.name))) | steps_at(sites)
