"""The project a program belongs to: the nearest folder with a `pyproject.toml`."""

from __future__ import annotations

from pathlib import Path


def nearest_pyproject(folder: Path) -> Path | None:
    """Return the `pyproject.toml` at or above a folder, or None."""
    return next(
        (p for f in (folder, *folder.parents) if (p := f / "pyproject.toml").is_file()), None
    )
