"""The import hook: chosen modules are loaded as recording code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from threading import get_ident
from types import CodeType, ModuleType

from rewriters.rewriting import Rewritten, rewrite
from tracer.loading import placed


class RecordingLoader(SourceFileLoader):
    """Loads a source file as code that can record itself. Python's own bytecode cache is neither read nor written.

    Once it has given its code it puts Python's own loader into `spec` and module: programs look at these.
    """

    spec: ModuleSpec | None = None
    rewritten: Rewritten | None = None

    def get_code(self, fullname: str) -> CodeType:
        """Return the module's recording code."""
        path = self.get_filename(fullname)
        rewritten = self.rewritten or rewrite(self.get_data(path), path)
        module = sys.modules.get(fullname)
        if self.spec is not None:
            plain = SourceFileLoader(self.name, self.path)
            self.spec.loader = plain
            if module is not None and module.__spec__ is self.spec:
                module.__loader__ = plain
        return placed(rewritten, None if module is None else vars(module))


class RecordingFinder:
    """Asks the finders after it, and gives the files that `wanted` names to the recording loader.

    What cannot be rewritten stays with the loader that was found: a file that Python refuses is refused by Python, in
    its words and without our frames. `left_plain`: files refused by us alone, each with the reason.
    """

    def __init__(self, wanted: Callable[[str], bool]) -> None:
        self._wanted = wanted
        self._asking: set[tuple[int, str]] = set()
        self.left_plain: dict[str, Exception] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return what the other finders find, with our loader where the file is wanted."""
        asked = get_ident(), fullname
        if asked in self._asking:  # by a finder that, like us, asks all the others
            return None
        self._asking.add(asked)
        try:
            spec = self._found(fullname, path, target)
        finally:
            self._asking.discard(asked)
        if spec is not None and type(spec.loader) is SourceFileLoader and spec.origin is not None:
            self._take(spec, spec.loader)
        return spec

    def _found(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None
    ) -> ModuleSpec | None:
        for finder in sys.meta_path:
            find = None if finder is self else getattr(finder, "find_spec", None)
            spec: ModuleSpec | None = None if find is None else find(fullname, path, target)
            if spec is not None:
                return spec
        return None

    def _take(self, spec: ModuleSpec, plain: SourceFileLoader) -> None:
        if not self._wanted(plain.path):
            return
        try:
            rewritten = rewrite(plain.get_data(plain.path), plain.path)
        except (SyntaxError, OSError):  # told by the loader that was found
            return
        except Exception as error:  # noqa: BLE001  # ours: the program runs as it is, and the user is told
            self.left_plain[plain.path] = error
            return
        spec.loader = loader = RecordingLoader(plain.name, plain.path)
        loader.spec, loader.rewritten = spec, rewritten


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
