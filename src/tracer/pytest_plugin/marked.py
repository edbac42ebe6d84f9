"""The marker `trace`: a test recorded by itself, where the session is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tracer.pytest_plugin import stash
from tracer.recording import record
from tracer.sources import has_source
from tracer.swapping import register
from tracer.tracing import innermost

if TYPE_CHECKING:
    import pytest


@contextmanager
def recorded(item: pytest.Item) -> Iterator[None]:
    """Record a test, its own function included, and make the recording known to the fixture `recording`."""
    for function in innermost(getattr(item, "obj", None)):
        if has_source(function):
            register(function)
    with record() as run:
        stash.keep(item, run)
        try:
            yield
        finally:
            stash.drop(item)
