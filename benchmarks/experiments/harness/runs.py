"""`Run`: what an arm is given, and what it reports through."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

from harness.models import Served, counts, unit_name
from harness.proxy import TEST
from harness.results import Point, Spent
from optimizers import LLM, Budget, Event


class SkipArm(Exception):
    """Raised by an arm that cannot run here; its text is the reason."""


class OverBudget(Exception):
    """An arm has made more evaluations than it may: its result would not be comparable."""


@dataclass(eq=False)
class Run:
    """One arm on one problem with one seed."""

    experiment: str
    arm: str
    problem: str
    seed: int
    budget: Budget
    smoke: bool = False
    options: Mapping[str, str | None] = field(default_factory=dict)
    model: str | None = None
    folder: Path = field(default_factory=Path.cwd)
    proxy: str | None = None

    def __post_init__(self) -> None:
        self.unit = unit_name(self.experiment, self.arm, self.problem, self.seed)
        self.evaluations = 0
        self.points: list[Point] = []
        self.facts: dict[str, Any] = {}
        self._asks = False
        self._program = 0.0
        self._start = time.monotonic()

    # ------------------------------------------------------------------ what it may use

    def option(self, name: str) -> str | None:
        """Return an option of the experiment's own; None if it was not given."""
        return self.options[name]

    def llm(self, role: str = "optimizer", *, timeout: float = 1800.0, **options: Any) -> LLM:
        """Return the model, for the optimizer or (`role="program"`) for the program. Raises SkipArm where there is none.

        With `role="test"` it is for scoring what was learned: counted, and no part of the budget.

        `options` are those of `optimizers.LLM`; the seed is told to the model, too.
        """
        served = Served(self.base_url(role), self.model or "model")
        return LLM(served, timeout=timeout, **{"seed": self.seed, **options})

    def base_url(self, role: str = "optimizer") -> str:
        """Return an address of the OpenAI protocol that counts for this arm. Raises SkipArm where there is no model."""
        if self.proxy is None:
            raise SkipArm("no model: give one by --model")
        self._asks = True
        return f"{self.proxy}/{self.unit}/{role}/v1"

    # ------------------------------------------------------------------ what it reports

    @contextmanager
    def program(self) -> Iterator[None]:
        """Within the block the program or simulator runs."""
        start, busy = time.monotonic(), self._counts()["busy"]
        try:
            yield
        finally:
            asked = self._counts()["busy"] - busy
            self._program += max(time.monotonic() - start - asked, 0.0)

    def evaluated(self, score: float | None, count: int = 1) -> None:
        """Count evaluations, and note the score that there is now; None where it failed. Raises OverBudget."""
        self._count(count)
        self.point(score)

    def point(self, score: float | None) -> None:
        """Note a score without a further evaluation."""
        known = None if score is None or not math.isfinite(score) else float(score)
        self.points.append(Point(self.evaluations, self._calls(), self._seconds(), known))

    def watch(
        self, examples: int = 1, score: Callable[[float], float] = lambda mean: mean
    ) -> Callable[[Event], None]:
        """Return what `optimize(on_event=…)` is told, so that its evaluations are counted.

        A candidate is a point once it was tried on so many examples. `score`: from the mean of the objective to the
        score of the experiment.
        """
        tried: dict[str, dict[str, float | None]] = {}

        def listen(event: Event) -> None:
            if event.kind != "rollout":
                return
            self._count(1)
            self._program += event.data["seconds"]
            found = tried.setdefault(event.data["candidate"], {})
            found[event.data["example"]] = event.data["score"]
            if len(found) == examples:
                known = [s for s in found.values() if s is not None]
                self.point(score(fmean(known)) if len(known) == examples else None)

        return listen

    def goes_on(self) -> bool:
        """Is there something left of evaluations, calls and seconds?"""
        used = self.evaluations, self._calls(), self._seconds()
        limits = self.budget.evaluations, self.budget.calls, self.budget.seconds
        return all(most is None or have < most for have, most in zip(used, limits, strict=True))

    def note(self, **facts: Any) -> None:
        """Add facts to the result."""
        self.facts |= facts

    def spent(self) -> Spent:
        """Return what was used so far."""
        told = self._counts()
        names = ("calls", "prompt_tokens", "reply_tokens", "unmetered", "busy")
        asked = {name: told[name] for name in names if name in told}
        return Spent(self.evaluations, **asked, program=self._program, seconds=self._seconds())

    def model_problem(self) -> str:
        """Return why a reply could not be had; "" if all could."""
        return str(self._counts().get("problem", ""))

    # ------------------------------------------------------------------ parts

    def _count(self, evaluations: int) -> None:
        self.evaluations += evaluations
        most = self.budget.evaluations
        if most is not None and self.evaluations > most:
            raise OverBudget(f"{self.evaluations} evaluations, where {most} are allowed")

    def _calls(self) -> int:
        """Return how many calls count for the budget."""
        return sum(n for role, n in self._counts()["calls"].items() if role != TEST)

    def _seconds(self) -> float:
        return time.monotonic() - self._start

    def _counts(self) -> dict[str, Any]:
        if not self._asks or self.proxy is None:
            return {"busy": 0.0, "calls": {}}
        return counts(self.proxy, self.unit)
