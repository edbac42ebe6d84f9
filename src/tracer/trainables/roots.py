"""Which files may be written: those of the project, by hand written, and open to writing."""

from __future__ import annotations

import os
import re
from pathlib import Path

from tracer.errors import TracerError
from tracer.project import nearest_pyproject

_GENERATED = re.compile(rb"^\s*#.*(@generated|do not edit)", re.IGNORECASE | re.MULTILINE)
_HEAD = 10
"""Lines in which generated files say, in a comment, that they are."""


def project_root() -> Path:
    """Return the nearest folder with a `pyproject.toml` at or above the current one, else the current one."""
    here = Path.cwd()
    file = nearest_pyproject(here)
    return here if file is None else file.parent


def require_writable(path: Path, data: bytes, root: Path) -> None:
    """Raise TracerError for a file that must not be written."""
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(os.path.realpath(root)):
        raise TracerError(
            f"{path} is outside of the project ({root}) and is not written; run from its own project"
        )
    if real.suffix != ".py" or _GENERATED.search(b"\n".join(data.splitlines()[:_HEAD])):
        raise TracerError(f"{path} is generated and is not written; change what it is made from")
    if not real.stat().st_mode & 0o222 or not os.access(real, os.W_OK):
        raise TracerError(f"{path} is read-only and is not written; make it writable first")
