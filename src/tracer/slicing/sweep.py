"""The sweep: from the criteria backwards, latest event first, each event's dependences worked out once."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from tracer.slicing.cells import Of
from tracer.slicing.deciding import Deciding
from tracer.slicing.facts import Facts
from tracer.slicing.flows import Flows
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.potential import Potential
from tracer.slicing.reasons import CONTROL, DATA
from tracer.slicing.walking import Walk

_VALUE = frozenset({None})


@dataclass(slots=True)
class Swept:
    """What a sweep reached: events in order, and what each used.

    `users` are the events, latest first; those that the first used stand in `used` before `ends[0]`, those of the
    second before `ends[1]`, and `whys` says why.
    """

    nodes: array[int] = field(default_factory=lambda: array("i"))
    users: array[int] = field(default_factory=lambda: array("i"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    used: array[int] = field(default_factory=lambda: array("i"))
    whys: bytearray = field(default_factory=bytearray)

    def edges(self) -> Iterator[tuple[int, int, int]]:
        """Iterate over the edges: what was used, by which event, and why."""
        begin = 0
        for user, end in zip(self.users, self.ends, strict=True):
            for number in range(begin, end):
                yield self.used[number], user, self.whys[number]
            begin = end

    def using(self) -> set[int]:
        """Return the events that used others."""
        begins = (0, *self.ends)[:-1]
        return {u for u, a, b in zip(self.users, begins, self.ends, strict=True) if a < b}


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
        wanted = _Wanted(len(self.index))
        for event, part in criteria:
            wanted.add(event, part)
        perhaps = Potential(self.flows, asked) if potential else None
        return _Sweep(self, wanted, frozenset(asked), perhaps, control=control).run()


class _Sweep:
    """One sweep."""

    def __init__(
        self,
        sweeper: Sweeper,
        wanted: _Wanted,
        asked: frozenset[int],
        perhaps: Potential | None,
        *,
        control: bool,
    ) -> None:
        self.index, self.flows, self.deciding = sweeper.index, sweeper.flows, sweeper.deciding
        self.wanted, self.asked, self.perhaps, self.control = wanted, asked, perhaps, control
        self.out = Swept()

    def run(self) -> Swept:
        """Take wanted events, latest first, until there are none."""
        out, wanted, walk = self.out, self.wanted, Walk(self.index)
        event = wanted.last()
        while event >= 0:
            walk.to(event)
            run, rule = walk.run, walk.rule
            found = self._data(event, walk)
            if self.control:
                self._reach(self.deciding.deciders(event, run, rule), _CONTROL)
            if self.perhaps is not None:
                self._reach_perhaps(self.perhaps, event, run, rule, found)
            out.users.append(event)
            out.ends.append(len(out.used))
            event = wanted.before(event)
        out.nodes.extend(reversed(out.users))
        return out

    def _reach(self, found: Collection[int], why: bytes) -> None:
        flags = self.wanted.flags
        for earlier in found:
            flags[earlier] = 1
        self.out.used.extend(found)
        self.out.whys.extend(why * len(found))

    def _data(self, event: int, walk: Walk) -> list[int] | None:
        """Reach what an event used; return it where that was values only, which hold no others."""
        found = None
        if walk.rule.keys is not None and not (event in self.wanted.parts or event in self.asked):
            found = self.flows.at_once(event, walk)
        if found is None:
            self._asked(event)
        elif found:
            self._reach(found, _DATA)
        return found

    def _reach_perhaps(
        self, perhaps: Potential, event: int, run: Run, rule: Facts, plain: list[int] | None
    ) -> None:
        if plain is None:
            more = perhaps.uses(event, run, rule, self.wanted.parts.get(event, _VALUE))
        else:
            more = perhaps.of_plain(event, run, rule, plain)
        out, flags = self.out, self.wanted.flags
        for earlier, why in more:
            flags[earlier] = 1
            out.used.append(earlier)
            out.whys.append(why)

    def _asked(self, event: int) -> None:
        """What an event used as its rule says, for each of its parts that are wanted."""
        wanted, flows = self.wanted, self.flows
        found: dict[int, None] = {}
        for part in wanted.of(event):
            for earlier, inner in flows.uses(event, part):
                found[earlier] = None
                wanted.add(earlier, inner)
        if event in self.asked:
            found.update((earlier, None) for earlier, _ in flows.all_of(event) if earlier != event)
        self.out.used.extend(found)
        self.out.whys.extend(_DATA * len(found))


_DATA, _CONTROL = bytes([DATA]), bytes([CONTROL])


class _Wanted:
    """The events that are wanted, and which parts of some.

    `flags`: one byte for each event, 1 where its value is wanted. `parts` are those of the others and beside values; these
    are found in `_apart` too, latest first.
    """

    def __init__(self, events: int) -> None:
        self.flags = bytearray(events)
        self.parts: dict[int, set[Any]] = {}
        self._apart: list[int] = []

    def add(self, event: int, part: Any) -> None:
        """Want a part of an event's value, and the value itself, unless just what a write did to a shape matters."""
        if part is None:
            self.flags[event] = 1
            return
        known = self.parts.get(event)
        if known is None:
            known = self.parts[event] = set()
            heappush(self._apart, -event)
        known.add(part)
        if not isinstance(part, Of):
            self.flags[event] = 1

    def of(self, event: int) -> Sequence[Any]:
        """Return the parts that are wanted of an event, None for its value."""
        parts = self.parts.get(event)
        if parts is None:
            return (None,)
        if self.flags[event]:
            parts.add(None)
        return sorted(parts, key=repr) if len(parts) > 1 else tuple(parts)

    def last(self) -> int:
        """Return the latest event that is wanted, or NONE."""
        return self.before(len(self.flags))

    def before(self, event: int) -> int:
        """Return the latest event that is wanted before another, or NONE."""
        found, apart = self.flags.rfind(1, 0, event), self._apart
        if apart and -apart[0] >= found:
            while apart and -apart[0] >= event:
                heappop(apart)
            if apart and -apart[0] >= found:
                return -heappop(apart)
        return found


assert bytearray().rfind(1) == NONE
