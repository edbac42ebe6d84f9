"""The frames of a recording as slices ask for them: their events, and what entered them."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain

from tracer.pieces import NONE, Pieces
from tracer.slicing.planned import Key, Planned
from tracer.slicing.statics import Statics, statics

_FEW = 64
"""Pieces that are put in groups one by one; of more the groups are cut from a sorted list."""


class Run:
    """One run of a function: its events, where it was entered and resumed, and by which event.

    `starts`, `ends`, `entered_by` have one item for each time the frame was entered or resumed.
    """

    __slots__ = (
        "_entered_by",
        "_events",
        "_pieces",
        "_spans",
        "number",
        "occurrences",
        "place",
        "site",
        "statics",
    )

    def __init__(self, pieces: Pieces, planned: Sequence[Planned], place: int) -> None:
        module, self.site = pieces.owners[pieces.functions[place]]
        self.place, self.number = place, pieces.numbers.get(place, place)
        self.statics: Statics = statics(module)
        self.occurrences = Occurrences(pieces, planned, place)
        self._pieces = pieces
        self._events: array[int] | None = None
        self._spans: tuple[array[int], array[int]] | None = None
        self._entered_by: array[int] | None = None

    @property
    def events(self) -> array[int]:
        """The frame's events, in order."""
        if self._events is None:
            first, own = self._pieces.firsts.__getitem__, self._pieces.of_frame(self.place)
            spans = map(range, map(first, own), map(first, map((1).__add__, own)))
            self._events = array("i", chain.from_iterable(spans))
        return self._events

    def backwards(self) -> Iterator[int]:
        """Iterate over the frame's events, latest first, without making a list of them all."""
        firsts = self._pieces.firsts
        for piece in reversed(self._pieces.of_frame(self.place)):
            yield from range(firsts[piece + 1] - 1, firsts[piece] - 1, -1)

    @property
    def starts(self) -> array[int]:
        """The first event of each activation, or of what came next."""
        return self._bounds()[0]

    @property
    def ends(self) -> array[int]:
        """What came after the last event of each activation."""
        return self._bounds()[1]

    def _bounds(self) -> tuple[array[int], array[int]]:
        if self._spans is None:
            pieces = self._pieces
            which = pieces.activations_of(self.place)
            starts = array("i", (pieces.firsts[pieces.starts[a]] for a in which))
            self._spans = starts, array("i", (pieces.firsts[pieces.ends[a]] for a in which))
        return self._spans

    @property
    def entered_by(self) -> array[int]:
        """The events that entered the frame, NONE where that is not known."""
        if self._entered_by is None:
            pieces = self._pieces
            which = pieces.activations_of(self.place)
            self._entered_by = array("i", map(pieces.entering, which))
        return self._entered_by

    @property
    def entry(self) -> int:
        """The event that entered this frame first, or NONE."""
        return self.entered_by[0]

    def activation(self, event: int) -> int:
        """Return which of the frame's activations an event belongs to."""
        starts = self.starts
        return 0 if len(starts) == 1 else max(0, bisect_left(starts, event + 1) - 1)


class Runs:
    """The runs of a recording by the number of their frame, each made when first asked for."""

    def __init__(self, pieces: Pieces, planned: Sequence[Planned]) -> None:
        self._pieces, self._planned = pieces, planned
        self._known: dict[int, Run] = {}

    def __len__(self) -> int:
        return len(self._pieces.functions)

    def __getitem__(self, place: int) -> Run:
        run = self._known.get(place)
        if run is None:
            run = self._known[place] = Run(self._pieces, self._planned, place)
        return run

    def __iter__(self) -> Iterator[Run]:
        return (self[place] for place in range(len(self)))


class Occurrences(dict[Key, "array[int]"]):
    """When a frame evaluated what: the events of a step (`site << 2 | action`), of a site (`~site`), of stores of a name.

    Each is made when first asked for.
    """

    __slots__ = ("_known", "_pieces", "_place", "_planned")

    def __init__(self, pieces: Pieces, planned: Sequence[Planned], place: int) -> None:
        super().__init__()
        self._pieces, self._planned, self._place = pieces, planned, place
        self._known: dict[int, list[int]] | None = None

    def __missing__(self, key: Key) -> array[int]:
        pieces = self._pieces
        firsts, begins, found, groups = pieces.firsts, pieces.begins, array("i"), 0
        for plan, group in self._groups.items():
            places = self._planned[plan].places.get(key)
            if places is None:
                continue
            for place in places:
                found.extend(
                    [
                        event
                        for piece in group
                        if firsts[piece]
                        <= (event := firsts[piece] - begins[piece] + place)
                        < firsts[piece + 1]
                    ]
                )
            groups += len(places)
        if groups > 1:
            found = array("i", sorted(found))
        self[key] = found
        return found

    def latest(self, key: Key, before: int, after: int = NONE) -> int:
        """Return the last event between two others, or NONE."""
        events = self[key]
        place = bisect_left(events, before) - 1
        return events[place] if place >= 0 and events[place] > after else NONE

    def evaluated(self, key: Key, before: int) -> int:
        """Return the last event before another that did not raise, or NONE."""
        event, errors = self.latest(key, before), self._pieces.errors
        while event in errors:
            event = self.latest(key, event)
        return event

    @property
    def _groups(self) -> dict[int, list[int]]:
        """The pieces of the frame, by their plan."""
        if self._known is None:
            own, plan = self._pieces.of_frame(self._place), self._pieces.plan
            if len(own) > _FEW:
                by_plan = sorted(own, key=plan.__getitem__)
                plans = list(map(plan.__getitem__, by_plan))
                self._known, begin = {}, 0
                while begin < len(plans):
                    end = bisect_right(plans, plans[begin], begin)
                    self._known[plans[begin]] = by_plan[begin:end]
                    begin = end
                return self._known
            self._known = {}
            for piece in own:
                self._known.setdefault(plan[piece], []).append(piece)
        return self._known
