"""Child processes that are made by forking: each goes on into a run file of its own."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Any

from tracer.cli.session import Session


def follow_forks(session: Session) -> None:
    """Record in forked children from the fork on."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: _forked(session))


def _forked(session: Session) -> None:
    if session.recording is None:
        return
    session.continue_in_child()
    util: Any = sys.modules.get("multiprocessing.util")
    if util is not None:  # which forgets its finalizers, but for what is registered so
        util.register_after_fork(session, _at_forked_work)


def _at_forked_work(session: Session) -> None:
    session.begin_anew()
    at_work(session)


def at_work(session: Session) -> None:
    """End with the work of a process of `multiprocessing`: most of these leave without their exit functions.

    That is last of all its finalizers, or on `terminate()`.
    """
    util: Any = sys.modules["multiprocessing.util"]
    util.Finalize(session, session.end, exitpriority=-1_000_000)

    def ended(number: int, _frame: FrameType | None) -> None:
        if session.is_ending and session.recording is not None:
            return  # it is about to leave, and is writing its file
        session.end()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    # Leaving `with Pool()` terminates its workers.
    if hasattr(signal, "SIGTERM") and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, ended)
