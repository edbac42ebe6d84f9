"""Where the value of a name came from: its latest store in the right frame, closure or module."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from functools import cached_property
from types import FunctionType, MethodType
from typing import Any

from rewriters.templates import Action
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.statics import FUNCTIONS, Binding, Statics, remembered

_MAKERS = frozenset({"FunctionDef", "AsyncFunctionDef", "ClassDef"})


class Places:
    """Finds the stores of names."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._owners: dict[tuple[int, int], int] = {}

    def store(self, run: Run, binding: Binding, before: int) -> int:
        """Return the event that bound a name last, or NONE."""
        found = NONE
        for step in binding.stores:
            function = run.statics.function(step >> 2)
            if function == run.site:
                event = self.index.latest_step(run, step, before)
                if binding.function not in {
                    0,
                    run.site,
                }:  # nonlocal: another call may have stored since
                    event = max(event, self._shared(run, binding, step, before))
                elif binding.function == 0 and run.site:
                    event = max(event, self.last(run.statics, step, before))
            elif binding.function == 0:
                event = self.last(run.statics, step, before)
            else:
                event = self._shared(run, binding, step, before)
            found = max(found, event)
        return found

    def last(self, statics: Statics, step: int, before: int) -> int:
        """Return the last event of a step in any frame."""
        events = self._everywhere.get((id(statics), step))
        if not events:
            return NONE
        place = bisect_left(events, before) - 1
        return events[place] if place >= 0 else NONE

    def _shared(self, run: Run, binding: Binding, step: int, before: int) -> int:
        """The last store of a closure's name, in frames that share the variable."""
        owner = self.owner(run, binding.function, before)
        if run.statics.function(step >> 2) == binding.function and owner != NONE:
            return self.index.latest_step(self.index.runs[owner], step, before)
        events = self._everywhere.get((id(run.statics), step), ())
        for place in range(bisect_left(events, before) - 1, -1, -1):
            event = events[place]
            if owner in (NONE, self.owner(self.index.run_of(event), binding.function)):
                return event
        return NONE

    def owner(self, run: Run, function: int, before: int = NONE) -> int:
        """Return the frame of an enclosing function that a frame's closure belongs to, or NONE."""
        if (
            run.statics.node(run.site) == "GeneratorExp"
        ):  # all of one place in the source are one frame
            return self._find_owner(run, function, before)
        seen = run.place, function
        if seen not in self._owners:
            self._owners[seen] = self._find_owner(run, function)
        return self._owners[seen]

    def _find_owner(self, run: Run, function: int, before: int = NONE) -> int:
        while run.site != function:
            made, before = self.made(run, before), NONE
            if made == NONE:
                return NONE
            run = self.index.run_of(made)
        return run.place

    def made(self, run: Run, before: int = NONE) -> int:
        """Return the event that made the function a frame runs, or NONE."""
        statics, site = run.statics, run.site
        action = Action.STORE if statics.node(site) in _MAKERS else Action.EVALUATE
        start = run.starts[0] if run.starts else 0
        if before != NONE:
            start = run.starts[run.activation(before)]
        if statics.node(site) == "ClassDef":
            return run.entry
        events = self._everywhere.get((id(statics), site << 2 | action), ())
        place = bisect_left(events, start) - 1
        function = self._function(run)
        if function is not None:
            for earlier in range(place, -1, -1):
                if self.index.values[events[earlier]] is function:
                    return events[earlier]
        return events[place] if place >= 0 else NONE

    def _function(self, run: Run) -> Any:
        """The function object whose call entered a frame, where it is on the tape."""
        entry = run.entry
        if entry == NONE:
            return None
        caller = self.index.run_of(entry)
        site = self.index.site(entry)
        if caller.statics.node(site) != "Call":
            return None
        callee = self.index.latest(caller, caller.statics.children[site][0], entry)
        value = self.index.values[callee] if callee != NONE else None
        if isinstance(value, MethodType):
            value = value.__func__
        return value if isinstance(value, FunctionType) else None

    @cached_property
    def _everywhere(self) -> dict[tuple[int, int], array[int]]:
        """The events of steps that other frames may ask for: stores of shared names, functions made, defaults."""
        found: dict[tuple[int, int], array[int]] = {}
        runs = self.index.runs
        for event, frame, step in self.index.having(_shared_steps):
            key = id(runs[frame].statics), step
            if key in found:
                found[key].append(event)
            else:
                found[key] = array("i", (event,))
        return found


@remembered
def _shared_steps(statics: Statics) -> frozenset[int]:
    """Return the steps of a module that other frames may ask for."""
    steps: set[int] = set()
    for (scope, _), stores in statics._bound.items():
        steps.update(s for s in stores if not scope or statics.function(s >> 2) != scope)
    for site, row in enumerate(statics.rows):
        if row[0] in _MAKERS:
            steps.add(site << 2 | Action.STORE)
        elif (
            row[0] in FUNCTIONS or row[0] == "GeneratorExp" or row[1] in {"defaults", "kw_defaults"}
        ):
            steps.add(site << 2)
    return frozenset(steps)
