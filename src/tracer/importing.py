"""The import hook: chosen modules are loaded as recording code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

from tracer.loading import recording_code
from tracer.modules import note_dual


class RecordingLoader(SourceFileLoader):
    """Loads a source file as code that can record itself. Python's own bytecode cache is neither read nor written."""

    def get_code(self, fullname: str) -> CodeType:
        """Return the module's recording code."""
        path = self.get_filename(fullname)
        module = sys.modules.get(fullname)
        note_dual(path)
        return recording_code(
            self.get_data(path), path, namespace=None if module is None else vars(module)
        )


class RecordingFinder(MetaPathFinder):
    """Gives the files that `wanted` names to the recording loader, leaves all else to the finders after it."""

    def __init__(self, wanted: Callable[[str], bool]) -> None:
        self._wanted = wanted

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a spec with our loader, or None."""
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or type(spec.loader) is not SourceFileLoader or spec.origin is None:
            return None
        if not self._wanted(spec.origin):
            return None
        spec.loader = RecordingLoader(spec.loader.name, spec.loader.path)
        spec.cached = None
        return spec


def install(wanted: Callable[[str], bool]) -> RecordingFinder:
    """Load modules whose file `wanted` accepts as recording code from now on; return the finder, for `uninstall`.

    Modules that are already imported stay as they are.
    """
    finder = RecordingFinder(wanted)
    sys.meta_path.insert(0, finder)
    return finder


def uninstall(finder: RecordingFinder) -> None:
    """Take the hook away; modules loaded by it stay."""
    sys.meta_path.remove(finder)
