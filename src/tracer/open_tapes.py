"""The tapes that are open in this process: what must be in place while there is one."""

from __future__ import annotations

import sys
import threading
from types import ModuleType

from tracer import swapping
from tracer.runtime import context, set_idle
from tracer.tape import Sink, Tape
from tracer.watching import watch

_open: set[Tape] = set()
_lock = threading.RLock()


def add(tape: Tape) -> Sink:
    """Open a tape, return its sink for the context that opens it."""
    with _lock:
        sink = tape.sink()
        if not _open:
            swapping.switch_in()
            _inheritance().put_in_place()
            _clients().put_in_place()
        _open.add(tape)
        set_idle(idle=False)
        watch.add(tape)
    return sink


def remove(tape: Tape) -> None:
    """Close a tape."""
    with _lock:
        tape.check()
        tape.close()
        _open.discard(tape)
        if not _open:
            set_idle(idle=True)
            _clients().take_away()
            _inheritance().take_away()
            swapping.switch_out()
        watch.remove(tape)


def _inheritance() -> ModuleType:
    """Loaded when the first recording opens: it needs the pools of the standard library."""
    from tracer import inheritance

    return inheritance


def _clients() -> ModuleType:
    """Loaded then too."""
    from tracer.clients import watching

    return watching


def window(outer: Sink) -> tuple[int, Sink]:
    """Return the lane and sink of a recording inside a recording. A task's own window needs a lane of its own."""
    tape = outer.tape
    assert tape is not None
    if not _in_task():
        return tape.lanes.of_thread(), outer
    lane = tape.lanes.begin(tape.lanes.of_thread())
    return lane, tape.lane_sink(lane)


def _in_task() -> bool:
    asyncio = sys.modules.get("asyncio")
    if asyncio is None:
        return False
    try:
        return asyncio.current_task() is not None
    except RuntimeError:
        return False


def current() -> Tape | None:
    """Return the open tape of this context."""
    tape = context.get().tape
    return tape if tape is not None and tape.open else None
