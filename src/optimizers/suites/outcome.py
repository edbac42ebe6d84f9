"""What is shown at the end of `pytest --optimize`: tests before and after, the diff, the cost."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from optimizers.engines.engine import Rollout
from optimizers.result import Result
from optimizers.suites.baseline import Baseline
from optimizers.suites.running import SKIPPED

_ROWS = 40


@dataclass
class Outcome:
    """The end of a session. `result`: None where there was nothing to do; `applied`: files that were written; `reason`: why not."""

    items: Sequence[pytest.Item]
    baseline: Baseline
    result: Result | None = None
    applied: tuple[Path, ...] = ()
    reason: str = ""

    def without(self, reason: str) -> Outcome:
        """Return it with the reason why nothing was done."""
        self.reason = reason
        return self

    @property
    def _after(self) -> Mapping[str, Rollout]:
        return {} if self.result is None else self.result.best_rollouts

    # ------------------------------------------------------------------ reports

    def reports(self) -> Iterator[pytest.TestReport]:
        """Iterate over the reports of the tests, as they end with the files as they are left."""
        after = self._after if self.applied else {}
        for item in self.items:
            rollout = after.get(item.nodeid) or self.baseline.rollouts[item.nodeid]
            yield _report(item, rollout)

    # ------------------------------------------------------------------ text

    def lines(self) -> Iterator[str]:
        """Iterate over the lines of the section."""
        if self.result is None:
            yield self.reason
            return
        yield from self._table(self.result)
        yield ""
        yield str(self.result)
        if self.result.stopped is not None:
            yield f"ended early: {self.result.stopped}"
        yield from self.result.notes
        yield ""
        if not self.result.improved:
            yield "nothing better was found; the files are as they were"
            return
        yield "how these tests end is all that is known of this change: read it before you keep it"
        yield from self.result.diff().splitlines() if not self.applied else self._written()
        if self.reason:
            yield self.reason

    def _table(self, result: Result) -> Iterator[str]:
        rows = [(s.example, _word(s.before), _word(s.after), s.held_out) for s in result.scores]
        changed = [r for r in rows if r[1] != r[2]]
        shown = rows if len(rows) <= _ROWS else changed[:_ROWS]
        width = max((len(r[0]) for r in shown), default=0)
        for test, before, after, held in shown:
            arrow = f"{before} → {after}" if before != after else before
            yield f"{test:<{width}}  {arrow}{'  (held out)' if held else ''}"
        if len(shown) < len(rows):
            yield f"({len(rows) - len(shown)} more tests, of which {max(len(changed) - len(shown), 0)} changed)"

    def _written(self) -> Iterator[str]:
        for path in self.applied:
            yield f"written: {os.path.relpath(path)}"


def _word(score: float | None) -> str:
    if score is None:
        return "failed"
    return {0.0: "failed", 1.0: "passed"}.get(score, f"{score:.4g}")


def _report(item: pytest.Item, rollout: Rollout) -> pytest.TestReport:
    skipped = rollout.error == SKIPPED
    outcome = "skipped" if skipped else "failed" if rollout.error else "passed"
    longrepr = (str(item.path), item.location[1] or 0, "Skipped") if skipped else rollout.text
    return pytest.TestReport(
        item.nodeid,
        item.location,
        dict.fromkeys(item.keywords, 1),
        outcome,  # type: ignore[arg-type]  # one of the three
        longrepr or None,
        "call",
        duration=rollout.seconds,
    )
