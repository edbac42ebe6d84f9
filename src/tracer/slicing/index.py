"""The index of a recording: its events in order, kept compactly, and which frame was entered by which event."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import repeat
from typing import Any

from rewriters.templates import Action
from tracer.batches import Batch
from tracer.events import Raised, told
from tracer.frames import NOT_KEPT, Activation, Frame, NotKept
from tracer.slicing.statics import Statics, statics

NONE = -1
"""In place of an event: there is none."""


_MANAGED = frozenset({"With", "AsyncWith"})


class Run:
    """One run of a function: its events, where it was entered and resumed, and by which event.

    `starts`, `ends`, `entered_by` have one item for each time the frame was entered or resumed. `occurrences` tells
    for each site when it was evaluated; it is made when first asked for.
    """

    __slots__ = (
        "_occurrences",
        "ends",
        "entered_by",
        "events",
        "number",
        "place",
        "site",
        "starts",
        "statics",
    )

    def __init__(self, number: int, place: int, statics: Statics, site: int) -> None:
        self.number, self.place, self.statics, self.site = number, place, statics, site
        self.events, self.starts = array("i"), array("i")
        self.ends, self.entered_by = array("i"), array("i")
        self._occurrences: dict[int, array[int]] | None = None

    def occurrences(self, index: Index) -> dict[int, array[int]]:
        """Return the events of this frame by `site << 2 | action`, and those of a site by `~site`."""
        if self._occurrences is None:
            found: dict[int, array[int]] = {}
            for event in self.events:
                step = index.steps[event]
                for key in (step, ~(step >> 2)):
                    if key in found:
                        found[key].append(event)
                    else:
                        found[key] = array("i", (event,))
            self._occurrences = found
        return self._occurrences

    def activation(self, event: int) -> int:
        """Return which of the frame's activations an event belongs to."""
        return max(0, bisect_left(self.starts, event + 1) - 1)

    @property
    def entry(self) -> int:
        """The event that entered this frame first, or NONE."""
        return self.entered_by[0] if self.entered_by else NONE


class Index:
    """All events of a recording. An event's number is its place in the order of evaluation.

    `steps` are sites and actions (`site << 2 | action`), `frames` the number of the frame, `values` what there was.
    `errors`: the evaluations that raised, by number, and the identity of the exception. `entered`: the activations
    (frame, which one) that an event entered. `outermost`: the frames that the recording's own context entered from
    code that is not recorded. `models`: what is shown of events that called a language model.
    """

    def __init__(self) -> None:
        self.steps, self.frames = array("i"), array("i")
        self.values: list[Any] = []
        self.runs: list[Run] = []
        self.errors: dict[int, int] = {}
        self.entered: dict[int, list[tuple[int, int]]] = {}
        self.outermost: list[int] = []
        self.models: dict[int, dict[str, Any]] = {}
        self._numbers: dict[int, int] = {}
        self._across: dict[tuple[Statics, int], array[int]] = {}

    def __len__(self) -> int:
        return len(self.steps)

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
        return self._latest(run, ~site, before, after)

    def latest_step(self, run: Run, step: int, before: int, after: int = NONE) -> int:
        """Return the last event of a step (`site << 2 | action`)."""
        return self._latest(run, step, before, after)

    def _latest(self, run: Run, key: int, before: int, after: int) -> int:
        events = run.occurrences(self).get(key)
        if not events:
            return NONE
        place = bisect_left(events, before) - 1
        return events[place] if place >= 0 and events[place] > after else NONE

    def latest_of(self, run: Run, keys: Iterable[int], before: int) -> list[int]:
        """Return the last event before another one of each of these keys of `occurrences` that has one."""
        occurrences, found = run.occurrences(self), []
        for key in keys:
            events = occurrences.get(key)
            if events and events[0] < before:
                found.append(events[bisect_left(events, before) - 1])
        return found

    def between(self, run: Run, site: int, after: int, before: int) -> Sequence[int]:
        """Return the events of a site in a frame that come after one event and before another."""
        events = run.occurrences(self).get(~site)
        if not events:
            return ()
        return events[bisect_left(events, after + 1) : bisect_left(events, before)]

    def count(self, run: Run, site: int, after: int, before: int) -> int:
        """Return how many events of a site in a frame come after one event and before another."""
        events = run.occurrences(self).get(~site, ())
        return bisect_left(events, before) - bisect_left(events, after + 1)

    def steps_between(self, after: int, before: int) -> Sequence[int]:
        """Return the steps of all events that come after one event and before another."""
        return self.steps[after + 1 : before]

    def across(self, statics: Statics, site: int, after: int, before: int) -> Sequence[int]:
        """Return the events of a site in all frames of its function that come after one event and before another."""
        key = statics, site
        events = self._across.get(key)
        if events is None:
            found = [
                e
                for run in self._runs_by_function.get((statics, statics.function(site)), ())
                for e in run.occurrences(self).get(~site, ())
            ]
            events = self._across[key] = array("i", sorted(found))
        return events[bisect_left(events, after + 1) : bisect_left(events, before)]

    @cached_property
    def _runs_by_function(self) -> dict[tuple[Statics, int], list[Run]]:
        found: dict[tuple[Statics, int], list[Run]] = {}
        for run in self.runs:
            found.setdefault((run.statics, run.site), []).append(run)
        return found

    def add_batch(self, frame: int, batch: Batch) -> None:
        """Add the events of one record."""
        first, codes, values = len(self.steps), batch.codes, batch.values
        run = self.runs[frame]
        if codes and values[-1] is NOT_KEPT:
            site = codes[-1] >> 2
            if run.statics.node(site) == "Return":
                beside = len(codes) > 1 and run.statics.parent(codes[-2] >> 2) == site
                none = not run.statics.children[site]
                values[-1] = values[-2] if beside else None if none else NOT_KEPT
        self.steps.extend(codes)
        self.values.extend(values)
        self.frames.extend(repeat(frame, len(codes)))
        run.events.extend(range(first, first + len(codes)))

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
        for event in self.errors:
            found.setdefault(self.frames[event], []).append(event)
        return found

    def _returned(self, run: Run, site: int) -> Any:
        """A `return` has the value of its expression, which was evaluated just before."""
        if run.statics.node(site) != "Return":
            return NOT_KEPT
        if not run.statics.children[site]:
            return None
        last = run.events[-1] if run.events else NONE
        beside = last != NONE and run.statics.parent(self.site(last)) == site
        return self.values[last] if beside else NOT_KEPT

    # ------------------------------------------------------------------ making it

    def number_of(self, frame: Frame) -> int:
        """Return the place of a frame in `runs`."""
        number = self._numbers.get(frame.number)
        if number is None:
            number = self._numbers[frame.number] = len(self.runs)
            self.runs.append(Run(frame.number, number, statics(frame.module), frame.function))
        return number

    def add(self, frame: int, step: int, value: Any) -> int:
        """Add an event, return its number."""
        event = len(self.steps)
        if type(value) is Raised:
            self.errors[event] = value.error
        elif value is NOT_KEPT:
            value = self._returned(self.runs[frame], step >> 2)
        self.steps.append(step)
        self.frames.append(frame)
        self.values.append(value)
        self.runs[frame].events.append(event)
        return event


