"""Writing several files, all of them or none; killed at any moment, each file is the old one or the new one."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_JOURNAL = "apply.json"


@dataclass(frozen=True, slots=True)
class _Change:
    """A file, what it is to become, and where its old bytes are kept until all files are written."""

    target: Path
    new: Path
    old: Path

    @classmethod
    def of(cls, target: Path) -> _Change:
        name = f".{target.name}.spangrad"
        return cls(target, target.with_name(f"{name}-new"), target.with_name(f"{name}-old"))


def write_all(
    contents: Mapping[Path, bytes], journal: Path, before: Mapping[Path, bytes] | None = None
) -> None:
    """Replace files by new bytes; `journal` is a folder for the list of what a killed run would leave behind.

    Processes that write by the same journal do so one after the other. `before`: what the new bytes were made from.
    Raises OSError, with every file as it was, if one of them cannot be written or is not what it was before.
    """
    if not contents:
        remove_leftovers(journal)
        return
    _make_folder(journal)
    with _alone(journal):
        remove_leftovers(journal)
        _require_unchanged(before or {})
        _write_alone(contents, journal)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep out other processes; one that is killed keeps nobody out."""
    if sys.platform == "win32":  # which cannot lock folders
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _require_unchanged(before: Mapping[Path, bytes]) -> None:
    for path, data in before.items():
        if path.read_bytes() != data:
            raise OSError(f"{path} was changed by another program meanwhile; do it again")


def _write_alone(contents: Mapping[Path, bytes], journal: Path) -> None:
    changes = [_Change.of(Path(os.path.realpath(path))) for path in contents]
    record = _keep_list(journal, changes)
    written: list[_Change] = []
    try:
        for change, data in zip(changes, contents.values(), strict=True):
            _prepare(change, data)
        for change in changes:
            os.rename(change.new, change.target)
            written.append(change)
        for folder in {c.target.parent for c in changes}:
            _sync_folder(folder)
    except BaseException:
        for change in written:
            os.rename(change.old, change.target)
        raise
    finally:
        _remove([*(c.new for c in changes), *(c.old for c in changes), record])


def remove_leftovers(journal: Path) -> None:
    """Remove what a run that was killed left behind; the files themselves are old or new."""
    record = journal / _JOURNAL
    try:
        names = json.loads(record.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except ValueError:  # killed while it was written: nothing had begun
        names = []
    _remove([*(Path(n) for n in names if ".spangrad-" in n), record])


def _make_folder(journal: Path) -> None:
    made = not journal.exists()
    journal.mkdir(mode=0o700, parents=True, exist_ok=True)
    if made:
        (journal / ".gitignore").write_text("*\n", encoding="utf-8")


def _keep_list(journal: Path, changes: list[_Change]) -> Path:
    record = journal / _JOURNAL
    names = [str(p) for c in changes for p in (c.new, c.old)]
    _write(record, json.dumps(names).encode())
    return record


def _prepare(change: _Change, data: bytes) -> None:
    """Write the new bytes and keep the old ones beside the file."""
    before = change.target.stat()
    shutil.copy2(change.target, change.old)
    _write(change.new, data)
    os.chmod(change.new, stat.S_IMODE(before.st_mode))
    after = change.new.stat()
    if int(after.st_mtime) <= int(before.st_mtime):
        # Python knows bytecode by size and second: of the same ones it would run the old file's.
        os.utime(change.new, (after.st_atime, int(before.st_mtime) + 1))


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every system can
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove(paths: list[Path]) -> None:
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
