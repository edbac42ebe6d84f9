"""The project a program belongs to: the nearest folder with a `pyproject.toml`, or with other signs of one."""

from __future__ import annotations

import os
import sys
from functools import cache
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


_SIGNS = ("pyproject.toml", ".git", "setup.cfg", "setup.py")
_INSTALLED = ("site-packages", "dist-packages")


def home_path(file: str) -> str:
    """Return a file's path from its project's root on, which says nothing of the machine.

    Of an installed module it is that from the folder where packages are installed; without a project, from the folder it
    is imported from; else the file's name.
    """
    folder, name = os.path.split(os.path.abspath(file))
    for installed in _INSTALLED:
        before, found, inside = folder.rpartition(f"{os.sep}{installed}")
        if found and (not inside or inside.startswith(os.sep)) and before:
            return os.path.join(inside.lstrip(os.sep), name)
    root = _root_of(folder) or _imported_from(folder)
    return name if root is None else os.path.relpath(os.path.join(folder, name), root)


@cache
def _root_of(folder: str) -> str | None:
    while not any(os.path.exists(os.path.join(folder, sign)) for sign in _SIGNS):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def _imported_from(folder: str) -> str | None:
    """Return the longest folder of `sys.path` around a folder, else that around the package it is."""
    around = [os.path.abspath(p) for p in sys.path if p]
    found = [p for p in around if os.path.join(folder, "").startswith(os.path.join(p, ""))]
    if found:
        return max(found, key=len)
    top = folder
    while os.path.isfile(os.path.join(top, "__init__.py")):
        top = os.path.dirname(top)
    return None if top == folder else top
