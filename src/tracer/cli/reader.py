"""What reads our output may go away before its end, as `head` does, or not know all characters."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

UNREAD = 141
"""The status then: that of a program which the signal SIGPIPE ends, as shells tell it."""


@contextmanager
def while_read() -> Iterator[None]:
    """Leave by SystemExit, without a word, where what the block prints is not read to its end.

    What standard output cannot encode is written as escapes, as Python does on standard error.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # Python flushes once more at its end
        sys.exit(UNREAD)