def build(roots: list[Activation], own: Sequence[bool]) -> Index:
    """Return the index of the frames below `roots`; `own` says which of them are of the recording's own context."""
    index = Index()
    outermost = iter(own)
    nesting = _Nesting(index)
    for item in told(roots):
        if isinstance(item, Activation):
            nesting.enter(item.frame, outermost=not nesting.open and next(outermost))
        elif item is None:
            nesting.leave()
        elif isinstance(item, NotKept):
            _left(index, *nesting.ended())
        else:
            first, (frame, ended) = len(index), nesting.ended()
            if isinstance(item, Batch):
                index.add_batch(frame, item)
            else:
                _, site, action, value = item
                index.add(frame, site << 2 | Action(action), value)
            if ended and len(index) > first:
                _link(index, first, ended)
    return index


class _Nesting:
    """The activations that are open while the index is made, and those that ended inside each since its last event."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.open: list[tuple[int, int]] = []
        self._ended: list[list[tuple[int, int]]] = []

    def enter(self, frame: Frame, *, outermost: bool) -> None:
        """A frame is entered or resumed."""
        number = self.index.number_of(frame)
        run = self.index.runs[number]
        if outermost and not run.starts:  # what is closed when nobody holds it goes on once more
            self.index.outermost.append(number)
        self.open.append((number, len(run.starts)))
        self._ended.append([])
        run.starts.append(len(self.index))
        run.ends.append(NONE)
        run.entered_by.append(NONE)

    def leave(self) -> None:
        """The innermost activation ends."""
        frame, which = self.open.pop()
        self._ended.pop()
        self.index.runs[frame].ends[which] = len(self.index)
        if self._ended:
            self._ended[-1].append((frame, which))

    def ended(self) -> tuple[int, list[tuple[int, int]]]:
        """Return the innermost frame, and what ended in it that no event is known to have entered."""
        return self.open[-1][0], self._ended[-1]


def _link(index: Index, event: int, activations: list[tuple[int, int]]) -> None:
    index.entered[event] = list(activations)
    for frame, which in activations:
        index.runs[frame].entered_by[which] = event
    activations.clear()


def _left(index: Index, frame: int, activations: list[tuple[int, int]]) -> None:
    """What ran between two evaluations is the `__exit__` of a `with`."""
    run = index.runs[frame]
    rows = run.statics.rows
    entered = next((e for e in reversed(run.events) if rows[index.site(e)][0] in _MANAGED), NONE)
    for inner, which in activations:
        index.runs[inner].entered_by[which] = entered
    activations.clear()
