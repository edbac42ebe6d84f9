"""The sweep: from the criteria backwards, latest event first, each event's dependences worked out once."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import Any

from tracer.slicing.cells import Of
from tracer.slicing.deciding import Deciding
from tracer.slicing.flows import Flows
from tracer.slicing.index import Index

DATA, CONTROL, BRANCH, ADDRESS, EXCEPTION, DISPATCH = range(6)
"""Why one event depends on another; the last four are potential dependences."""


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
        from tracer.slicing.potential import Potential

        self.index = index
        self.flows = Flows(index)
        self.deciding = Deciding(self.flows)
        self._potential = Potential

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
        out = Swept(array("i"))
        perhaps = self._potential(self.flows, asked) if potential else None
        todo: list[tuple[int, Any]] = []
        parts: dict[int, set[Any]] = {}

        def want(event: int, part: Any) -> None:
            known = parts.get(event)
            if known is None:
                known = parts[event] = set()
                heappush(todo, (-event, 0))
            if part not in known:
                known.add(part)

        for event, part in criteria:
            want(event, part)
            if not isinstance(part, Of):
                want(event, None)
        heapify(todo)
        while todo:
            event = -heappop(todo)[0]
            edges = set()
            for part in sorted(parts[event], key=repr):
                for used, inner in self.flows.uses(event, part):
                    edges.add((used, DATA))
                    want(used, inner)
                    if not isinstance(inner, Of):
                        want(used, None)
            if control:
                for used in self.deciding.deciders(event):
                    edges.add((used, CONTROL))
                    want(used, None)
            if perhaps is not None:
                for used, why in perhaps.uses(event, parts[event]):
                    edges.add((used, why))
                    want(used, None)
            for used, why in sorted(edges):
                out.used.append(used)
                out.users.append(event)
                out.whys.append(why)
        out.nodes.extend(sorted(parts))
        return out

    def whole(self) -> Iterator[tuple[int, Any]]:
        """Iterate over everything there is, as criteria."""
        return ((event, None) for event in range(len(self.index)))
