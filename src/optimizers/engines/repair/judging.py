"""Which examples pass, and which of several patches that pass them all is to be believed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from optimizers.engines.engine import Rollout
from optimizers.engines.repair.candidates import Candidate


def goal_of(rollouts: Iterable[Rollout]) -> float:
    """Return the score with which an example passes: 1, or 0 where scores are losses, or the best there is above 1."""
    scores = [r.score for r in rollouts if r.score is not None]
    if scores and max(scores) <= 0 and min(scores) < 0:
        return 0.0
    return max([1.0, *scores])


def passes(rollout: Rollout, goal: float) -> bool:
    """Does a rollout reach the goal?"""
    return not rollout.error and rollout.score is not None and rollout.score >= goal


def ended_late(rollout: Rollout) -> bool:
    """Was it ended for want of time, by us or by the test's own limit?"""
    return rollout.error == "timeout" or "TimeoutError" in rollout.error + rollout.text


@dataclass(frozen=True, slots=True)
class Plausible:
    """A candidate that passes all examples tried.

    `tokens`: how many it changes. `confirmed`: in how many passing examples it changes what is computed on the way.
    `alike`: how far the length of that way is what it was, from 0 to 1.
    """

    candidate: Candidate
    tokens: int
    confirmed: int = 0
    alike: float = 1.0

    @property
    def credit(self) -> float:
        """How far it is to be believed.

        A wrong patch would fail some of the examples in which it changes values; each one that passes nevertheless speaks
        for it. One that makes the program do much more or less than it did where it was right is not what was meant.
        Each further token is one that fewer examples decide on.
        """
        confirmed = _CONFIRMED ** min(self.confirmed, 4)
        return self.candidate.score * confirmed * self.alike * _TOKEN ** (self.tokens - 1)


_CONFIRMED = 1.15
_TOKEN = 0.9
