"""What the garbage collector need not see: the list of an open tape."""

from __future__ import annotations

import gc
from functools import cache
from typing import Any

_TRACK, _UNTRACK = "PyObject_GC_Track", "PyObject_GC_UnTrack"


def hide(thing: object) -> None:
    """Take a container out of the collector's sight: what it holds stays alive.

    An open tape is held by this process, so there is nothing to collect: looking through millions of items is lost
    time, and a program that asks for the referrers of its objects would find ours.
    """
    if gc.is_tracked(thing):
        _function(_UNTRACK)(thing)


def show(thing: object) -> None:
    """Let the collector see it again, so that a cycle through it can be freed."""
    if not gc.is_tracked(thing):
        _function(_TRACK)(thing)


@cache
def _function(name: str) -> Any:
    """Return a function of the C API; loaded when the first recording opens."""
    import ctypes

    return ctypes.PYFUNCTYPE(None, ctypes.py_object)((name, ctypes.pythonapi))
