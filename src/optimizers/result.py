"""What an optimization found."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

from optimizers.engines.engine import Rollout, mean_score
from optimizers.ledger import Spent
from tracer.trainables.parameter import Parameter
from tracer.trainables.writing import apply_values, diff_values

_DRAWS = 1_000
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean score and the interval that holds it with 95 % (bootstrap over the examples).

    `failed`: examples without a score, which the mean leaves out. `mean` is None where all failed.
    """

    mean: float | None
    low: float | None
    high: float | None
    failed: int = 0

    def __str__(self) -> str:
        failed = f", {self.failed} failed" if self.failed else ""
        if self.mean is None or self.low is None or self.high is None:
            return f"no score{failed}"
        if self.low == self.high:
            return f"{self.mean:.4g}{failed}"
        return f"{self.mean:.4g} [{self.low:.4g}, {self.high:.4g}]{failed}"


def mean_of(scores: Sequence[float | None]) -> Mean:
    """Return the mean of scores, None being a failure. Deterministic."""
    known = [s for s in scores if s is not None]
    failed = len(scores) - len(known)
    if not known:
        return Mean(None, None, None, failed)
    drawn = random.Random(0)  # noqa: S311  # no secret
    means = sorted(fmean(drawn.choices(known, k=len(known))) for _ in range(_DRAWS))
    return Mean(fmean(known), means[_DRAWS // 40], means[-_DRAWS // 40], failed)


@dataclass(frozen=True, slots=True)
class Scored:
    """An example's score before and after; None where the run failed. `held_out`: no engine has seen it."""

    example: str
    before: float | None
    after: float | None
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """A candidate: its values by parameter, and the rollouts of the examples it was tried on."""

    values: Mapping[Parameter, Any]
    rollouts: tuple[Rollout, ...]

    @property
    def score(self) -> float | None:
        """The mean over these examples; None where one failed."""
        return mean_score(self.rollouts)


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """What `optimize` returns.

    `best`: the value of each parameter in the best candidate. `before`, `after`: mean scores, over the held-out
    examples where there are some. `cost`: what was spent, earlier parts of a resumed optimization included. `engine`:
    which one, and `reason` why that. `stopped`: why it ended before the engine had nothing more to try, or None. `notes`:
    what the user should know. `journal`: its file. `best_rollouts`: of the best candidate, by example.
    """

    best: Mapping[Parameter, Any]
    changed: Mapping[Parameter, Any]
    scores: tuple[Scored, ...]
    cost: Spent
    tried: tuple[Tried, ...]
    engine: str
    reason: str = ""
    stopped: str | None = None
    notes: tuple[str, ...] = ()
    journal: Path | None = None
    best_rollouts: Mapping[str, Rollout] = field(default_factory=dict)

    @property
    def before(self) -> Mean:
        """The mean score of the program as it is."""
        return mean_of([s.before for s in self._judged])

    @property
    def after(self) -> Mean:
        """The mean score of the best candidate."""
        return mean_of([s.after for s in self._judged])

    @property
    def _judged(self) -> list[Scored]:
        held = [s for s in self.scores if s.held_out]
        return held or list(self.scores)

    @property
    def improved(self) -> bool:
        """Is the best candidate another one than the program as it is?"""
        return bool(self.changed)

    def diff(self) -> str:
        """Return what `apply` would change in the source, as a unified diff."""
        return diff_values(self.changed)

    def apply(self) -> list[Path]:
        """Use the best values in this process and write them to the source, all files or none; return what changed.

        Raises SpanConflict where a span was changed meanwhile; then nothing is written or used.
        """
        written = apply_values(self.changed)
        for parameter, value in self.changed.items():
            parameter.set(value)
        return written

    def __str__(self) -> str:
        kept = f"{self.before} → {self.after}" if self.improved else f"{self.before}, not improved"
        spent = f", {self.cost}" if self.cost.calls or self.cost.cached else ""
        held = sum(s.held_out for s in self.scores)
        where = f" ({held} held-out examples)" if held else ""
        return f"{self.engine}: {kept}{where}; {self.cost.evaluations} evaluations{spent}"

    def __repr__(self) -> str:
        named = ", ".join(f"{p.name}={v!r:.40}" for p, v in self.changed.items())
        what = f"changes {named}" if self.improved else "changes nothing"
        return f"<Result {self}; {what if len(what) <= _LONGEST else what[: _LONGEST - 1] + '…'}>"
