"""Control dependence: which decisions let an event happen, in its own frame and in those that called it."""

from __future__ import annotations

from tracer.slicing.controls import Control
from tracer.slicing.facts import Facts, facts
from tracer.slicing.flows import Flows
from tracer.slicing.index import NONE, Run

MAX_RESUMED = 8
"""How many resumptions before one are asked what decided them; a loop tells of those before."""


class Deciding:
    """Answers which events decided that an event happened."""

    def __init__(self, flows: Flows) -> None:
        self.flows, self.index = flows, flows.index
        self._entries: dict[tuple[int, int], tuple[int, ...]] = {}
        self._known: dict[int, tuple[Control, int, int, tuple[int, ...]]] = {}

    def deciders(self, event: int, run: Run, rule: Facts) -> tuple[int, ...]:
        """Return the branches, loops, short-circuits and exits not taken that let an event happen.

        Asked about latest first. What decided an event decided those before it that are decided alike, as far back as
        the last of its deciders.
        """
        known = self._known.get(run.place)
        if known is not None and known[0] is rule.control and known[1] < event <= known[2]:
            return known[3]
        which = run.activation(event) if len(run.starts) > 1 else 0
        found, inside = self._own(event, run, rule)
        if not inside:
            found += self._entry(run, which)
        decided = tuple(e for e in dict.fromkeys(found) if e != NONE and e < event)
        since = max(decided, default=NONE)
        if run.starts:
            since = max(since, run.starts[which] - 1)
        self._known[run.place] = rule.control, since, event, decided
        return decided

    def _own(self, event: int, run: Run, rule: Facts) -> tuple[list[int], bool]:
        index, asked = self.index, rule.control
        found = index.latest_of(run, rule.controls, event) if rule.controls else []
        if asked.caught:
            table = run.statics.table
            raised = (e for e in self.index.raised_in(run) if e < event)
            found += [
                e for e in raised if any(table.stands_in(index.site(e), c) for c in asked.caught)
            ]
        # A loop's turn is decided by the turn before; the first one by what stands around.
        alone = bool(asked.steps or asked.sites) and not found
        return found, asked.inside and not alone

    def _own_of(self, event: int) -> tuple[list[int], bool]:
        run = self.index.run_of(event)
        return self._own(event, run, facts(run.statics, self.index.steps[event]))

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
                    found += self._own_of(earlier)[0]
            caller = self.index.run_of(entry)
            own, inside = self._own_of(entry)
            in_caller = [e for e in (self._dispatch(entry, caller), *own) if e != NONE]
            found += in_caller
            if inside or (in_caller and len(caller.starts) == 1):  # they tell of the caller's entry
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
