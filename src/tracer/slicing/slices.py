"""All slices of one recording: the index is made once and kept."""

from __future__ import annotations

from typing import Any

from tracer.collecting import paused
from tracer.deferred import work_out
from tracer.pieces import Pieces
from tracer.reading import frames
from tracer.slicing import criteria, models
from tracer.slicing.histories import ALL
from tracer.slicing.index import Index
from tracer.slicing.slice import Slice
from tracer.slicing.stepwise import pieces_of
from tracer.slicing.sweep import Sweeper
from tracer.slicing.then import Then
from tracer.slicing.threads import nested
from tracer.tape import Tape
from tracer.waiting import Framed


class Slices:
    """Makes the slices of a recording."""

    def __init__(
        self,
        tape: Tape,
        window: tuple[int, int, int],
        output: Any,
        error: BaseException | None,
        read: Framed | None,
    ) -> None:
        """Make the index of a window of a tape: from where, to where, which lane; and what a quick reading found."""
        self._output, self._error = output, error
        with paused():
            self.index = Index(evaluated(tape, window, read))
        self.index.models = models.calls(self.index, tape.model_calls)
        self._sweeper = Sweeper(self.index)
        raised = self._raised(tape)
        self._then = Then(self.index, self._sweeper.flows, tape.snapshots, raised)

    def _raised(self, tape: Tape) -> dict[int, BaseException]:
        """The exceptions that are known: those that left a frame last, and those that a handler bound."""
        if not self.index.errors:
            return {}
        bound = (v for _, v in self.index.given() if issubclass(type(v), BaseException))
        left = [*tape.errors(), *([] if self._error is None else [self._error])]
        return {id(e): e for e in (*left, *bound)}

    def slice(self, wanted: tuple[object, ...], *, control: bool, potential: bool) -> Slice:
        """Return the slice of several criteria, or of the outcome. Raises CriterionNotFound."""
        events = [criteria.find(self._output, self.index, c) for c in wanted]
        events = events or [criteria.outcome(self._error, self.index)]
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


def evaluated(tape: Tape, window: tuple[int, int, int], read: Framed | None) -> Pieces:
    """Return what was evaluated in a window, from the quick reading of it where there is one."""
    if read is not None:
        work_out(read)
        return read.pieces
    found = frames(tape, *window)
    own = [lane == window[2] for lane in found.lanes]
    return pieces_of(*nested(found.roots, own))
