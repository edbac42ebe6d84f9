"""The project a program belongs to: the nearest folder with a `pyproject.toml`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def nearest_pyproject(folder: Path) -> Path | None:
    """Return the `pyproject.toml` at or above a folder, or None."""
    from pathlib import Path

    found = pyproject_above(os.fspath(folder))
    return None if found is None else Path(found)


def pyproject_above(folder: str) -> str | None:
    """The same for paths as text, which a program that starts need not load `pathlib` for."""
    while True:
        file = os.path.join(folder, "pyproject.toml")
        if os.path.isfile(file):
            return file
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
