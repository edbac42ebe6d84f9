"""Functions traced one by one: their code is exchanged while a recording is open, and only then."""

from __future__ import annotations

import threading
import warnings
from types import CodeType, FunctionType
from weakref import WeakSet

_registered: WeakSet[FunctionType] = WeakSet()
_swapped: WeakSet[FunctionType] = WeakSet()
_originals: dict[CodeType, CodeType] = {}
_opaque: WeakSet[FunctionType] = WeakSet()
_lock = threading.RLock()
_state = {"in": False}


def register(function: FunctionType) -> None:
    """Make a function record itself while a recording is open. Nothing is loaded and nothing changes before."""
    with _lock:
        _registered.add(function)
        if _state["in"]:
            _switch(function)


def unregister(function: FunctionType) -> None:
    """Let a function run as it was written, also while a recording is open."""
    with _lock:
        _registered.discard(function)
        original = _originals.get(function.__code__)
        if original is not None:
            function.__code__ = original


def is_registered(function: FunctionType) -> bool:
    """Is this function traced?"""
    return function in _registered


def switch_in() -> None:
    """Give every registered function its recording code."""
    with _lock:
        _state["in"] = True
        for function in list(_registered):
            _switch(function)


def switch_out() -> None:
    """Give them their own code back; frames that run finish with the code they started with."""
    with _lock:
        _state["in"] = False
        for function in list(_swapped):
            original = _originals.get(function.__code__)
            if original is not None:
                function.__code__ = original
        _swapped.clear()


def _switch(function: FunctionType) -> None:
    code = function.__code__
    if function in _opaque or code in _originals:
        return
    from tracer.sources import recording_twin

    twin, problem = recording_twin(function)
    if twin is None:
        _opaque.add(function)
        if problem is not None:
            where = f"{code.co_filename}:{code.co_firstlineno}"
            warnings.warn(
                f"{function.__qualname__} ({where}) is recorded as one opaque call: {problem}",
                stacklevel=2,
            )
        return
    _originals[twin] = code
    _swapped.add(function)
    function.__code__ = twin
