"""All slices of one recording: the index is made once and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracer.reading import frames
from tracer.slicing import criteria
from tracer.slicing.heap import ALL
from tracer.slicing.index import Index, build
from tracer.slicing.slice import Slice
from tracer.slicing.sweep import Sweeper
from tracer.slicing.then import Then

if TYPE_CHECKING:
    from tracer.recording import Recording


class Slices:
    """Makes the slices of a recording."""

    def __init__(self, run: Recording) -> None:
        self._run = run
        read = frames(run._tape, run._start, run._last, run._lane)
        self.index: Index = build(read.roots, [lane == run._lane for lane in read.lanes])
        self._sweeper = Sweeper(self.index)
        self._then = Then(self.index, self._sweeper.flows, run._tape.snapshots)

    def slice(self, wanted: tuple[object, ...], *, control: bool, potential: bool) -> Slice:
        """Return the slice of several criteria, or of the outcome. Raises CriterionNotFound."""
        events = [criteria.find(self._run, self.index, c) for c in wanted]
        events = events or [criteria.outcome(self._run, self.index)]
        demands: list[tuple[int, Any]] = []
        for event in events:
            demands.append((event, ALL))
            demands += self._sweeper.flows.all_of(event)
        swept = self._sweeper.sweep(demands, asked=events, control=control, potential=potential)
        return Slice(self.index, swept, events, self._then)

    def whole(self) -> Slice:
        """Return everything, as one slice without potential dependences."""
        swept = self._sweeper.sweep(
            ((e, ALL) for e in range(len(self.index))), control=True, potential=False
        )
        return Slice(self.index, swept, [], self._then)
