"""What a plan says of each of its events, and where it evaluates what."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tracer.batches import BESIDE, FIXED, NAME, OTHER, SLOT, Plan, is_never_kept
from tracer.frames import NOT_KEPT
from tracer.pieces import NONE
from tracer.slicing.effects import FLAT
from tracer.slicing.facts import Facts, facts
from tracer.slicing.statics import Statics

Name = str | tuple[int, str]
"""A name, of a comprehension's own with its site."""
Key = int | str | tuple[int, str]
"""A step (`site << 2 | action`), a site (`~site`), or a name that is stored."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan: its rule, and where in the plan stands what it uses.

    `operands`: the places of the latest of each key of its rule; `since`: the first of them, NONE where one is not in the
    plan. `flat`: their values are the same always, and hold nothing.
    """

    rule: Facts
    operands: tuple[int, ...] = ()
    since: int = NONE
    flat: bool = False


@dataclass(eq=False)
class Planned:
    """A plan as slices read it, and the function whose frames have it."""

    plan: Plan
    statics: Statics
    function: int
    steps: dict[int, Step] = field(default_factory=dict)

    def step(self, place: int) -> Step:
        """Return what is known of a step of the plan, and keep it."""
        rule = facts(self.statics, self.plan.codes[place])
        found = [self._latest(key, place) for key in rule.keys or ()]
        if rule.alone:
            found = [max(found, default=NONE)]
        step = Step(rule)
        if found and NONE not in found:
            step = Step(rule, tuple(found), min(found), all(map(self._is_flat, found)))
        self.steps[place] = step
        return step

    def _latest(self, key: Key, before: int) -> int:
        places = self.places.get(key, ())
        number = bisect_left(places, before)
        return places[number - 1] if number else NONE

    def _is_flat(self, place: int) -> bool:
        way, value = self.ways[place]
        return way == FIXED and type(value) in FLAT

    @cached_property
    def ways(self) -> tuple[tuple[int, Any], ...]:
        """How the value of each step is told; a `return` has that of its expression, evaluated just before."""
        return tuple(self._way(place) for place in range(len(self.plan.codes)))

    def _way(self, place: int) -> tuple[int, Any]:
        plan = self.plan
        way, where = plan.ways[place]
        if way != OTHER:
            return way, where
        sites, site = self.statics.table, plan.sites[place]
        if sites.rows[site][0] == "Return" and place == len(plan.sites) - 1:
            if place and sites.rows[plan.sites[place - 1]][2] == site:
                return BESIDE, place - 1
            return FIXED, NOT_KEPT if sites.children[site] else None
        if is_never_kept(self.statics.module, plan.codes[place], plan.told):
            return FIXED, NOT_KEPT
        return way, where

    def given(self, stored: Collection[Name]) -> list[tuple[int, int | None]]:
        """Return the steps whose value is no copy of an earlier step's, with its slot; None: it has none.

        `stored` are the names that the function stores.
        """
        return [
            (place, where if way == SLOT else None)
            for place, (way, where) in enumerate(self.ways)
            if way not in (FIXED, BESIDE) and not (way == NAME and where in stored)
        ]

    def having(self, keys: Collection[Key]) -> list[tuple[int, int]]:
        """Return where in the plan any of these is, and which step that is."""
        places = {place for key in keys for place in self.places.get(key, ())}
        return [(place, self.plan.codes[place]) for place in sorted(places)]

    @cached_property
    def places(self) -> dict[Key, tuple[int, ...]]:
        """Where in the plan each step, site and store of a name is."""
        found: dict[Key, list[int]] = {}
        for key, place in self._keys():
            found.setdefault(key, []).append(place)
        return {key: tuple(places) for key, places in found.items()}

    def _keys(self) -> Iterator[tuple[Key, int]]:
        for place, code in enumerate(self.plan.codes):
            yield code, place
            yield ~(code >> 2), place
            if place in self.plan.names:
                yield self.plan.names[place], place
