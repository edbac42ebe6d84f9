"""Which process holds something, and whether it is still there: one that was killed gives nothing back."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def myself() -> str:
    """Return what names this process among those of all hosts and times."""
    pid = os.getpid()
    return f"{socket.gethostname()} {pid} {_started(pid)}"


def is_gone(owner: str) -> bool:
    """Has the process with this name ended? False where that cannot be told: on another host, or not on POSIX."""
    host, pid, started = owner.rsplit(" ", 2)
    if os.name != "posix" or host != socket.gethostname():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _started(int(pid)) != started


def _started(pid: int) -> str:
    """Return when a process began, in ticks since the host did; `-` where the system does not tell."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text("ascii", "replace")
    except OSError:
        return "-"
    return told.rpartition(")")[2].split()[19]
