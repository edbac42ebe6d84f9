"""Processes of a candidate: found and ended, also where they have left their group (Linux)."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time

_SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)
_SET_CHILD_SUBREAPER = 36
_ROUNDS = 200
_DYING = 0.05
"""Seconds in which a process that has closed its pipes is gone by itself."""


def adopt_orphans() -> bool:
    """Become the parent of every descendant whose own parent ends (Linux). Returns whether that works."""
    return _prctl(_SET_CHILD_SUBREAPER, 1)


def die_with(parent: int) -> None:
    """Be killed when the parent ends (Linux), or now if it has ended already."""
    if _prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL) and os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _prctl(option: int, value: int) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    try:
        return bool(ctypes.CDLL(None).prctl(option, value, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def end(pid: int, *, patience: float = 0.0, alone: bool = False) -> int | None:
    """End a child and its group; return its wait status, or None where it was waited for already.

    `patience`: seconds between SIGTERM and SIGKILL; 0 sends the latter at once. `alone`: this process has no children but
    its candidate and what that has left behind, and all of these are ended.
    """
    status = _waited(pid, 0.0)
    if status is None and patience:
        status = _waited(pid, _DYING)
    if status is None and patience:
        _signal_group(pid, signal.SIGTERM)
        status = _waited(pid, patience)
    status = _killed(pid, status)
    if alone:
        _end_all_children()
    return status


def let_go(pid: int, patience: float) -> None:
    """Wait for a child that is about to end by itself; after `patience` seconds it is ended, with its group."""
    _killed(pid, _waited(pid, patience))


def _killed(pid: int, status: int | None) -> int | None:
    """Kill a group, and its leader if that was not waited for: it may not have founded the group yet."""
    _signal_group(pid, signal.SIGKILL)
    if status is not None:
        return status
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)
    return _waited(pid, 5.0)


def _end_all_children() -> None:
    """End every child of this process that is left, and what these leave: a fork bomb takes several rounds."""
    for _ in range(_ROUNDS):
        if not _children_left():
            return
        for pid in children_of(os.getpid()):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def _children_left() -> bool:
    """Collect children that have ended; are there others?"""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        if pid == 0:
            time.sleep(0.001)
            return True


def _waited(pid: int, seconds: float) -> int | None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            done, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            return None
        if done:
            return status
        if time.monotonic() > deadline:
            return None
        time.sleep(0.001)


def _signal_group(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def children_of(parent: int) -> list[int]:
    """Return the direct children of a process (Linux; elsewhere none are found)."""
    return [pid for pid, above in _parents().items() if above == parent]


def count_below(ancestor: int) -> int:
    """Return how many processes a process has started, and these (Linux)."""
    below: dict[int, list[int]] = {}
    for pid, above in _parents().items():
        below.setdefault(above, []).append(pid)
    todo, count = [ancestor], 0
    while todo:
        found = below.get(todo.pop(), [])
        count += len(found)
        todo += found
    return count


def _parents() -> dict[int, int]:
    out = {}
    with contextlib.suppress(FileNotFoundError):
        for name in os.listdir("/proc"):
            if name.isdecimal():
                with contextlib.suppress(OSError, ValueError, IndexError):
                    out[int(name)] = _parent(name)
    return out


def _parent(name: str) -> int:
    with open(f"/proc/{name}/stat", "rb") as file:
        return int(file.read().rpartition(b")")[2].split()[1])
