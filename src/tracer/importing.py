"""The import hook: chosen modules are loaded as recording code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any
from zipimport import zipimporter

from rewriters.rewriting import Rewritten, rewrite
from tracer.finders import OtherFinders
from tracer.loading import placed


class _Prepared:
    """What a recording loader was made for: a spec, the loader it stands in for, the file as it was found."""

    def __init__(self, spec: ModuleSpec, plain: Any, rewritten: Rewritten) -> None:
        self.spec, self.plain, self.rewritten = spec, plain, rewritten

    def code(self, fullname: str) -> CodeType:
        """Return the module's recording code; put the plain loader into spec and module: programs look at these."""
        module = sys.modules.get(fullname)
        self.spec.loader = self.plain
        if module is not None and module.__spec__ is self.spec:
            module.__loader__ = self.plain
        return placed(self.rewritten, None if module is None else vars(module))


class RecordingLoader(SourceFileLoader):
    """Loads a source file as code that can record itself. Python's own bytecode cache is neither read nor written."""

    prepared: _Prepared | None = None

    def get_code(self, fullname: str) -> CodeType:
        """Return the module's recording code."""
        if self.prepared is not None:
            return self.prepared.code(fullname)
        path = self.get_filename(fullname)
        return placed(rewrite(self.get_data(path), path))


class RecordingZipLoader(zipimporter):
    """The same for source in a zip file."""

    prepared: _Prepared

    def get_code(self, fullname: str) -> CodeType:
        """Return the module's recording code."""
        return self.prepared.code(fullname)


class RecordingFinder:
    """Asks the finders after it, and gives the files that `wanted` names to the recording loader.

    What cannot be rewritten stays with the loader that was found: a file that Python refuses is refused by Python, in
    its words and without our frames. `left_plain`: files refused by us alone, each with the reason.
    """

    def __init__(self, wanted: Callable[[str], bool]) -> None:
        self._wanted = wanted
        self._others = OtherFinders(self)
        self.left_plain: dict[str, Exception] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return what the other finders find, with our loader where the file is wanted."""
        spec = self._others.find_spec(fullname, path, target)
        if spec is not None and type(spec.loader) in (SourceFileLoader, zipimporter):
            self._take(spec, spec.loader)
        return spec

    def _take(self, spec: ModuleSpec, plain: Any) -> None:
        path = spec.origin
        if path is None or not self._wanted(path):
            return
        try:
            rewritten = rewrite(plain.get_data(path), path)
        except (SyntaxError, OSError):  # told by the loader that was found
            return
        except Exception as error:  # noqa: BLE001  # ours: the program runs as it is, and the user is told
            self.left_plain[path] = error
            return
        loader: Any
        if isinstance(plain, zipimporter):
            loader = RecordingZipLoader(os.path.join(plain.archive, plain.prefix))
        else:
            loader = RecordingLoader(plain.name, plain.path)
        loader.prepared = _Prepared(spec, plain, rewritten)
        spec.loader = loader


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
