"""The best candidate of an optimization as a change of files, kept in its journal to be seen and written later."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizers.identity import digest_of_bytes
from optimizers.journal.files import journals
from optimizers.journal.journal import Journal
from tracer.errors import TracerError
from tracer.trainables.parameter import Parameter
from tracer.trainables.writing import edited_sources

_ENDS = ("finished", "interrupted")


@dataclass(frozen=True, slots=True)
class Change:
    """`old`, `new`: the files as they are and as they would be, by path. `journal`: where it was found."""

    journal: Path
    old: Mapping[Path, bytes]
    new: Mapping[Path, bytes]


def kept(values: Mapping[Parameter, Any], journal: Path | None) -> dict[str, Any]:
    """Return what a journal keeps of a change: files from its folder on, their digests and new texts."""
    if journal is None:
        return {}
    try:
        new = edited_sources(values)
    except TracerError as error:
        return {"unwritable": str(error)}
    return {"files": [_kept(path, data, journal.absolute().parent) for path, data in new.items()]}


def _kept(path: str, new: bytes, folder: Path) -> list[str]:
    with open(path, "rb") as file:
        before = digest_of_bytes(file.read())
    return [os.path.relpath(path, folder), before, new.decode("latin-1")]  # any byte, and back


def latest(folder: Path) -> Change:
    """Return the change that the latest optimization of a folder found.

    Raises TracerError where there is none, where it found or kept nothing, was applied, or its files were changed since.
    """
    found = sorted(journals(folder), key=lambda p: (p.stat().st_mtime, p.name))
    if not found:
        raise TracerError(
            "there is no optimization here; name a file that `save_values` wrote, or run `optimize` first"
        )
    path = found[-1]
    end = _end(path)
    if end is None:
        raise TracerError(f"{path.name} is unfinished: the same command goes on with it")
    if "unwritable" in end:
        raise TracerError(f"what {path.name} found cannot be written: {end['unwritable']}")
    if not end.get("files"):
        raise TracerError(f"{path.name} found no change of source")
    new = {_place(path, name): text.encode("latin-1") for name, _, text in end["files"]}
    old = {file: _read(file, path) for file in new}
    if old == new:
        raise TracerError(f"what {path.name} found is in the source already")
    for name, digest, _ in end["files"]:
        file = _place(path, name)
        if digest_of_bytes(old[file]) != digest:
            raise TracerError(
                f"{os.path.relpath(file)} has changed since {path.name} read it: optimize again"
            )
    return Change(path, old, new)


def _place(journal: Path, name: str) -> Path:
    return Path(os.path.normpath(journal.parent / name))


def _read(file: Path, journal: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise TracerError(
            f"{os.path.relpath(file)}, which {journal.name} changes, cannot be read: {error.strerror}"
        ) from error


def _end(path: Path) -> dict[str, Any] | None:
    """Return what a journal says of its end; None where it has none."""
    try:
        journal = Journal(path)
    except sqlite3.Error as error:
        raise TracerError(f"{path.name} cannot be read: {error}") from error
    try:
        ends = [data for _, kind, data in journal.events() if kind in _ENDS]
    finally:
        journal.close()
    return ends[-1] if ends else None
