"""What a test says of itself beside passing: its score, through the fixture `score`."""

from __future__ import annotations

import pytest

_SCORE = pytest.StashKey[float]()


class Score:
    """Called with a number (larger is better); the last one counts."""

    def __init__(self, item: pytest.Item) -> None:
        self._item = item

    def __call__(self, value: float) -> None:
        """Record the score of this test."""
        self._item.stash[_SCORE] = float(value)


def score_of(item: pytest.Item) -> float | None:
    """Return what the test recorded."""
    return item.stash.get(_SCORE, None)


def forget_score(item: pytest.Item) -> None:
    """The test is about to run again."""
    if _SCORE in item.stash:
        del item.stash[_SCORE]
