"""How far to go at once where a score looks like a negated loss: to where its derivatives say that none is left."""

from __future__ import annotations

import math
from collections.abc import Mapping

FARTHEST = 2.0
"""No parameter is moved by more of its scales."""


def leap(
    score: float,
    uphill: Mapping[str, float],
    rates: Mapping[str, float],
    scales: Mapping[str, float],
) -> dict[str, float]:
    """Return by how much each parameter is moved; {} where there is nothing to go by.

    A score below zero is taken for a negated loss, whose best is zero: a guess, as in the step of Polyak (1969), which
    whoever leaps must judge by what comes of it. With one parameter it is Newton's step to where the score is zero. With
    several each moves uphill in proportion to its rate, as under Adam's rule.
    """
    gain = sum(rate * abs(uphill.get(i, 0.0)) for i, rate in rates.items())
    if score >= 0 or not 0 < gain < math.inf:
        return {}
    farthest = min(FARTHEST * scales[i] / rate for i, rate in rates.items() if rate > 0)
    share = min(-score / gain, farthest)
    found = {i: uphill.get(i, 0.0) for i in rates}
    return {i: math.copysign(share * rates[i], d) if d else 0.0 for i, d in found.items()}
