"""Control dependence: which decisions let an event happen, in its own frame and in those that called it."""

from __future__ import annotations

from functools import lru_cache

from tracer.slicing.controls import Control, control
from tracer.slicing.flows import Flows
from tracer.slicing.index import NONE, Run
from tracer.slicing.statics import Statics

MAX_RESUMED = 8
"""How many resumptions before one are asked what decided them; a loop tells of those before."""


@lru_cache(maxsize=100_000)
def _rule(statics: Statics, site: int) -> tuple[Control, tuple[int, ...]]:
    rule = control(statics, site)
    return rule, rule.keys


class Deciding:
    """Answers which events decided that an event happened."""

    def __init__(self, flows: Flows) -> None:
        self.flows, self.index = flows, flows.index
        self._entries: dict[tuple[int, int], tuple[int, ...]] = {}

    def deciders(self, event: int) -> list[int]:
        """Return the branches, loops, short-circuits and exits not taken that let an event happen."""
        run = self.index.run_of(event)
        found, inside = self._own(event, run)
        if not inside:
            found += self._entry(run, run.activation(event))
        return [e for e in dict.fromkeys(found) if e != NONE and e < event]

    def _own(self, event: int, run: Run) -> tuple[list[int], bool]:
        index = self.index
        rule, keys = _rule(run.statics, index.site(event))
        found = index.latest_of(run, keys, event) if keys else []
        if rule.caught:
            table = run.statics.table
            raised = (e for e in self.index.raised_in(run) if e < event)
            found += [
                e for e in raised if any(table.stands_in(index.site(e), c) for c in rule.caught)
            ]
        # A loop's turn is decided by the turn before; the first one by what stands around.
        alone = bool(rule.steps or rule.sites) and not found
        return found, rule.inside and not alone

    def _entry(self, run: Run, which: int) -> tuple[int, ...]:
        """What decided that the frame was entered: the controls of the event that did it."""
        key = run.place, which
        if key not in self._entries:
            self._entries[key] = tuple(self._find_entry(run, which))
        return self._entries[key]

    def _find_entry(self, run: Run, which: int) -> list[int]:
        found: list[int] = []
        for _ in range(len(self.index.runs)):
            if which >= len(run.entered_by):
                break
            entry = run.entered_by[which]
            if entry == NONE:
                break
            for earlier in run.entered_by[max(0, which - MAX_RESUMED) : which]:
                if earlier != NONE:
                    found += self._own(earlier, self.index.run_of(earlier))[0]
            caller = self.index.run_of(entry)
            found.append(self._dispatch(entry, caller))
            own, inside = self._own(entry, caller)
            found += own
            if inside or own:  # what decided those is told of the events themselves
                break
            run, which = caller, caller.activation(entry)
            known = self._entries.get((run.place, which))
            if known is not None:
                return [*found, *known]
        return found

    def _dispatch(self, entry: int, caller: Run) -> int:
        """What chose the function, unless its name is fixed."""
        site, statics = self.index.site(entry), caller.statics
        if statics.node(site) != "Call" or statics.table.entries.get(site) == 1:
            return NONE
        callee = statics.children[site][0]
        if statics.node(callee) == "Name" and not statics.binding(callee).function:
            return NONE
        return self.index.latest(caller, callee, entry)
