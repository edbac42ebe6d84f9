"""Working folders of candidates: each finds copies of the user's files, and none finds these themselves."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_LEFT_OUT = frozenset({"__pycache__", "node_modules", "site-packages", "venv"})
_MOST_FILES = 5_000
_MOST_BYTES = 50 << 20


class Folders:
    """The folders of one optimization, all in one temporary place.

    `copied`: is a copy of `source` there, for paths relative to the current folder? It is not where it would be large.
    """

    def __init__(self, source: str) -> None:
        self.top = tempfile.mkdtemp(prefix="spangrad-")
        self._owner = os.getpid()
        self._copy = os.path.join(self.top, "files")
        self.copied = _copied(source, self._copy)

    def fresh(self) -> str:
        """Make a folder for one candidate: its own files, and links to the copies."""
        folder = tempfile.mkdtemp(dir=self._top())
        if self.copied and os.path.isdir(self._copy):
            for name in os.listdir(self._copy):
                os.symlink(os.path.join(self._copy, name), os.path.join(folder, name))
        return folder

    def _top(self) -> str:
        """A candidate may have deleted it."""
        os.makedirs(self.top, exist_ok=True)
        return self.top

    def remove(self) -> None:
        """Delete all of them."""
        shutil.rmtree(self.top, ignore_errors=True)

    def remove_if_alone(self, parent: int) -> None:
        """Delete all of them if the process that made them is no longer there to do it."""
        if parent != self._owner:
            self.remove()


def drop(folder: str) -> None:
    """Delete what a candidate has left."""
    shutil.rmtree(folder, ignore_errors=True)


def _copied(source: str, target: str) -> bool:
    files = []
    size = 0
    for path in _files(source):
        files.append(path)
        size += path.stat().st_size
        if len(files) > _MOST_FILES or size > _MOST_BYTES:
            return False
    for path in files:
        new = os.path.join(target, os.path.relpath(path, source))
        os.makedirs(os.path.dirname(new), exist_ok=True)
        shutil.copyfile(path, new)
    return bool(files)


def _files(source: str) -> Iterator[Path]:
    for folder, folders, names in os.walk(source):
        folders[:] = [
            f
            for f in folders
            if not f.startswith(".")
            and f not in _LEFT_OUT
            and not os.path.exists(os.path.join(folder, f, "pyvenv.cfg"))
        ]
        for name in names:
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink():
                yield path
