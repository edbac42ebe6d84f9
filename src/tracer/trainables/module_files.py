"""The source files that hold parameters: their bytes as last read or written, and the marks in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

from rewriters.editing.text import SourceText
from rewriters.marked import Mark, MarkError, marks_of
from rewriters.parsing import parse
from tracer.errors import SourceUnavailable, TracerError
from tracer.naming import module_name, name_in, parameter_id
from tracer.sources import source_of


@lru_cache(maxsize=256)
def _marks(data: bytes) -> tuple[Mark, ...]:
    """Reading a thousand lines takes 20 ms, and `diff` reads what it is about to write."""
    return tuple(marks_of(data))


class Version:
    """One state of a file."""

    def __init__(self, module: str, path: str, data: bytes) -> None:
        self.data = data
        self.source = SourceText.read(data)
        try:
            found = _marks(data)
        except MarkError as error:
            raise TracerError(f"{path}:{error.line}: {error}") from None
        self.marks: dict[str, Mark] = {parameter_id(module, m): m for m in found}

    def text(self, ident: str) -> str:
        """Return the source of a parameter's span."""
        return self.source.cut(self.marks[ident].value)


class ModuleFile:
    """A file, as it was loaded and as it is known to be now; `namespace`: the module's globals, where it is loaded."""

    def __init__(self, path: str, namespace: Mapping[str, Any], data: bytes) -> None:
        self.path, self.namespace = path, namespace
        self.module = name_in(namespace, path) if namespace else module_name(path)
        self.loaded = self._version(data)
        self.current = self.loaded
        self.spec = namespace.get("__spec__")

    def _version(self, data: bytes) -> Version:
        try:
            return Version(self.module, self.path, data)
        except SyntaxError as error:
            raise TracerError(f"{self.path}:{error.lineno}: {error.msg}") from None

    def load_again(self, namespace: Mapping[str, Any], data: bytes) -> None:
        """The module was reloaded: what is on disk now is what runs."""
        self.namespace, self.spec = namespace, namespace.get("__spec__")
        self.loaded = self.current = self._version(data)
        self.__dict__.pop("tree", None)

    def written(self, data: bytes) -> None:
        """The file was changed by us, and by others where their changes were merged."""
        self.current = self._version(data)

    @cached_property
    def tree(self) -> Any:
        """The tree of what is loaded."""
        return parse(self.loaded.data)


_files: dict[str, ModuleFile] = {}


def file_of(path: str, namespace: Mapping[str, Any]) -> ModuleFile:
    """Return the file of a module with these globals (empty: not loaded); read when it is first asked for.

    Raises SourceUnavailable where nobody knows its text, TracerError for marks that cannot be read.
    """
    known = _files.get(path)
    if known is not None and (not namespace or known.spec is namespace.get("__spec__")):
        return known
    data = source_of(path, namespace)
    if data is None:
        raise SourceUnavailable(f"{path} cannot be read; its parameters are known by its source")
    if known is None or not known.namespace:
        known = _files[path] = ModuleFile(path, namespace, data)
    else:
        known.load_again(namespace, data)
    return known


def known_files() -> Iterator[ModuleFile]:
    """Iterate over the files asked for so far."""
    return iter(list(_files.values()))
