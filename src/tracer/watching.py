"""Limits of a recording are watched from a thread of our own: recorded code pays nothing for them."""

from __future__ import annotations

import _thread
import os
import sys
import time
from collections.abc import Collection

from tracer.tape import Tape

_PERIOD = 0.05
"""Seconds. What is written between two looks is the overshoot, some megabytes; a reader drops it."""


class Watch:
    """The watching thread. It is raw, so that `threading` does not list it, and gone while the process forks."""

    def __init__(self) -> None:
        self._tapes: Collection[Tape] = ()
        self._running = False
        self._leave = False
        self._lock = _thread.allocate_lock()
        self._wake = _thread.allocate_lock()
        self._wake.acquire()

    def begin(self, tapes: Collection[Tape]) -> None:
        """Check the limits of `tapes` (a live collection) until it is empty."""
        with self._lock:
            self._tapes, self._leave = tapes, False
            if not self._running and tapes:
                self._running = True
                _thread.start_new_thread(self._look, ())

    def _look(self) -> None:
        while True:
            self._wake.acquire(timeout=_PERIOD)
            with self._lock:
                if self._leave or not self._tapes:
                    self._running = False
                    return
                tapes = list(self._tapes)
            for tape in tapes:
                tape.check()

    def pause(self) -> None:
        """Before a fork: Python 3.12 warns of processes with several threads, which ours must not be the cause of."""
        if not self._running:
            return
        threads = _thread_count()
        self._leave = True
        self._wake.release()
        while self._running or (threads is not None and _thread_count() == threads):
            time.sleep(0.0002)
        self._wake.acquire(timeout=0)

    def resume(self) -> None:
        """After a fork, in the parent."""
        self.begin(self._tapes)

    def forget(self) -> None:
        """After a fork, in the child: no other thread of the parent is here."""
        tapes = self._tapes
        self.__init__()  # type: ignore[misc]  # its locks may have been held by threads that are gone
        self.begin(tapes)


def _thread_count() -> int | None:
    if sys.platform != "linux":
        return None
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return None


_watch = Watch()
watch = _watch.begin
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_watch.pause, after_in_parent=_watch.resume, after_in_child=_watch.forget)
