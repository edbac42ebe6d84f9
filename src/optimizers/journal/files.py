"""Where journals are, and which of them a command goes on with."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from optimizers.journal.journal import Journal
from tracer.errors import TracerError

FOLDER = Path(".tracer", "runs")
END = ".journal"


class OpenJournal:
    """A journal of which this process is the only writer. `resumed`: was it begun before? `lock`: a file descriptor."""

    def __init__(self, journal: Journal, lock: int | None, *, resumed: bool) -> None:
        self.journal, self.lock, self.resumed = journal, lock, resumed

    def close(self) -> None:
        """Let others have it."""
        path = self.journal.path
        if path is not None and self.journal.finished:  # else somebody may be waiting for the file
            _lock_file(path).unlink(missing_ok=True)
        self.journal.close()
        if self.lock is not None:
            os.close(self.lock)


def in_memory() -> OpenJournal:
    """Return a journal that nobody can resume."""
    return OpenJournal(Journal(None), None, resumed=False)


def journal_for(key: str, folder: Path) -> OpenJournal:
    """Go on with the latest unfinished journal of the same command that nobody writes, else begin one.

    `key` says what the command is. Raises TracerError where none can be written.
    """
    runs = folder / FOLDER
    try:
        _make_folders(runs)
        for path in _of_key(runs, key):
            found = _resumed(path, key)
            if found is not None:
                return found
        return _begun(runs, key)
    except (OSError, sqlite3.Error) as error:
        raise TracerError(
            f"no journal can be written in {runs}: {error}; journal=False goes without"
        ) from error


def journal_at(path: Path, key: str) -> OpenJournal:
    """Go on with a journal, or begin it. Raises TracerError for one of another command, that is finished or in use."""
    if path.exists():
        found = _resumed(path, key)
        if found is None:
            raise TracerError(
                f"{path} is the journal of another command, is finished, or is being written; name another file"
            )
        return found
    lock = _locked(path)
    if lock is None:
        raise TracerError(f"{path} is being written by another process; name another file")
    journal = Journal(path)
    journal.describe({"key": key})
    return OpenJournal(journal, lock, resumed=False)


def journals(folder: Path) -> list[Path]:
    """Return the journals of a folder, the latest first."""
    return sorted((folder / FOLDER).glob(f"*{END}"), reverse=True)


def _of_key(runs: Path, key: str) -> Iterator[Path]:
    yield from sorted(runs.glob(f"*-{key[:8]}{END}"), reverse=True)


def _resumed(path: Path, key: str) -> OpenJournal | None:
    lock = _locked(path)
    if lock is None:
        return None
    journal = None
    with contextlib.suppress(sqlite3.Error):
        journal = Journal(path)
        if journal.about().get("key") == key and not journal.finished:
            return OpenJournal(journal, lock, resumed=True)
    if journal is not None:
        journal.close()
    os.close(lock)
    return None


def _begun(runs: Path, key: str) -> OpenJournal:
    moment = time.strftime("%Y%m%d-%H%M%S")
    for number in range(1_000):
        path = runs / f"{moment}-{os.getpid()}-{number}-{key[:8]}{END}"
        lock = None if path.exists() else _locked(path)
        if lock is not None:
            journal = Journal(path)
            journal.describe({"key": key})
            return OpenJournal(journal, lock, resumed=False)
    raise TracerError(f"there are too many journals in {runs}; delete some")


def _lock_file(path: Path) -> Path:
    return path.with_suffix(".lock")


def _locked(path: Path) -> int | None:
    """Lock a journal for this process; None where another one has it. A killed process leaves no lock."""
    if sys.platform == "win32":
        return os.open(_lock_file(path), os.O_RDWR | os.O_CREAT, 0o600)
    import fcntl

    lock = os.open(_lock_file(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock


def _make_folders(runs: Path) -> None:
    """Make `.tracer/runs` for the user alone, and ignored by git."""
    top = runs.parent
    top.mkdir(mode=0o700, exist_ok=True)
    ignore = top / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    runs.mkdir(mode=0o700, exist_ok=True)
