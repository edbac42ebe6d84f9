"""Potential dependence on exceptions: what raised past a store, or could have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracer.slicing.controls import exits
from tracer.slicing.facts import Facts
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.protecting import protections, risky

MAX_FRAMES = 1_000
"""Frames looked at for what one call could have raised."""

_RAISES = frozenset({"Raise", "Assert"})


class CouldRaise:
    """Answers what an exception has kept from happening, or would have."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._protections: dict[int, bool] = {}

    def past(self, run: Run, store: int, after: int, before: int) -> Iterator[int]:
        """Iterate over what raised past a store; or of one in a handler over what could have raised in its `try`."""
        statics = run.statics
        for attempt, role in protections(statics, store):
            inside = [c for c in statics.children[attempt] if statics.role(c) == "body"]
            if role == "handlers":
                for child in inside:
                    for site in risky(statics, child):
                        for event in self.index.between(run, site, after, before):
                            yield event
                            yield from self._inside(event)
                continue
            for event in self.index.raised_in(run):
                if after < event < before:
                    site = self.index.site(event)
                    if any(statics.table.stands_in(site, child) for child in inside):
                        yield event

    def before(self, event: int, run: Run, rule: Facts) -> Iterator[int]:
        """Iterate over what could have raised before a store in its `try`: it would not have happened."""
        statics, site = run.statics, rule.site
        for attempt, inside in self._scopes(run, rule):
            begun = self.index.latest(run, attempt, event)
            for child in inside:
                for place in risky(statics, child) if child <= site else ():
                    earlier = self.index.latest(run, place, event, begun)
                    if earlier != NONE:
                        yield earlier
                        yield from self._inside(earlier)

    def _scopes(self, run: Run, rule: Facts) -> Sequence[tuple[int, Sequence[int]]]:
        """The statement, and its parts, in which an exception would have gone past a store and been caught."""
        statics = run.statics
        if self.is_protected(run):
            return [(run.site, statics.children[run.site])]
        outermost = [attempt for attempt, role in rule.attempts if role != "handlers"][-1:]
        return [
            (attempt, [c for c in statics.children[attempt] if statics.role(c) == "body"])
            for attempt in outermost
        ]

    def is_protected(self, run: Run) -> bool:
        """Was this frame entered, at any depth, from where an exception would be caught?"""
        known = self._protections.get(run.place)
        return self._find_protected(run) if known is None else known

    def _find_protected(self, run: Run) -> bool:
        """The frames on the way to the one that tells are known with it."""
        passed, found = [run.place], False
        while run.entry != NONE:
            caller = self.index.run_of(run.entry)
            around = protections(caller.statics, self.index.site(run.entry))
            known = self._protections.get(caller.place)
            found = known is True or any(role == "body" for _, role in around)
            if found or known is not None or caller.place == run.place:
                break
            passed.append(caller.place)
            run = caller
        self._protections.update(dict.fromkeys(passed, found))
        return found

    def _inside(self, event: int) -> Iterator[int]:
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
