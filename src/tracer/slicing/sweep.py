"""The sweep: from the criteria backwards, latest event first, each event's dependences worked out once."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from tracer.slicing.cells import Of
from tracer.slicing.deciding import Deciding
from tracer.slicing.flows import Flows
from tracer.slicing.index import Index
from tracer.slicing.potential import Potential
from tracer.slicing.reasons import CONTROL, DATA


@dataclass(slots=True)
class Swept:
    """What a sweep reached: events in order, and its edges, from the used to the user."""

    nodes: array[int]
    used: array[int] = field(default_factory=lambda: array("i"))
    users: array[int] = field(default_factory=lambda: array("i"))
    whys: array[int] = field(default_factory=lambda: array("b"))


class Sweeper:
    """Sweeps one recording as often as asked; what was worked out for one slice serves the next."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.flows = Flows(index)
        self.deciding = Deciding(self.flows)

    def sweep(
        self,
        criteria: Iterable[tuple[int, Any]],
        *,
        asked: Collection[int] = (),
        control: bool,
        potential: bool,
    ) -> Swept:
        """Return what the criteria (events, and which part of each) depend on, themselves included.

        `asked`: the events among them whose whole value is wanted, with all that it holds.
        """
        out, wanted = Swept(array("i")), _Wanted()
        perhaps = Potential(self.flows, asked) if potential else None
        for event, part in criteria:
            wanted.add(event, part)
        while wanted.todo:
            event = -heappop(wanted.todo)
            edges = self._edges(event, wanted, perhaps, control=control)
            if event in asked:
                held = (used for used, _ in self.flows.all_of(event))
                edges.update((used, DATA) for used in held if used != event)
            for used, why in sorted(edges):
                out.used.append(used)
                out.users.append(event)
                out.whys.append(why)
        out.nodes.extend(sorted(wanted.parts))
        return out

    def _edges(
        self, event: int, wanted: _Wanted, perhaps: Potential | None, *, control: bool
    ) -> set[tuple[int, int]]:
        """What one event depends on, and why; it is wanted from now on."""
        edges = set()
        parts = wanted.parts[event]
        for part in parts if len(parts) == 1 else sorted(parts, key=repr):
            for used, inner in self.flows.uses(event, part):
                edges.add((used, DATA))
                wanted.add(used, inner)
        if control:
            for used in self.deciding.deciders(event):
                edges.add((used, CONTROL))
                wanted.add(used, None)
        if perhaps is not None:
            for used, why in perhaps.uses(event, parts):
                edges.add((used, why))
                wanted.add(used, None)
        return edges


class _Wanted:
    """The events that are wanted, which parts of each, and those still to be looked at, latest first."""

    def __init__(self) -> None:
        self.parts: dict[int, set[Any]] = {}
        self.todo: list[int] = []

    def add(self, event: int, part: Any) -> None:
        """Want a part of an event's value, and the value itself, unless just what a write did to a shape matters."""
        known = self.parts.get(event)
        if known is None:
            known = self.parts[event] = set()
            heappush(self.todo, -event)
        known.add(part)
        if part is not None and not isinstance(part, Of):
            known.add(None)
