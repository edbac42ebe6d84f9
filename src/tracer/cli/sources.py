"""Which files are recorded: the program's folder, or what `--source` names."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence

from tracer.cli.misuse import Misuse

_OWN = tuple(
    os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(__file__))), name) + os.sep
    for name in ("tracer", "rewriters", "optimizers")
)
_INSTALLED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
_LIBRARY = os.path.dirname(os.__file__) + os.sep


class Wanted:
    """Tells whether a file is to be recorded: inside one of the folders, or one of the files.

    `everything`: also what is installed, because the user named it.
    """

    def __init__(self, paths: Iterable[str], *, everything: bool) -> None:
        self.paths = tuple(paths)
        self._files = {form for path in self.paths for form in _forms(path)}
        self._folders = tuple(os.path.join(path, "") for path in self._files)
        self.everything = everything

    def __call__(self, path: str) -> bool:
        """Is this file to be recorded?"""
        path = os.path.abspath(path)
        if path.startswith(_OWN):
            return False
        if not (path in self._files or path.startswith(self._folders)):
            return False
        return self.everything or not self._is_installed(path)

    def _is_installed(self, path: str) -> bool:
        """Is it the standard library's or somebody else's package? The program's folder may stand among these."""
        inner = max((f for f in self._folders if path.startswith(f)), key=len, default="")
        rest = os.sep + path[len(inner) :]
        return any(part in rest for part in _INSTALLED) or (
            path.startswith(_LIBRARY) and not inner.startswith(_LIBRARY)
        )


def _forms(path: str) -> set[str]:
    """A module may be found through a link, or not."""
    return {os.path.abspath(path), os.path.realpath(path)}


def wanted(program_folder: str, sources: Sequence[str]) -> Wanted:
    """Return what tells which files are recorded. Raises Misuse for a source that is not there."""
    if not sources:
        return Wanted([program_folder], everything=False)
    paths = [path for source in sources for path in _paths(source, program_folder)]
    return Wanted(paths, everything=True)


def _paths(source: str, folder: str) -> list[str]:
    """Return the paths that a package's name, a path or a glob stands for."""
    if os.path.exists(source):
        return [os.path.abspath(source)]
    if any(c in source for c in "*?["):
        import glob

        found = glob.glob(source, recursive=True)
    else:
        found = _of_package(source, folder)
    if not found:
        raise Misuse(f"--source {source}: no such folder, file or package")
    return [os.path.abspath(path) for path in found]


def _of_package(name: str, folder: str) -> list[str]:
    """Return where a package's or module's files are, without importing it. It may stand in the program's folder."""
    from importlib.machinery import PathFinder

    top, *inner = name.split(".")
    spec = PathFinder.find_spec(top, [folder, *sys.path])
    if spec is None:
        return []
    origin = [spec.origin] if spec.origin and not inner else []
    places = list(spec.submodule_search_locations or origin)
    for part in inner:
        inside = [os.path.join(place, part + end) for place in places for end in ("", ".py")]
        places = [path for path in inside if os.path.exists(path)]
    return places
