"""How a program ends: what the interpreter says and does then, said and done from Python."""

from __future__ import annotations

import sys
from types import TracebackType


def without_ours(error: BaseException) -> BaseException:
    """Return the error, its traceback without the frame of ours that called the program."""
    ours = error.__traceback__
    return error.with_traceback(None if ours is None else ours.tb_next)


def tell(error: BaseException) -> None:
    """Say of an uncaught error what Python says; to be called while no exception is being handled."""
    kind, traceback = type(error), error.__traceback__
    sys.last_type, sys.last_value, sys.last_traceback = kind, error, traceback
    if sys.version_info >= (3, 12):
        sys.last_exc = error
    hook = getattr(sys, "excepthook", None)
    sys.audit("sys.excepthook", hook, kind, error, traceback)
    if hook is None:
        _write("sys.excepthook is missing\n")
        _show(error, traceback)
        return
    failure = _failure(hook, kind, error, traceback)
    if failure is not None:
        _write("Error in sys.excepthook:\n")
        _show(failure, failure.__traceback__)
        _write("\nOriginal exception was:\n")
        _show(error, traceback)


def _failure(
    hook: object, kind: type, error: BaseException, traceback: TracebackType | None
) -> BaseException | None:
    """Return the exception that left the program's hook. SystemExit ends the program."""
    try:
        hook(kind, error, traceback)  # type: ignore[operator]  # if it is not callable that is told
    except SystemExit:
        raise
    except BaseException as failure:  # noqa: BLE001  # told by the caller
        return without_ours(failure)
    return None


def _show(error: BaseException, traceback: TracebackType | None) -> None:
    sys.__excepthook__(type(error), error, traceback)


def _write(text: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(text)
        sys.stderr.flush()


def is_interrupt(error: BaseException) -> bool:
    """Does the interpreter, after its usual end, let this error kill the process by SIGINT?"""
    return type(error) is KeyboardInterrupt


def note_interrupt() -> None:
    """Let the interpreter end by SIGINT as it does after an uncaught Ctrl-C, once `__main__` has run to its end.

    It remembers a KeyboardInterrupt that leaves code given as text, until more such code runs: call this last.
    """
    try:
        exec("raise KeyboardInterrupt")  # noqa: S102  # see above
    except KeyboardInterrupt:
        return
