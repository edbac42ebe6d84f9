"""Which recording a value came from: the recordings of each context, as long as somebody holds them."""

from __future__ import annotations

import sys
import weakref
from contextvars import ContextVar
from typing import Any, Protocol

from tracer.errors import CriterionNotFound


class Holder(Protocol):
    """A recording, as far as it is asked here."""

    @property
    def is_open(self) -> bool:
        """Is it still recording?"""

    def holds(self, value: Any) -> bool:
        """Is this very object among the values that were recorded?"""


_MOST = 16
_SMALL = range(-5, 257)

_recent: ContextVar[tuple[weakref.ref[Holder], ...]] = ContextVar("tracer recent", default=())


def remember(run: Holder) -> None:
    """Note that this context opened a recording."""
    alive = [r for r in _recent.get() if r() is not None]
    _recent.set((weakref.ref(run), *alive[: _MOST - 1]))


def holding(value: Any) -> Any:
    """Return the innermost open recording of this context, else the latest closed one, that holds this very object.

    Raises CriterionNotFound if none does, or if the value is one object for the whole process (None, small numbers,
    interned text), of which nobody can say which recording is meant.
    """
    if _is_shared(value):
        raise CriterionNotFound(
            f"{value!r} is one object for the whole process, so that it does not tell which recording is meant: pass the "
            "recording (`run`) instead of the value"
        )
    runs = [run for ref in _recent.get() if (run := ref()) is not None]
    for run in sorted(runs, key=lambda r: not r.is_open):
        if run.holds(value):
            return run
    raise CriterionNotFound(
        f"no recording of this context holds this {type(value).__name__}: pass the recording (`run`), or a value that "
        "traced code gave while it was open"
    )


def _is_shared(value: Any) -> bool:
    kind = type(value)
    if value is None or value is Ellipsis or kind is bool:
        return True
    if kind is int:
        return value in _SMALL
    if kind is str:
        interned = getattr(sys, "_is_interned", None)  # from 3.13 on
        return len(value) <= 1 or (interned is not None and interned(value))
    return kind in {tuple, bytes, frozenset} and not value
