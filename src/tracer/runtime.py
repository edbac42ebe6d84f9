"""What recorded code needs while it runs. Every function here is on somebody's hot path."""

from __future__ import annotations

import copyreg
import sys
from collections.abc import Callable
from contextvars import ContextVar
from itertools import count
from sys import getrefcount
from types import (
    GetSetDescriptorType,
    MemberDescriptorType,
    TracebackType,
)
from typing import Any

from tracer.letting_go import loosely
from tracer.tape import OFF, Sink, write_of

context: ContextVar[Sink] = ContextVar("tracer", default=OFF)
context.set(
    OFF
)  # what is set is found in the variable's cache, a default only after a search: 10 ns
_get = context.get
_exception: Callable[[], Any] = sys.exception

# The slots themselves: a user's exception class may have attributes, or code, of these names.
_traceback_of: Callable[[Any], Any] = vars(BaseException)["__traceback__"].__get__
_context_of: Callable[[Any], Any] = vars(BaseException)["__context__"].__get__


class _Named:
    """An object that pickles as a name of this module: it stands among the constants of users' code."""

    __slots__ = ("True", "_name")

    def __init__(self, name: str) -> None:
        self._name = name

    def __reduce__(self) -> str:
        return self._name


UNSET = _Named("UNSET")
"""In place of the value of an operand that was not evaluated."""

IDLE = _Named("IDLE")
"""`True` of it: no recording is open in this process."""


def set_idle(*, idle: bool) -> None:
    """Say whether any recording is open in this process."""
    setattr(IDLE, "True", idle)
    _process["recording"] = not idle


def is_recording_open() -> bool:
    """Is any recording open in this process?"""
    return _process["recording"]


_process = {"recording": False}
setattr(IDLE, "True", True)


def single(record: int, value: Any) -> Any:
    """Record one expression."""
    if _process["recording"]:
        write_of(_get())((record, loosely(value)))
    return value


def resumed(record: int, token: int, value: Any) -> Any:
    """A frame goes on inside an expression that batches nothing."""
    if _process["recording"]:
        write_of(_get())((record, token, loosely(value)))
    return value


def enter(record: int, *values: Any) -> None:
    """A frame that batches nothing begins."""
    if _process["recording"]:
        write_of(_get())((record, *values))


def leave(record: int, value: Any) -> Any:
    """A frame that batches nothing ends with `value`."""
    if _process["recording"]:
        write_of(_get())((record, value))
    return value


def dump(record: int, values: dict[str, Any]) -> None:
    """An exception passes: keep the instruction it came from and the locals, which hold what was not yet written.

    Lambdas and comprehensions have no guard of their own: their frames, innermost last, are kept here too. Neither
    frame nor traceback is kept.
    """
    _dump(record, values, _exception())


def dump_unbound(record: int, values: dict[str, Any]) -> None:
    """The same, after the attempt to keep just some locals met one that is not bound."""
    _dump(record, values, _context_of(_exception()))


def _dump(record: int, values: dict[str, Any], error: BaseException) -> None:
    traceback = _traceback_of(error)
    if traceback is None:  # a group that `except*` has just made
        write_of(_get())((record, None, None, -1, id(error), 0))
        return
    place, way = traceback.tb_lasti, id(traceback)
    write_of(_get())((record, values, _unguarded(traceback.tb_next), place, id(error), way))


def _unguarded(traceback: Any) -> list[tuple[int, str, int, dict[str, Any]]] | None:
    """Code that is not recorded may stand between; what has a guard tells itself what it has left."""
    from rewriters.templates import EXTEND

    found = []
    while traceback is not None:
        frame = traceback.tb_frame
        code = frame.f_code
        if code.co_name[0] == "<":
            values = {**frame.f_locals}
            if (tape := _get().tape) is not None:
                tape.hide(values)
            found.append((code.co_firstlineno, code.co_name, traceback.tb_lasti, values))
        elif EXTEND in code.co_varnames or EXTEND in code.co_cellvars:
            break
        traceback = traceback.tb_next
    return found or None


def hidden(values: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of the locals of a frame, which the program must not find among the referrers of its objects.

    Below 3.13 the dictionary is the frame's own and would keep them alive: it is emptied, unless somebody else has it.
    """
    kept = values
    if sys.version_info < (3, 13):
        kept = {**values}
        if getrefcount(values) <= _UNSHARED:
            values.clear()
    if (tape := _get().tape) is not None:
        tape.hide(kept)
    return kept


def _unshared() -> int:
    """Return how many references to a frame's locals the function sees that is handed them."""

    def seen(values: dict[str, Any]) -> int:
        return getrefcount(values)

    return seen(locals())


_UNSHARED = _unshared()


def note(record: int) -> None:
    """An exception passes code whose locals must not be looked at."""
    if _process["recording"]:
        sink, error = _get(), _exception()
        traceback = _traceback_of(error)
        left, place = None, -1
        if traceback is not None:
            left, place = _unguarded(traceback.tb_next), traceback.tb_lasti
        write_of(sink)((record, None, left, place, id(error), id(traceback)))
        setattr(sink, "None", error)


HELPERS = {
    "get": _get,
    "unset": UNSET,
    "type": type,
    "str": str,
    "token": count(1).__next__,
    "single": single,
    "resumed": resumed,
    "enter": enter,
    "exit": leave,
    "dump": dump,
    "dump_unbound": dump_unbound,
    "note": note,
    "hidden": hidden,
    "loosely": loosely,
    "locals": locals,
    "exception": _exception,
    "instruction": vars(TracebackType)["tb_lasti"].__get__,
    "traceback": _traceback_of,
    "id": id,
    "NameError": NameError,
    "RecursionError": RecursionError,
    "idle": IDLE,
}
"""What the placeholders in recording code stand for."""


def _context() -> ContextVar[Sink]:
    return context


def _reduce_context(variable: ContextVar[Any]) -> Any:
    if variable is context:
        return _context, ()
    raise _unpicklable(variable)


_SLOTS = (vars(BaseException)["__traceback__"], vars(TracebackType)["tb_lasti"])


def _slot(name: str) -> Any:
    return next(slot for slot in _SLOTS if slot.__name__ == name)


def _reduce_slot(slot: Any) -> Any:
    if slot in _SLOTS:
        return _slot, (slot.__name__,)
    raise _unpicklable(slot)


def _unpicklable(thing: object) -> TypeError:
    """Return what pickle says of such a thing."""
    kind = type(thing)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return TypeError(f"cannot pickle '{module}{kind.__qualname__}' object")


# Functions are pickled by value with the constants of their code (cloudpickle), and those hold our helpers.
copyreg.pickle(ContextVar, _reduce_context)
copyreg.pickle(GetSetDescriptorType, _reduce_slot)
copyreg.pickle(MemberDescriptorType, _reduce_slot)
