"""Functions whose code is exchanged: while a recording is open they record, while an overlay is open they consult it."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterable
from types import CodeType, FunctionType
from weakref import WeakKeyDictionary, WeakSet

Twin = Callable[[FunctionType, CodeType], CodeType | None]
"""From a function and its own code to the code it runs instead, or None."""

_registered: WeakSet[FunctionType] = WeakSet()
_borrowed: WeakSet[FunctionType] = WeakSet()
_swapped: WeakSet[FunctionType] = WeakSet()
_originals: dict[CodeType, CodeType] = {}
_recordings: WeakKeyDictionary[FunctionType, tuple[CodeType, CodeType]] = WeakKeyDictionary()
_opaque: WeakKeyDictionary[FunctionType, str | None] = WeakKeyDictionary()
"""Functions that run as they were written, and why: None where there is nothing to record."""
_lock = threading.RLock()


class _State:
    """`recording`: is one open? `twin`: the code that consults overlays. `adopt`: the code a new function begins with."""

    __slots__ = ("adopt", "recording", "twin")

    def __init__(self) -> None:
        self.recording = False
        self.twin: Twin | None = None
        self.adopt: Callable[[FunctionType], None] | None = None


_state = _State()


def register(function: FunctionType) -> None:
    """Make a function record itself while a recording is open. Nothing is loaded and nothing changes before."""
    with _lock:
        _registered.add(function)
        if _state.recording or _state.twin is not None:
            _place(function)


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


def registered() -> list[FunctionType]:
    """Return the traced functions."""
    with _lock:
        return list(_registered)


def original_of(function: FunctionType) -> CodeType:
    """Return the code a function has while nothing is recorded or overlaid."""
    return _originals.get(function.__code__, function.__code__)


def replace(function: FunctionType, code: CodeType) -> None:
    """Give a function another code of its own; frames that run finish with the body they started with."""
    with _lock:
        function.__code__ = code
        _opaque.pop(function, None)
        if function in _registered or function in _borrowed:
            _place(function)


def adopt(function: FunctionType) -> None:
    """A function was made trainable: it begins with the body that is set for it, if one is."""
    if _state.adopt is not None:
        _state.adopt(function)


def adopt_by(adopter: Callable[[FunctionType], None]) -> None:
    """Ask `adopter` about each function that is made trainable from now on."""
    _state.adopt = adopter


def switch_in() -> None:
    """Give every registered function its recording code."""
    with _lock:
        _state.recording = True
        _place_all()


def switch_out() -> None:
    """Give them their own code back; frames that run finish with the code they started with."""
    with _lock:
        _state.recording = False
        _place_all()


def note_twins(twins: Iterable[CodeType], original: CodeType) -> None:
    """Say whose twins these are: functions made while they run have them from the start."""
    for twin in twins:
        _originals[twin] = original


def vary(twin: Twin | None, others: Iterable[FunctionType] = ()) -> None:
    """Give the traced functions and `others` the code that `twin` names; None: their own again."""
    with _lock:
        _state.twin = twin
        _borrowed.update(others)
        _place_all()
        if twin is None:
            _borrowed.clear()


def _place_all() -> None:
    if _state.recording or _state.twin is not None:
        for function in {*_registered, *_borrowed}:
            _place(function)
        return
    for function in list(_swapped):
        original = _originals.get(function.__code__)
        if original is not None:
            function.__code__ = original
    _swapped.clear()


def _place(function: FunctionType) -> None:
    """Give a function the code that what is open asks for."""
    current = function.__code__
    original = _originals.get(current, current)
    wanted = None if _state.twin is None else _state.twin(function, original)
    if wanted is None and _state.recording and function in _registered:
        wanted = _recording(function, original)
    wanted = original if wanted is None else wanted
    if wanted is not original:
        _originals[wanted] = original
        _swapped.add(function)
    if wanted is not function.__code__:
        function.__code__ = wanted


def _recording(function: FunctionType, original: CodeType) -> CodeType | None:
    if function in _opaque:
        return None
    known = _recordings.get(function)
    if known is not None and known[0] is original:
        return known[1]
    from tracer.sources import recording_twin

    function.__code__ = original
    twin, problem = recording_twin(function)
    if twin is None:
        told = _told(function, original, problem)
        _opaque[function] = told
        if told is not None:
            warnings.warn(told, stacklevel=2)
        return None
    _recordings[function] = original, twin
    return twin


def _told(function: FunctionType, original: CodeType, problem: str | None) -> str | None:
    if problem is None:
        return None
    where = f"{original.co_filename}:{original.co_firstlineno}"
    return f"{function.__qualname__} ({where}) is recorded as one opaque call: {problem}"


def not_recorded() -> list[str]:
    """Return which traced functions are recorded as opaque calls, and why, as the warnings said."""
    with _lock:
        return [told for told in _opaque.values() if told is not None]
