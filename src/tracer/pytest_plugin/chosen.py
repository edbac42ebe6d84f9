"""Which files are recorded: the project's own, or what the user names."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Callable, Sequence
from functools import cache

_FOREIGN = frozenset({"site-packages", "dist-packages", "node_modules", "__pycache__", "venv"})
_OURS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_PACKAGES = tuple(os.path.join(_OURS, name, "") for name in ("tracer", "rewriters", "optimizers"))
_STANDARD = tuple(
    os.path.join(path, "") for path in {sysconfig.get_path(n) for n in ("stdlib", "platstdlib")}
)


def project_files(root: str) -> Callable[[str], bool]:
    """Return what accepts the files of a project: below its root, in no environment and no hidden folder."""
    root = os.path.abspath(root)

    @cache
    def is_own(folder: str) -> bool:
        if folder == root:
            return True
        outer, name = os.path.split(folder)
        if outer == folder or name in _FOREIGN or name.startswith("."):
            return False
        return not os.path.exists(os.path.join(folder, "pyvenv.cfg")) and is_own(outer)

    def wanted(path: str) -> bool:
        path = os.path.abspath(path)
        return _is_source(path) and is_own(os.path.dirname(path))

    return wanted


def named_files(names: Sequence[str], start: str) -> Callable[[str], bool]:
    """Return what accepts the files of folders, files and packages, named as seen from `start`.

    What is no existing path is a package: a file is in `a.b` when it lies in a folder `a/b`, wherever that is.
    """
    paths = [os.path.abspath(os.path.join(start, name)) for name in names]
    folders = [project_files(p) for p in paths if os.path.isdir(p)]
    files = {p for p in paths if os.path.isfile(p)}
    packages = [
        os.sep + name.replace(".", os.sep)
        for name, path in zip(names, paths, strict=True)
        if not os.path.exists(path)
    ]

    def wanted(path: str) -> bool:
        path = os.path.abspath(path)
        if not _is_source(path):
            return False
        if path in files or any(f(path) for f in folders):
            return True
        return any(f"{p}{os.sep}" in path or path.endswith(f"{p}.py") for p in packages)

    return wanted


def _is_source(path: str) -> bool:
    """Is this Python source that may be recorded at all: not ours, not Python's own?"""
    if not path.endswith(".py") or path.startswith(_PACKAGES):
        return False
    return not path.startswith(_STANDARD) or "site-packages" in path or "dist-packages" in path
