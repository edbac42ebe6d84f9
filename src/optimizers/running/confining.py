"""What a process gives up before it runs a candidate."""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import math
import os
import signal
import sys
import tempfile
from pathlib import Path

from optimizers.running.limits import Limits

if sys.platform != "win32":
    import resource


def confine(limits: Limits, evaluations: int, folder: str, output: int) -> None:
    """Make this process fit to run a candidate on so many examples. It is not undone.

    A group and session of its own, limits, no environment but what is allowed, `folder` as current and temporary folder,
    no input; `output` (a file descriptor) takes what it prints.
    """
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(
            number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
        )
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    _print_there()
    _limit(limits, evaluations)
    empty_environment(limits)
    _settle(folder)


def _print_there() -> None:
    """Whatever the streams of the main process were (a notebook's, a capture's): prints go to the descriptors."""
    faulthandler.disable()
    streams = [open(n, "rw"[n > 0], encoding="utf-8", closefd=False) for n in range(3)]  # noqa: SIM115  # to the end
    sys.stdin, sys.stdout, sys.stderr = streams
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = streams  # type: ignore[misc, assignment]  # another process now


def empty_environment(limits: Limits) -> None:
    """Leave only what is allowed, in Python, for children, and in what the system shows of the process."""
    kept = limits.allowed(os.environ)
    os.environ.clear()
    _wipe_initial_environment()
    os.environ.update(kept)


def _wipe_initial_environment() -> None:
    """Overwrite the block that `/proc/PID/environ` shows, which `unsetenv` leaves as it was."""
    try:
        stat = Path("/proc/self/stat").read_bytes().rpartition(b")")[2].split()
        start, stop = int(stat[47]), int(stat[48])  # env_start and env_end, fields 50 and 51
    except (OSError, ValueError, IndexError):  # no Linux
        return
    if 0 < start < stop:
        ctypes.memset(start, 0, stop - start)


def _limit(limits: Limits, evaluations: int) -> None:
    cpu = math.ceil(limits.seconds * max(evaluations, 1) * (os.cpu_count() or 1)) + 1
    _lower(resource.RLIMIT_CPU, cpu)
    _lower(resource.RLIMIT_FSIZE, limits.file_size)
    _lower(resource.RLIMIT_CORE, 0)
    with contextlib.suppress(OSError, IndexError):  # no /proc: the limit is on all that is mapped
        mapped = int(Path("/proc/self/statm").read_bytes().split()[0])
        _lower(resource.RLIMIT_AS, limits.memory + mapped * resource.getpagesize())
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write past the limit is an OSError


def _lower(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, value))


def _settle(folder: str) -> None:
    """Make the folder the current one; imports go on from where they would have."""
    before = os.getcwd()
    sys.path[:] = [before if entry == "" else entry for entry in sys.path]
    os.environ["TMPDIR"] = os.environ["HOME"] = folder
    tempfile.tempdir = None
    os.chdir(folder)
