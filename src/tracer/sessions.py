"""A long recording of which most is forgotten on the way: what no window needs is cut out of its tape."""

from __future__ import annotations

from bisect import bisect_right
from contextvars import Token
from dataclasses import replace

from tracer import open_tapes
from tracer.recording import MAX_EVENTS, Recording
from tracer.runtime import context
from tracer.snapshots import snapshots
from tracer.tape import OFF, Sink, Tape

Span = tuple[int, int]
"""Where a part of a tape begins and ends."""


class Session:
    """One recording of this context, open from its making until `close`, and its windows.

    Inside another recording the tape is the other's, and what that needs is not cut.
    """

    def __init__(self, max_events: int = MAX_EVENTS) -> None:
        outer = context.get()
        self._own = outer.tape is None or not outer.tape.open
        self._token: Token[Sink] | None = None
        if outer.tape is not None and outer.tape.open:
            self.tape = outer.tape
        else:
            self.tape = Tape()
            self.tape.limit(max_events, None, pauses=True)
            self._token = context.set(open_tapes.add(self.tape))
        self._begin = Recording._window(self.tape, len(self.tape))
        self._begin._close()

    def window(self) -> Recording:
        """Return a recording that begins here and is open."""
        return Recording._window(self.tape, len(self.tape))

    def so_far(self) -> Recording:
        """Return a closed recording of what the session still knows, values of containers as they are now.

        It is good until the next cut, which it does not hold up.
        """
        if self._own:
            self.tape.snapshots = snapshots(self.tape.items)
        run = Recording._window(self.tape, self._begin._start, len(self.tape))
        self.tape.windows.discard(run)
        return run

    def cut(self) -> None:
        """Forget what no window holds that somebody still refers to; go on if there was too much.

        Windows that stay keep their events, and move up.
        """
        cut(self.tape)
        self.tape.resume()

    def close(self) -> None:
        """End the session; nothing is recorded afterwards."""
        if self._token is None:
            return
        open_tapes.remove(self.tape)
        try:
            context.reset(self._token)
        except ValueError:  # begun in another context, whose sink is closed now
            context.set(OFF)
        self._token = None


def cut(tape: Tape) -> None:
    """Delete all of a tape that no window needs. What other threads append meanwhile stays."""
    windows = list(tape.windows)
    end = len(tape)
    kept = _merged([(w._start, end if w._end is None else w._end) for w in windows])
    tape.snapshots.clear()
    gone = _between(kept, end)
    for start, stop in reversed(gone):
        del tape.items[start:stop]
    tape.let_go()
    place = _Places(gone).place
    tape.model_calls[:] = [
        replace(call, position=place(call.position))
        for call in tape.model_calls
        if any(start <= call.position <= stop for start, stop in kept)
    ]
    for window in windows:
        window._move(place)
    parents = tape.lanes.parents
    for lane, (parent, begun) in list(parents.items()):
        parents[lane] = parent, place(begun)


def _merged(spans: list[Span]) -> list[Span]:
    """Return spans that neither overlap nor touch, in order."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out


def _between(kept: list[Span], end: int) -> list[Span]:
    """Return what lies between spans, and after the last."""
    edges = [0, *(edge for span in kept for edge in span), end]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]


class _Places:
    """Where positions have gone when some spans were deleted; those inside a span are where it was."""

    def __init__(self, gone: list[Span]) -> None:
        self._starts = [start for start, _ in gone]
        self._gone = gone
        self._before = [0]
        for start, end in gone:
            self._before.append(self._before[-1] + end - start)

    def place(self, position: int) -> int:
        """Return where a position is now."""
        number = bisect_right(self._starts, position)
        if number == 0:
            return position
        start, end = self._gone[number - 1]
        return position - self._before[number - 1] - (min(position, end) - start)
