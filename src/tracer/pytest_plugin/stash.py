"""Where a test's recording is kept while the test runs."""

from __future__ import annotations

import pytest

from tracer.recording import Recording

_RECORDING = pytest.StashKey[Recording]()


def recording_of(node: pytest.Item) -> Recording | None:
    """Return the recording of a test, if it is recorded."""
    return node.stash.get(_RECORDING, None)


def keep(node: pytest.Item, run: Recording) -> None:
    """Make a recording that of a test."""
    node.stash[_RECORDING] = run


def drop(node: pytest.Item) -> None:
    """The test is over: nobody needs its recording any more."""
    if _RECORDING in node.stash:
        del node.stash[_RECORDING]
