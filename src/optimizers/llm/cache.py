"""Replies that were paid for, on disk: sqlite, shared by processes, JSON values only."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from optimizers.errors import ModelError
from optimizers.llm import owners
from optimizers.llm.completions import Completion, Request

_SCHEMA = """
create table if not exists replies (key text primary key, model text, made real, completion text) strict;
create table if not exists asking (key text primary key, until real, owner text) strict;
"""
_BUSY = 30.0
_POLL = 0.05


@dataclass(frozen=True, slots=True)
class Kept:
    """How much a cache holds. `bytes`: of the file. `models`: replies by model."""

    replies: int
    bytes: int
    models: dict[str, int]


def default_path() -> Path:
    """Return where replies are kept: beside the other caches of the user, or where `TRACER_REPLIES` says."""
    chosen = os.environ.get("TRACER_REPLIES")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "spangrad" / "replies.sqlite"


class ReplyCache:
    """A reply is on disk before anybody uses it. Of several processes that ask the same at once, one pays.

    Keys are digests of the whole request; prompts are not kept, replies are.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def get(self, request: Request) -> Completion | None:
        """Return the reply to the very same request, or None. A row that cannot be read is as if it was not there."""
        with self._connected() as connection:
            row = connection.execute(
                "select completion from replies where key = ?", (_key(request),)
            ).fetchone()
        if row is None:
            return None
        try:
            return Completion.from_json(row[0])
        except (ValueError, TypeError):
            return None

    def put(self, request: Request, completion: Completion) -> None:
        """Keep a reply; it is on disk when this returns."""
        with self._connected() as connection, connection:
            connection.execute(
                "insert or replace into replies values (?, ?, ?, ?)",
                (_key(request), request.model, time.time(), completion.to_json()),
            )

    @contextmanager
    def claim(self, request: Request, seconds: float) -> Iterator[Completion | None]:
        """Be the one who asks: yields None. While another process does, wait; yields what it got.

        A claim ends with the process that has it; where that cannot be seen, on another host, after `seconds`.
        """
        key = _key(request)
        while not self._claimed(key, seconds):
            time.sleep(_POLL)
            found = self.get(request)
            if found is not None:
                yield found
                return
        try:
            yield self.get(request)
        finally:
            with self._connected() as connection, connection:
                connection.execute("delete from asking where key = ?", (key,))

    def _claimed(self, key: str, seconds: float) -> bool:
        now = time.time()
        with self._connected() as connection, connection:
            connection.execute("begin immediate")
            held = connection.execute(
                "select until, owner from asking where key = ?", (key,)
            ).fetchone()
            if held is not None and held[0] >= now and not owners.is_gone(held[1]):
                return False
            connection.execute(
                "insert or replace into asking values (?, ?, ?)",
                (key, now + seconds, owners.myself()),
            )
            return True

    def kept(self) -> Kept:
        """Return how much there is."""
        if not self.path.exists():
            return Kept(0, 0, {})
        with self._connected() as connection:
            rows = connection.execute(
                "select model, count(*) from replies group by model order by model"
            ).fetchall()
        models = dict(rows)
        return Kept(sum(models.values()), self.path.stat().st_size, models)

    def clear(self, model: str | None = None) -> int:
        """Forget the replies of a model, or all; return how many they were."""
        if not self.path.exists():
            return 0
        with self._connected() as connection:
            with connection:
                done = connection.execute(
                    "delete from replies where :model is null or model = :model", {"model": model}
                )
            connection.execute("vacuum")
            return done.rowcount

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """Connections are short: a process that forks or is killed holds none."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = not self.path.exists()
            with self._lock, closing(sqlite3.connect(self.path, timeout=_BUSY)) as connection:
                if new:
                    self.path.chmod(0o600)
                connection.execute("pragma synchronous = full")
                connection.executescript(_SCHEMA)
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise ModelError(
                f"{self.path}: the cache of replies cannot be used ({error}); remove the file, set TRACER_REPLIES to "
                "another one, or use cache=False"
            ) from error


def _key(request: Request) -> str:
    return hashlib.sha256(request.canonical().encode()).hexdigest()
