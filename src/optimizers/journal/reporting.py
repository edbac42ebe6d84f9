"""What a journal says, for people."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

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
    scores: dict[str, dict[str, float | None]] = {}
    for asked, rollout in journal.evaluations().items():
        scores.setdefault(asked.candidate, {})[asked.example] = rollout.score
    yield f"{len(scores)} candidates; the best:"
    values = journal.candidates()

    def rank(candidate: str) -> tuple[int, float, int]:
        found = [s for s in scores[candidate].values() if s is not None]
        failed = len(scores[candidate]) - len(found)
        return failed, -fmean(found) if found else 0.0, -len(found)

    for candidate in sorted(scores, key=rank)[:_CANDIDATES]:
        failed, score, _ = rank(candidate)
        what = "as it is" if candidate == digest({}) else _shown(values[candidate])
        more = f", {failed} failed" if failed else ""
        yield f"  {-score:.6g}{more} on {len(scores[candidate])} examples: {what}"


def _shown(values: object) -> str:
    text = " ".join(str(values).split())
    return text if len(text) <= 120 else f"{text[:119]}…"
