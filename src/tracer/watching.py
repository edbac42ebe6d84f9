"""Limits of a recording are watched from a thread of our own: recorded code pays nothing for them."""

from __future__ import annotations

import _thread
import gc
import os
import sys
import time
from weakref import ref

from tracer.tape import Items, Lanes, Tape

_PERIOD = 0.05
"""Seconds. What is written between two looks is the overshoot, some megabytes; a reader drops it."""


class Watch:
    """The watching thread. It is raw, so that `threading` does not list it, and gone while the process forks."""

    def __init__(self) -> None:
        self._tapes: set[Tape] = set()
        self._leftovers: list[tuple[ref[Items], ref[Lanes]]] = []
        self._running = False
        self._leave = False
        self._lock = _thread.allocate_lock()
        self._wake = _thread.allocate_lock()
        self._wake.acquire()

    def add(self, tape: Tape) -> None:
        """Check the limits of an open tape from now on."""
        with self._lock:
            self._tapes.add(tape)
            self._run()

    def remove(self, tape: Tape) -> None:
        """The tape is closed. Frames that still run and write to it are looked after until they end."""
        with self._lock:
            self._tapes.discard(tape)
            self._leftovers.append((ref(tape.items), ref(tape.lanes)))
            self._cut_off()
            if self._leftovers:
                self._run()

    def _run(self) -> None:
        self._leave = False
        if not self._running:
            self._running = True
            _thread.start_new_thread(self._look, ())

    def _look(self) -> None:
        while True:
            self._wake.acquire(timeout=_PERIOD)
            with self._lock:
                self._cut_off()
                if self._leave or not (self._tapes or self._leftovers):
                    self._running = False
                    return
            self._check()

    def _check(self) -> None:
        """Look at each open tape; in a frame of its own, which holds none of them while the thread waits."""
        with self._lock:
            tapes = list(self._tapes)
        for tape in tapes:
            tape.check()

    def _cut_off(self) -> None:
        """Drop what was written after the end; where no frame holds a way to write any more there is no need.

        Tapes are looked after by weak references: an exception among their values may hold the tape itself.
        """
        kept = []
        for to_items, to_lanes in self._leftovers:
            items, lanes = to_items(), to_lanes()
            if items is None:
                continue
            del items[items.end :]
            held = sys.getrefcount(items) > _UNHELD + items.owned + (lanes is not None)
            if held or (lanes is not None and sys.getrefcount(lanes) > _UNHELD + items.owned):
                kept.append((to_items, to_lanes))
        self._leftovers = kept

    def pause(self) -> None:
        """Before a fork: Python 3.12 warns of processes with several threads, which ours must not be the cause of."""
        threads = _thread_count()
        with self._lock:
            if not self._running:
                return
            self._leave = True
        self._wake.release()
        limit = time.monotonic() + _PATIENCE
        while time.monotonic() < limit and not self._has_gone(threads):
            time.sleep(0.0002)
        self._wake.acquire(blocking=False)

    def _has_gone(self, threads: int | None) -> bool:
        with self._lock:
            return not self._running and (threads is None or _thread_count() != threads)

    def resume(self) -> None:
        """After a fork, in the parent. Python 3.13 counts the threads only after this: ours begins a little later."""
        if sys.version_info >= (3, 13):
            gc.callbacks.append(self._resume_late)
        else:
            self._resume()

    def _resume_late(self, _phase: str, _info: object) -> None:
        """Begin when garbage is next collected, which a tape that grows makes happen; perhaps inside our own lock."""
        if self._lock.acquire(blocking=False):
            gc.callbacks.remove(self._resume_late)
            self._lock.release()
            self._resume()

    def _resume(self) -> None:
        with self._lock:
            if self._tapes or self._leftovers:
                self._run()

    def forget(self) -> None:
        """After a fork, in the child: threads of the parent are not here, their locks may be held for ever."""
        tapes = self._tapes
        self.__init__()  # type: ignore[misc]  # begin anew
        for tape in tapes:
            tape.forget_threads()
            self.add(tape)


_PATIENCE = 0.1
"""Seconds that a fork waits for the thread to be gone."""


def _unheld() -> int:
    """Return how many references such a look counts where there are no others."""
    lists = [Items()]
    items = lists.pop()
    return sys.getrefcount(items)


_UNHELD = _unheld()


def _thread_count() -> int | None:
    if sys.platform != "linux":
        return None
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return None


watch = Watch()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=watch.pause, after_in_parent=watch.resume, after_in_child=watch.forget
    )
