"""What the latest optimization found, as a change of source: `diff` and `apply` without a file of values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tracer.cli.misuse import Misuse
from tracer.errors import TracerError
from tracer.trainables.roots import project_root
from tracer.trainables.writing import diff_sources, without_marks, write_sources


def diff_latest() -> str:
    """Return it as a unified diff. Raises Misuse where there is none that still fits."""
    return diff_sources(*_found())


def apply_latest(*, strip: bool) -> list[Path]:
    """Write it, all files or none; return what changed. Raises Misuse as above, TracerError where it may not be."""
    old, new = _found()
    if strip:
        new = {path: without_marks(str(path), data) for path, data in new.items()}
    return write_sources(old, new)


def _found() -> tuple[Mapping[Path, bytes], Mapping[Path, bytes]]:
    """Return files as they are and as they would be: of the current folder's optimization, else of the project's."""
    from optimizers.journal.changes import latest
    from optimizers.journal.files import journals

    here = Path.cwd()
    try:
        change = latest(here if journals(here) else project_root())
    except TracerError as error:
        raise Misuse(str(error)) from error
    return change.old, change.new
