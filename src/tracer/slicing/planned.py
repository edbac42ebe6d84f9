"""What a plan says of each of its events, and where it evaluates what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tracer.batches import BESIDE, FIXED, OTHER, Plan, is_never_kept
from tracer.frames import NOT_KEPT
from tracer.slicing.statics import Statics

Key = int | str | tuple[int, str]
"""A step (`site << 2 | action`), a site (`~site`), or a name that is stored."""


@dataclass(eq=False)
class Planned:
    """A plan as slices read it."""

    plan: Plan
    statics: Statics

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
