"""The tests as they are: which pass, which fail, which do not run, which do now one and now the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from optimizers.engines.engine import Rollout
from optimizers.examples import held_out_by_name
from optimizers.journal.journal import Evaluation, Journal
from optimizers.running.messages import Job, digest
from optimizers.running.pool import Pool
from optimizers.suites.running import SKIPPED
from optimizers.suites.touching import PROBE, Place

if TYPE_CHECKING:
    import pytest

REPEATS = 3
"""Runs of each test as it is; one that ends differently is flaky."""
MARKER = "holdout"


@dataclass(frozen=True, slots=True)
class Baseline:
    """By id, how each test ended; ids of those that are flaky."""

    rollouts: Mapping[str, Rollout]
    flaky: tuple[str, ...]

    @property
    def usable(self) -> list[str]:
        """The tests that run, and end the same each time."""
        return [i for i, r in self.rollouts.items() if r.error != SKIPPED and i not in self.flaky]

    @property
    def failing(self) -> list[str]:
        """Those of them that fail."""
        return [i for i in self.usable if self.rollouts[i].error]

    @property
    def names(self) -> set[str]:
        """The names that are loaded there."""
        out = set[str]()
        for test in self.failing:
            found: Any = self.rollouts[test].found
            out.update((found or {}).get("names", ()))
        return out

    @property
    def told(self) -> dict[str, Rollout]:
        """The rollouts as engines see them: a failure's explanation, and why it came about."""
        return {i: _told(r) for i, r in self.rollouts.items()}

    @property
    def places(self) -> list[Place]:
        """The lines that the failing tests depend on."""
        out: list[Place] = []
        for test in self.failing:
            found: Any = self.rollouts[test].found
            out += [(str(file), int(line)) for file, line in (found or {}).get("places", ())]
        return out


def _told(rollout: Rollout) -> Rollout:
    found: Any = rollout.found
    why = (found or {}).get("why", "")
    return replace(rollout, text=f"{rollout.text}\n{why}".strip(), found=None)


def measured(
    pool: Pool, journal: Journal, ids: Sequence[str], seed: int, repeats: int = REPEATS
) -> Baseline:
    """Run the tests as they are: once recorded, then with other random numbers. What the journal knows is not run again."""
    known = journal.evaluations()
    first = _run(pool, journal, known, ids, seed, PROBE)
    usable = [i for i in ids if first[i].error != SKIPPED]
    flaky: dict[str, None] = {}
    for number in range(1, repeats):
        again = _run(pool, journal, known, usable, seed + number, None)
        flaky |= {i: None for i in usable if bool(again[i].error) != bool(first[i].error)}
    return Baseline(first, tuple(flaky))


def _run(  # what a run consists of
    pool: Pool,
    journal: Journal,
    known: Mapping[Evaluation, Rollout],
    ids: Iterable[str],
    seed: int,
    probe: str | None,
) -> dict[str, Rollout]:
    name = f"baseline:{seed}:{probe}"
    asked = {i: Evaluation(digest({}), i, name) for i in ids}
    found = {i: known[e] for i, e in asked.items() if e in known}
    jobs = [Job({}, (i,), probe, seed) for i in asked if i not in found]
    for job, done in pool.run(jobs, lambda: False):
        journal.add(asked[done.rollout.example], job.values, done)
        found[done.rollout.example] = done.rollout
    return {i: found[i] for i in asked}


def held_out(items: Mapping[str, pytest.Item], baseline: Baseline) -> tuple[list[str], str]:
    """Return the tests that no engine sees, and why these."""
    usable, failing = baseline.usable, set(baseline.failing)
    chosen = [i for i in usable if items[i].get_closest_marker(MARKER) is not None]
    if chosen:
        return chosen, f"{len(chosen)} tests are held out by the marker {MARKER}"
    chosen = held_out_by_name(usable)
    if failing and failing <= set(chosen):
        chosen = [i for i in chosen if i not in failing]
    if not chosen:
        return [], f"no test is held out: there are {len(usable)}, or none is marked {MARKER}"
    return chosen, f"{len(chosen)} of {len(usable)} tests are held out by a hash of their names"
