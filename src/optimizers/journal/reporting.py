"""What a journal says, for people."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean

from optimizers.engines.engine import Rollout, reason
from optimizers.journal.journal import Journal
from optimizers.running.messages import digest

_CANDIDATES = 10


def summary(path: Path) -> str:
    """Return one line on a journal."""
    try:
        journal = Journal(path)
    except sqlite3.Error as error:
        return f"optimization, cannot be read: {error}"
    try:
        return f"optimization, {_state(journal)}"
    finally:
        journal.close()


def _state(journal: Journal) -> str:
    finished = journal.events("finished")
    if finished:
        return str(finished[-1][2].get("text", "finished"))
    return f"unfinished after {len(journal.evaluations())} evaluations: the same command goes on"


def report(path: Path) -> Iterator[str]:
    """Iterate over the lines of a report: the plan, the best candidates, what was paid. Raises sqlite3.Error."""
    journal = Journal(path)
    try:
        for _, _, data in journal.events("plan"):
            yield str(data["text"])
        yield _state(journal)
        yield from _candidates(journal)
        bills = journal.bills()
        if bills:
            yield f"{len(bills)} calls of models, ${sum(b.usd or 0.0 for b in bills):.4f}"
    finally:
        journal.close()


def _candidates(journal: Journal) -> Iterator[str]:
    tried: dict[str, dict[str, Rollout]] = {}
    for asked, rollout in journal.evaluations().items():
        tried.setdefault(asked.candidate, {})[asked.example] = rollout
    yield f"{len(tried)} candidates; the best:"
    values = journal.candidates()

    def place(candidate: str) -> tuple[int, float, int]:
        scores = [r.score for r in tried[candidate].values()]
        known = [s for s in scores if s is not None]
        return len(scores) - len(known), -fmean(known) if known else 0.0, -len(scores)

    for candidate in sorted(tried, key=place)[:_CANDIDATES]:
        what = "as it is" if candidate == digest({}) else _shown(values[candidate])
        yield from _candidate(list(tried[candidate].values()), what)


def _candidate(rollouts: Sequence[Rollout], what: str) -> Iterator[str]:
    scores = [r.score for r in rollouts if r.score is not None]
    failed = [r for r in rollouts if r.score is None]
    score = f"{fmean(scores):.6g}" if scores else "no score"
    more = f", {len(failed)} failed" if failed else ""
    yield f"  {score}{more} on {len(rollouts)} examples: {what}"
    if failed:
        yield f"    {failed[0].example!r}: {reason(failed[0])}"


def _shown(values: object) -> str:
    text = " ".join(str(values).split())
    return text if len(text) <= 120 else f"{text[:119]}…"
