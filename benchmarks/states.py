"""The states a program is measured in: not recorded, recorded, beside a recording of another context."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import copy_context
from typing import TYPE_CHECKING

from timing import cpu
from tracer import Recording, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENOUGH = 10**9
"""Events: no program here has so many."""


@contextmanager
def elsewhere() -> Iterator[None]:
    """Record in another context than the one that runs."""
    manager, other = record(max_events=ENOUGH), copy_context()
    other.run(manager.__enter__)
    try:
        yield
    finally:
        other.run(manager.__exit__, None, None, None)


def beside(call: Callable[..., object], *args: object) -> float:
    """Return the CPU seconds of a call in a context that does not record while another one does."""
    with elsewhere():
        return cpu(call, *args)


def recorded(call: Callable[..., object], *args: object) -> tuple[float, float]:
    """Return the CPU seconds of a call with the recording's opening, and those of closing; the tape is dropped."""
    manager = record(max_events=ENOUGH)

    def opened() -> None:
        manager.__enter__()
        call(*args)

    return cpu(opened), cpu(manager.__exit__, None, None, None)


def recording_of(call: Callable[..., object], *args: object) -> Recording:
    """Record a call, with everything that stands on the tape."""
    with record(max_events=ENOUGH) as run:
        call(*args)
    return run
