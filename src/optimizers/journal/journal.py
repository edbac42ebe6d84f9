"""One journal: every evaluation is in it before its result is used."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from optimizers.engines.engine import JSONValue, Rollout
from optimizers.ledger import Bill
from optimizers.running.messages import Finished, Wire

VERSION = 1

_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS candidates (digest TEXT PRIMARY KEY, "values" TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS evaluations (
    candidate TEXT NOT NULL, example TEXT NOT NULL, probe TEXT NOT NULL, score REAL, text TEXT NOT NULL,
    error TEXT NOT NULL, seconds REAL NOT NULL, found TEXT NOT NULL, PRIMARY KEY (candidate, example, probe));
CREATE TABLE IF NOT EXISTS calls (
    payer TEXT NOT NULL, model TEXT NOT NULL, prompt_tokens INTEGER NOT NULL, reply_tokens INTEGER NOT NULL, usd REAL,
    seconds REAL NOT NULL, cached INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS replies (request TEXT, number INTEGER, reply TEXT NOT NULL, PRIMARY KEY (request, number));
CREATE TABLE IF NOT EXISTS events (at REAL NOT NULL, kind TEXT NOT NULL, data TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is asked of a candidate once: its digest, an example, a probe ("" for none)."""

    candidate: str
    example: str
    probe: str


class Journal:
    """An open journal. `path` None keeps it in memory; then nothing can be resumed.

    Raises sqlite3.Error for a file that is no journal.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._file = sqlite3.connect(":memory:" if path is None else path, isolation_level=None)
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=NORMAL")
        self._file.execute("PRAGMA busy_timeout=10000")
        self._file.executescript(_TABLES)
        self._digests = {d for (d,) in self._file.execute("SELECT digest FROM candidates")}

    def close(self) -> None:
        """Nothing is added any more."""
        self._file.close()

    # ------------------------------------------------------------------ writing

    def describe(self, about: Mapping[str, JSONValue]) -> None:
        """Say what is optimized, once."""
        rows = [(name, json.dumps(value)) for name, value in about.items()]
        self._file.executemany("INSERT OR IGNORE INTO about VALUES (?, ?)", rows)

    def add(self, asked: Evaluation, values: Wire, done: Finished) -> None:
        """Add what came of an evaluation, and what it paid; all of it or nothing."""
        one = done.rollout
        row = (one.score, one.text, one.error, one.seconds, json.dumps(one.found))
        with self._whole():
            if asked.candidate not in self._digests:
                self._digests.add(asked.candidate)
                self._file.execute(
                    "INSERT INTO candidates VALUES (?, ?)", (asked.candidate, json.dumps(values))
                )
            self._file.execute(
                "INSERT OR IGNORE INTO evaluations VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (asked.candidate, asked.example, asked.probe, *row),
            )
            self._add_bills(done.bills)

    def add_reply(self, request: str, number: int, reply: str, bills: Sequence[Bill]) -> None:
        """Add what a model replied when it was asked this for the nth time, and what that cost; all of it or nothing."""
        with self._whole():
            self._file.execute(
                "INSERT OR IGNORE INTO replies VALUES (?, ?, ?)", (request, number, reply)
            )
            self._add_bills(bills)

    def _add_bills(self, bills: Sequence[Bill]) -> None:
        self._file.executemany(
            "INSERT INTO calls VALUES (:payer, :model, :prompt_tokens, :reply_tokens, :usd, :seconds, :cached)",
            [asdict(bill) for bill in bills],
        )

    def event(self, kind: str, data: Mapping[str, Any]) -> None:
        """Add something that happened."""
        self._file.execute(
            "INSERT INTO events VALUES (?, ?, ?)", (time.time(), kind, json.dumps(data))
        )

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        self._file.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")

    # ------------------------------------------------------------------ reading

    def about(self) -> dict[str, Any]:
        """Return what `describe` was told."""
        return {n: json.loads(v) for n, v in self._file.execute("SELECT name, value FROM about")}

    def evaluations(self) -> dict[Evaluation, Rollout]:
        """Return what is known."""
        rows = self._file.execute(
            "SELECT candidate, example, probe, score, text, error, seconds, found FROM evaluations ORDER BY rowid"
        )
        return {
            Evaluation(candidate, example, probe): Rollout(
                example, score, text, error, seconds, json.loads(found)
            )
            for candidate, example, probe, score, text, error, seconds, found in rows
        }

    def candidates(self) -> dict[str, Wire]:
        """Return the values of each candidate by its digest."""
        rows = self._file.execute('SELECT digest, "values" FROM candidates ORDER BY rowid')
        return {digest: json.loads(values) for digest, values in rows}

    def replies(self) -> dict[tuple[str, int], str]:
        """Return what models replied, by request and how often it had been asked before."""
        rows = self._file.execute("SELECT request, number, reply FROM replies")
        return {(request, number): reply for request, number, reply in rows}

    def bills(self) -> list[Bill]:
        """Return what was paid."""
        rows = self._file.execute(
            "SELECT payer, model, prompt_tokens, reply_tokens, usd, seconds, cached FROM calls ORDER BY rowid"
        )
        return [Bill(p, m, asked, told, usd, s, bool(c)) for p, m, asked, told, usd, s, c in rows]

    def events(self, kind: str | None = None) -> list[tuple[float, str, dict[str, Any]]]:
        """Return what happened: when, what kind, and what."""
        rows = self._file.execute("SELECT at, kind, data FROM events ORDER BY rowid")
        return [(at, k, json.loads(data)) for at, k, data in rows if kind in {None, k}]

    @property
    def finished(self) -> bool:
        """Did the optimization come to its end?"""
        return bool(self.events("finished"))
