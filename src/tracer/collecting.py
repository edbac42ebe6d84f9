"""What the garbage collector need not see: the list of an open tape."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache


@cache
def hiding() -> Callable[[int], None]:
    """Return what takes the container with this `id` out of the collector's sight: what it holds stays alive.

    An open tape is held by this process, so there is nothing to collect: looking through millions of items is lost
    time, and a program that asks for the referrers of its objects would find ours.
    """
    return _function("PyObject_GC_UnTrack")


def show(thing: object) -> None:
    """Let the collector see a hidden container again, so that a cycle through it can be freed."""
    if not gc.is_tracked(thing):
        _function("PyObject_GC_Track")(id(thing))


@cache
def _function(name: str) -> Callable[[int], None]:
    """Return a function of the C API; loaded when the first recording opens.

    It takes addresses: ctypes asks for an object's class, and gives an error of its own at the recursion limit.
    """
    import ctypes

    made = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)
    function: Callable[[int], None] = made((name, ctypes.pythonapi))
    return function


@contextmanager
def paused() -> Iterator[None]:
    """Collect nothing for a block that makes no garbage: looking for some would take most of its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
