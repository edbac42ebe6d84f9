"""The index of a recording: its events in order, and which frame was entered by which event."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import compress
from typing import Any

from tracer.letting_go import REFERENCES
from tracer.pieces import NONE, Pieces
from tracer.runtime import UNSET
from tracer.slicing.entered import Entered
from tracer.slicing.known import FrameOf, Steps, Values
from tracer.slicing.planned import Key, Name, Planned
from tracer.slicing.runs import Run, Runs
from tracer.slicing.statics import Statics, statics

__all__ = ["NONE", "Index", "Run"]


class Index:
    """All events of a recording. An event's number is its place in the order of evaluation.

    `steps` are sites and actions (`site << 2 | action`), `frames` the number of the frame, `values` what there was.
    `errors`: the evaluations that raised, by number, and the identity of the exception. `entered`: the activations
    (frame, which one) that an event entered. `outermost`: the frames that the recording's own context entered from
    code that is not recorded. `models`: what is shown of events that called a language model.
    """

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        self.planned = [
            Planned(plan, statics(module), function)
            for plan, (module, function) in zip(pieces.plans, pieces.planned_for, strict=True)
        ]
        self.steps, self.frames = Steps(pieces), FrameOf(pieces)
        self.runs = Runs(pieces, self.planned)
        self.values = Values(pieces, self.planned, self.runs)
        self.errors, self.outermost = pieces.errors, pieces.outermost
        self.entered = Entered(pieces)
        self.models: dict[int, dict[str, Any]] = {}
        self._across: dict[tuple[Statics, int], array[int]] = {}

    def __len__(self) -> int:
        return len(self.pieces)

    def run_of(self, event: int) -> Run:
        """Return the frame of an event."""
        return self.runs[self.frames[event]]

    def site(self, event: int) -> int:
        """Return an event's site."""
        return self.steps[event] >> 2

    def action(self, event: int) -> int:
        """Return what happened at an event's site."""
        return self.steps[event] & 3

    def latest(self, run: Run, site: int, before: int, after: int = NONE) -> int:
        """Return the last event of a site in a frame between two events, or NONE."""
        return run.occurrences.latest(~site, before, after)

    def latest_step(self, run: Run, step: int, before: int, after: int = NONE) -> int:
        """Return the last event of a step (`site << 2 | action`)."""
        return run.occurrences.latest(step, before, after)

    def latest_of(self, run: Run, keys: Iterable[int], before: int) -> list[int]:
        """Return the last event before another one of each of these steps, or sites (`~site`), that has one."""
        occurrences, found = run.occurrences, []
        for key in keys:
            events = occurrences[key]
            if events and events[0] < before:
                found.append(events[bisect_left(events, before) - 1])
        return found

    def between(self, run: Run, site: int, after: int, before: int) -> Sequence[int]:
        """Return the events of a site in a frame that come after one event and before another."""
        events = run.occurrences[~site]
        if not events:
            return ()
        return events[bisect_left(events, after + 1) : bisect_left(events, before)]

    def count(self, run: Run, site: int, after: int, before: int) -> int:
        """Return how many events of a site in a frame come after one event and before another."""
        events = run.occurrences[~site]
        return bisect_left(events, before) - bisect_left(events, after + 1)

    def steps_between(self, after: int, before: int) -> Iterator[int]:
        """Iterate over the steps of all events that come after one event and before another."""
        return map(self.steps.__getitem__, range(after + 1, before))

    def across(self, statics: Statics, site: int, after: int, before: int) -> Sequence[int]:
        """Return the events of a site in all frames of its function that come after one event and before another."""
        key = statics, site
        events = self._across.get(key)
        if events is None:
            found = self.having(lambda each: (~site,) if each is statics else ())
            events = self._across[key] = array("i", (event for event, _, _ in found))
        return events[bisect_left(events, after + 1) : bisect_left(events, before)]

    def having(self, keys: Callable[[Statics], Collection[Key]]) -> Iterator[tuple[int, int, int]]:
        """Iterate over the events of some steps, sites or stores of names of each module, in order: event, frame, step."""
        pieces = self.pieces
        firsts, begins, frames = pieces.firsts, pieces.begins, pieces.frames
        table = [planned.having(keys(planned.statics)) for planned in self.planned]
        has = map([bool(found) for found in table].__getitem__, pieces.plan)
        for piece in compress(range(len(pieces.plan)), has):
            first, end = firsts[piece], firsts[piece + 1]
            start, frame = first - begins[piece], frames[piece]
            for place, step in table[pieces.plan[piece]]:
                if first <= start + place < end:
                    yield start + place, frame, step

    def given(self) -> Iterator[tuple[int, Any]]:
        """Iterate over the events whose value no earlier event of their frame had for sure, in order, and those values."""
        pieces, items = self.pieces, self.pieces.items
        firsts, begins, positions = pieces.firsts, pieces.begins, pieces.positions
        stored: dict[tuple[Statics, int], set[Name]] = {}
        for planned in self.planned:
            names = stored.setdefault((planned.statics, planned.function), set())
            names.update(planned.plan.names.values())
        given = [p.given(stored[p.statics, p.function]) for p in self.planned]
        for piece, plan in enumerate(pieces.plan):
            first, end = firsts[piece], firsts[piece + 1]
            if first == end:
                continue
            if piece in pieces.kept:
                yield from zip(range(first, end), pieces.kept[piece], strict=True)
                continue
            start, values = first - begins[piece], pieces.moved + positions[piece] + 1
            for place, slot in given[plan]:
                event = start + place
                if first <= event < end:
                    value = UNSET if slot is None else items[values + slot]
                    if value is UNSET or type(value) in REFERENCES:
                        value = self.values[event]
                    yield event, value

    def raised_before(self, event: int, run: Run) -> int:
        """Return the evaluation of this frame that raised last, or NONE."""
        place = bisect_left(self.raised_in(run), event) - 1
        return self.raised_in(run)[place] if place >= 0 else NONE

    def raised_in(self, run: Run) -> list[int]:
        """Return the evaluations of a frame that raised."""
        return self._raised.get(run.place, [])

    @cached_property
    def _raised(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for event in sorted(self.errors):
            found.setdefault(self.frames[event], []).append(event)
        return found
