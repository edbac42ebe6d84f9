"""Data dependence: which events an event's value was made from."""

from __future__ import annotations

from typing import Any

from rewriters.templates import Action
from tracer.slicing.containers import DISPLAYS, Use
from tracer.slicing.decisions import Decisions
from tracer.slicing.effects import FLAT
from tracer.slicing.expressions import Expressions
from tracer.slicing.facts import Facts
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.readers import Readers
from tracer.slicing.targets import Targets
from tracer.slicing.walking import Walk


class Flows(Readers):
    """Answers what each event used."""

    def __init__(self, index: Index) -> None:
        super().__init__(index)
        self._expressions = Expressions(self, self.uses)
        self._decisions = Decisions(self, self._expressions)
        self._targets = Targets(self)

    def uses(self, event: int, part: Any = None) -> list[Use]:
        """Return what an event used (`part` None), or what a part of the container it made came from."""
        index = self.index
        run, site = index.run_of(event), index.site(event)
        if part is not None:
            found = self.parts.part(event, run, site, part)
            if run.statics.node(site) in DISPLAYS:
                found += self._expressions.awaiting.of_spread(event, run, site)
            return [u for u in found if u[0] < event]
        if event in index.errors:
            found = self._decisions.raised(event)
        elif index.action(event) in (Action.TAKE, Action.SKIP):
            found = self._decisions.decision(event, run, site)
        elif index.action(event) == Action.STORE:
            found = self._targets.stored(event, run, site)
            found += self._expressions.awaiting.of_store(event, run, found)
        else:
            found = self._expressions.evaluated(event, run, site)
            if run.statics.role(site) == "subject":
                found += self._decisions.inspected(event, run, site)
        return [u for u in found if u[0] != NONE and u[0] < event]

    def at_once(self, event: int, walk: Walk) -> list[int] | None:
        """Return the events whose values are all that an event used, or None where more must be asked."""
        rule, run = walk.rule, walk.run
        if walk.entering or event in self.index.errors:
            return None
        if rule.name is not None and (rule.shared or rule.grows):
            return self._of_name(event, run, rule, walk.used(event) if rule.keys else [])
        found = walk.used(event) if rule.keys else []
        if rule.flat and not walk.is_flat and not self._are_flat(found):
            return None
        return found if found or not rule.alone else None

    def _of_name(self, event: int, run: Run, rule: Facts, operands: list[int]) -> list[int] | None:
        """A name that other frames store too has its latest store; one that grows, what it held."""
        assert rule.name is not None
        if rule.grows:
            old = self.calls.old(event, run, rule.site)
        else:
            old = self.places.store(run, rule.name, event)
        if old == NONE:
            mine = rule.grows or (rule.name.function == run.site and run.entry != NONE)
            return None if mine else []
        if rule.grows and type(self.index.values[old]) not in FLAT:
            return None
        found = [old, *operands]
        return None if rule.flat and not self._are_flat(found) else found

    def _are_flat(self, events: list[int]) -> bool:
        values = self.index.values
        for event in events:  # noqa: SIM110  # a generator for each event would double the cost
            if type(values[event]) not in FLAT:
                return False
        return True

    def all_of(self, event: int) -> list[Use]:
        """Return what decides everything that a criterion's value holds."""
        return list(self.containers.contents(event, event + 1))
