"""What the frames that an event entered gave: what they returned or yielded, and what decided it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from tracer.slicing.call_sites import yields
from tracer.slicing.controls import exits
from tracer.slicing.index import NONE, Index, Run

_YIELDS = frozenset({"Yield", "YieldFrom"})
_RETURNS = frozenset({"Return"})


class Results:
    """Answers what activations gave."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def gave(self, event: int) -> Iterator[tuple[int, None]]:
        """Iterate over the results of all that an event entered, as what it used."""
        for activation in self.index.entered.get(event, ()):
            for result in self.of(activation):
                yield result, None

    def of(self, activation: tuple[int, int]) -> Iterator[int]:
        """Iterate over the events that say what an activation gave: what it returned or yielded."""
        run = self.index.runs[activation[0]]
        start, end = run.starts[activation[1]], run.ends[activation[1]]
        end = len(self.index) if end == NONE else end
        own = self._last_event(run, start, end)
        if own == NONE:
            return
        statics = run.statics
        if statics.node(run.site) in {"Lambda", "GeneratorExp"}:
            role = "body" if statics.node(run.site) == "Lambda" else "elt"
            part = statics.child(run.site, role)
            value = NONE if part is None else self.index.latest(run, part, end, start - 1)
            yield value if value != NONE else own
            return
        returned = self._return(run, start, end)
        if returned != NONE:
            yield returned
            return
        parent = statics.parent(self.index.site(own))
        if own in self.index.errors or statics.node(parent) in _YIELDS:
            yield own
        yield from self._yielding(run, yields(statics, run.site), start, end)
        yield from self._past_returns(run, start, end)

    def _past_returns(self, run: Run, start: int, end: int) -> Iterator[int]:
        """Nothing was returned: every test that could have returned something else decided that."""
        statics = run.statics
        for child in statics.children[run.site]:
            if statics.role(child) == "body":
                for site in exits(statics, child, _RETURNS):
                    decided = self.index.latest(run, site, end, start - 1)
                    if decided != NONE:
                        yield decided

    def _yielding(self, run: Run, sites: tuple[int, ...], start: int, end: int) -> Iterator[int]:
        """What decided that the generator yielded, or went past a `yield`."""
        statics, seen = run.statics, set[int]()
        for site_of_yield in sites:
            site = site_of_yield
            if statics.node(site) == "YieldFrom":
                yield from self.index.between(run, site, start - 1, end)
            while site != run.site:
                site = statics.parent(site)
                node = statics.node(site)
                part = statics.child(site, "iter") if node in {"For", "AsyncFor"} else site
                if part is None or site in seen or node not in {"If", "While", "For", "AsyncFor"}:
                    continue
                seen.add(site)
                if part != site:
                    source = self.index.latest(run, part, end)
                    yield from (source,) if source != NONE else ()
                yield from self.index.between(run, site, start - 1, end)

    def _return(self, run: Run, start: int, end: int) -> int:
        events, index = run.events, self.index
        for place in range(len(events) - 1, -1, -1):
            event = events[place]
            if event >= end:
                continue
            if event < start:
                return NONE
            node = run.statics.node(index.site(event))
            if node == "Return" and event not in index.errors:
                return event
            if place < len(events) - 200:
                return NONE
        return NONE

    def _last_event(self, run: Run, start: int, end: int) -> int:
        place = bisect_left(run.events, end) - 1
        return run.events[place] if place >= 0 and run.events[place] >= start else NONE
