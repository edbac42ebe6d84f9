"""Mean and standard error of scores over seeds, along evaluations, calls of models, or minutes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import Literal

from harness.experiment import Experiment
from harness.results import Outcome, Point, curve

Axis = Literal["evaluations", "calls", "minutes"]

_STEPS = 60


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over seeds, of each the mean over its problems; `error` is its standard error, None for one seed."""

    mean: float
    error: float | None
    seeds: int


def estimate(scores: Sequence[tuple[int, float]]) -> Estimate | None:
    """Return the estimate from pairs of seed and score; None where there are none."""
    seeds = sorted({seed for seed, _ in scores})
    if not seeds:
        return None
    means = [fmean(score for s, score in scores if s == seed) for seed in seeds]
    error = stdev(means) / sqrt(len(means)) if len(means) > 1 else None
    return Estimate(fmean(means), error, len(means))


def position(point: Point, axis: Axis) -> float:
    """Return where a point stands on an axis."""
    return point.seconds / 60 if axis == "minutes" else getattr(point, axis)


def score_at(experiment: Experiment, outcome: Outcome, axis: Axis, where: float) -> float | None:
    """Return the score that an arm had there; its last one where it had ended; None where it had none yet."""
    points = curve(outcome, best=experiment.curve == "best", larger=experiment.larger)
    before = bisect_right([position(p, axis) for p in points], where)
    return points[before - 1].score if before else None


def final(experiment: Experiment, outcomes: Sequence[Outcome]) -> Estimate | None:
    """Return the estimate of the scores at the end."""
    return at(experiment, outcomes, "evaluations", float("inf"))


def at(
    experiment: Experiment, outcomes: Sequence[Outcome], axis: Axis, where: float
) -> Estimate | None:
    """Return the estimate at a place of an axis; None unless all of them had a score there."""
    scores = [(o.seed, score_at(experiment, o, axis, where)) for o in outcomes]
    known = [(seed, score) for seed, score in scores if score is not None]
    return estimate(known) if len(known) == len(scores) else None


def along(
    experiment: Experiment, outcomes: Sequence[Outcome], axis: Axis
) -> list[tuple[float, Estimate]]:
    """Return the curve of an arm: places of the axis with their estimates."""
    ends = [max((position(p, axis) for p in o.points), default=0.0) for o in outcomes]
    longest = max(ends, default=0.0)
    if axis == "minutes":
        places = [longest * step / _STEPS for step in range(1, _STEPS + 1)]
    else:
        places = [float(n) for n in range(int(longest) + 1)]
    found = [(place, at(experiment, outcomes, axis, place)) for place in places]
    return [(place, value) for place, value in found if value is not None]
