"""Recordings: when code is recorded, and what can be asked of it afterwards."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextvars import Token
from functools import cached_property
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Any

from tracer import open_tapes, recent
from tracer.errors import TracerError
from tracer.runtime import context
from tracer.tape import OFF, Sink, Tape

if TYPE_CHECKING:
    import networkx as nx

    from tracer.events import Event
    from tracer.modules import Module
    from tracer.slicing.slice import Slice
    from tracer.slicing.slices import Slices
    from tracer.views.why import Why
    from tracer.waiting import Framed

MAX_EVENTS = 10_000_000


class Recording:
    """What one `with record()` block saw: a window of its context's tape.

    The tape holds references to the values themselves, so it keeps them alive until the recording is dropped.
    """

    def __init__(self, max_events: int, max_bytes: int | None) -> None:
        self._max_events, self._max_bytes = max_events, max_bytes
        self._tape = Tape()
        self._lane = 0
        self._start = 0
        self._end: int | None = None

    @classmethod
    def _window(cls, tape: Tape, start: int, end: int | None = None) -> Recording:
        """Return the recording of a part of a tape, open as long as it has no end."""
        run = cls(sys.maxsize, None)
        run._tape, run._start, run._end = tape, start, end
        tape.windows.add(run)
        return run

    def _close(self) -> None:
        if self._end is None:
            self._end = len(self._tape)

    def _move(self, place: Callable[[int], int]) -> None:
        """Its part of the tape stands elsewhere now: `place` says where a position has gone."""
        start, self._start = self._start, place(self._start)
        if self._end is not None:
            self._end = place(self._end)
        self.__dict__.pop("_closed_count", None)
        read: Framed | None = self.__dict__.get("_read")
        if read is not None:
            read.pieces.moved += self._start - start

    def __len__(self) -> int:
        """Return the number of events, those read back from their stores included."""
        return self._counted[0]

    def __repr__(self) -> str:
        state = "open" if self._end is None else f"{len(self)} events"
        return f"<Recording: {state}>"

    def events(self) -> Iterator[Event]:
        """Iterate over the events in the order of evaluation, inner frames at the step that entered them."""
        from tracer.reading import events

        total, end, _ = self._counted
        return islice(events(self._tape, self._start, end, self._lane), total)

    @property
    def output(self) -> Any:
        """The value of the last outermost traced call in the recording's own context, or None.

        For a coroutine function what awaiting gave, for a generator function the generator.
        """
        return self._outcome[0]

    @property
    def error(self) -> BaseException | None:
        """The exception that left the last outermost traced call, or None."""
        return self._outcome[1]

    @property
    def stopped(self) -> str | None:
        """Why recording ended early, or None."""
        return self._counted[2]

    def slice(self, *criteria: object, control: bool = True, potential: bool = True) -> Slice:
        """Return what produced the criteria: values, exceptions, Points; without any the output, or the error.

        `control`: also the branches, loops and short-circuits that let it happen. `potential`: also what could have
        changed it but did not. Raises CriterionNotFound for a value that traced code never had.
        """
        made = self._slices.slice(criteria, control=control, potential=potential)
        made.recording = self
        return made

    def graph(self) -> nx.DiGraph[int]:
        """Return the graph of everything that was recorded; for large recordings take a slice instead."""
        return self._slices.whole().graph

    def why(self, *criteria: object) -> Why:
        """Return the short answer to why a value (or the output, or the error) is what it is; `str` is plain text."""
        from tracer.views.why import Why

        asked = criteria[0] if criteria else self.error
        return Why(self.slice(*criteria).graph, asked if isinstance(asked, BaseException) else None)

    def _repr_html_(self) -> str:
        from tracer.views.html import recording_html

        return recording_html(len(self), self.output, self.error, self.stopped)

    @cached_property
    def _slices(self) -> Slices:
        from tracer.slicing.slices import Slices

        window = self._start, self._last, self._lane
        read = self._read if self._end == self._last else None
        return Slices(self._tape, window, *self._outcome, read)

    def save(self, path: str | os.PathLike[str], *, values: bool = True) -> None:
        """Write a run file, from which `tracer.load` makes a recording again; replaced whole or not at all.

        Values of exact builtin types are written, of others the type's name; what looks like a secret is hidden.
        Without `values` only types are. Raises TracerError if the file cannot be written, or the recording is open.
        """
        if self._end is None:
            raise TracerError("the recording is still open; save it after its `with` block")
        from tracer.reading import window
        from tracer.storage import saving
        from tracer.storage.stored import Stored

        events, end, stopped = self._counted
        stored = Stored(self._tape, self._lane, events, stopped, self._outcome)
        records = window(self._tape, self._start, end, self._lane)
        saving.save(os.fspath(path), stored, records, values=values)

    def modules(self) -> list[Module]:
        """Return the modules whose code was recorded, in the order in which they were first entered."""
        from tracer.reading import window

        found = {
            id(r.module): r.module for r in window(self._tape, self._start, self._last, self._lane)
        }
        return list(found.values())

    @property
    def is_open(self) -> bool:
        """Is it still recording?"""
        return self._end is None

    def holds(self, value: Any) -> bool:
        """Is this very object among the values that were recorded?"""
        return value is self.output or any(
            item is value for item in self._tape.items[self._start : self._last]
        )

    @property
    def _last(self) -> int:
        return self._counted[1]

    @property
    def _counted(self) -> tuple[int, int, str | None]:
        """How many events, where on the tape the last one ends, why they are not all."""
        return self._closed_count if self._end is not None else self._count()

    @cached_property
    def _closed_count(self) -> tuple[int, int, str | None]:
        return self._count()

    def _count(self) -> tuple[int, int, str | None]:
        from tracer.reading import count, count_of

        end = len(self._tape) if self._end is None else self._end
        read = None if self._end is None else self._read
        total = None if read is None else count_of(read)
        if total is not None and total <= self._max_events:
            return total, end, self._tape.stopped
        events, end = count(self._tape, self._start, end, self._lane, self._max_events)
        if events > self._max_events:
            return self._max_events, end, f"max_events={self._max_events} was reached"
        return events, end, self._tape.stopped

    @cached_property
    def _outcome(self) -> tuple[Any, BaseException | None]:
        from tracer.reading import outcome, outcome_of

        read = self._read if self._end == self._last else None
        found = None if read is None else outcome_of(read, self._tape)
        return found or outcome(self._tape, self._start, self._last, self._lane)

    @cached_property
    def _read(self) -> Framed | None:
        """What the quick reading found in the whole window, or None; the index is made from it.

        It reads the tape again and again, so it needs a window that the tape keeps.
        """
        from tracer.reading import quickly

        assert self._end is not None
        if self._lane or self not in self._tape.windows:
            return None
        return quickly(self._tape, self._start, self._end)


def load(path: str | os.PathLike[str]) -> Recording:
    """Return the recording that `Recording.save` wrote. Runs no code of the file's or the program's.

    Raises TracerError for a file that is none, is damaged, or is of another version.
    """
    from pathlib import Path

    from tracer.storage import loaded

    stored = loaded.load(Path(path))
    run = Recording(MAX_EVENTS, None)
    run._tape, run._lane, run._end = stored.tape, stored.lane, len(stored.tape)
    run._tape.windows.add(run)
    run._closed_count = (stored.events, run._end, stored.stopped)
    run._outcome = stored.outcome
    return run


class record:  # noqa: N801  # read as a verb: `with record() as run:`
    """Record what traced code evaluates in this context, and in the threads and tasks it starts, for a block.

    `max_events`, `max_bytes` (sampled) end recording early; the program goes on, and `Recording.stopped` says so.
    Inside another recording of this context the tape is the outer's, of which this one is a window.
    Frames that already run when the block begins are not recorded.
    """

    def __init__(self, max_events: int = MAX_EVENTS, max_bytes: int | None = None) -> None:
        if max_events <= 0 or (max_bytes is not None and max_bytes <= 0):
            raise ValueError("max_events and max_bytes must be positive")
        self._run = Recording(max_events, max_bytes)
        self._token: Token[Sink] | None = None
        self._own = False

    def __enter__(self) -> Recording:
        """Begin to record; a `record` object is used once."""
        run, outer = self._run, context.get()
        recent.remember(run)
        if self._token is not None or run._end is not None:
            raise RuntimeError("a record() is used once: call record() again")
        if outer.tape is not None and outer.tape.open:
            run._tape, run._start = outer.tape, len(outer.tape)
            run._tape.windows.add(run)
            run._lane, sink = open_tapes.window(outer)
            self._token = context.set(sink)
        else:
            self._own = True
            run._tape.limit(run._max_events, run._max_bytes)
            run._tape.windows.add(run)
            self._token = context.set(open_tapes.add(run._tape))
        return run

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the recording; nothing is added to it afterwards."""
        run, token = self._run, self._token
        assert token is not None
        run._end = len(run._tape)
        if self._own:
            open_tapes.remove(run._tape)
        try:
            context.reset(token)
        except ValueError:
            # Entered in another context (a generator's, a fixture's): there the sink is closed or shared already.
            context.set(token.old_value if isinstance(token.old_value, Sink) else OFF)
