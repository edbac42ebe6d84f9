"""Modules written for one test: files on disk, imported from there."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import ModuleType

from tracer import importing

_numbers = count()


def write_module(folder: Path, source: str | bytes) -> Path:
    """Write a module under a name that no other has."""
    path = folder / f"made_module_{next(_numbers)}.py"
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return path


def import_file(path: Path) -> ModuleType:
    """Import a file as Python does, under the name of the file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules[path.stem]
    return module


@contextmanager
def hooked(folder: Path, wanted: Callable[[str], bool] | None = None) -> Iterator[None]:
    """Import modules of a folder (or those wanted) through our hook; forget them afterwards."""
    finder = importing.install(wanted or (lambda path: Path(path).is_relative_to(folder)))
    known = set(sys.modules)
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        importing.uninstall(finder)
        importlib.invalidate_caches()
        for name in set(sys.modules) - known:
            file = getattr(sys.modules[name], "__file__", None)
            if file and Path(file).is_relative_to(folder):
                del sys.modules[name]


def import_hooked(path: Path) -> ModuleType:
    """Import a file through our hook."""
    with hooked(path.parent):
        importlib.invalidate_caches()
        return importlib.import_module(path.stem)
