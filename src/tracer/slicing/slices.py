"""All slices of one recording: the index is made once and kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tracer.reading import frames
from tracer.slicing import criteria, models
from tracer.slicing.histories import ALL
from tracer.slicing.index import Index, build
from tracer.slicing.slice import Slice
from tracer.slicing.sweep import Sweeper
from tracer.slicing.then import Then
from tracer.slicing.threads import nested
from tracer.tape import Tape


class Slices:
    """Makes the slices of a recording."""

    def __init__(
        self, tape: Tape, window: tuple[int, int, int], output: Any, error: BaseException | None
    ) -> None:
        """Make the index of a window of a tape: from where, to where, which lane."""
        self._output, self._error = output, error
        with _no_collection():
            read = frames(tape, *window)
            own = [lane == window[2] for lane in read.lanes]
            self.index: Index = build(*nested(read.roots, own))
        self.index.models = models.calls(self.index, tape.model_calls)
        self._sweeper = Sweeper(self.index)
        raised = self._raised(tape)
        self._then = Then(self.index, self._sweeper.flows, tape.snapshots, raised)

    def _raised(self, tape: Tape) -> dict[int, BaseException]:
        """The exceptions that are known: those that left a frame last, and those that a handler bound."""
        if not self.index.errors:
            return {}
        bound = (v for v in self.index.values if issubclass(type(v), BaseException))
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


@contextmanager
def _no_collection() -> Iterator[None]:
    """Nothing made here is garbage; looking for some would take most of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
