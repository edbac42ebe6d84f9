"""The source files that hold parameters: their bytes as last read or written, and the marks in them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from types import CodeType
from typing import Any

from rewriters.editing.text import SourceText
from rewriters.marked import Form, Mark, MarkError, marks_of
from rewriters.parsing import parse
from tracer.errors import SourceUnavailable, TracerError
from tracer.naming import module_name, name_in, parameter_id
from tracer.sources import source_of


@lru_cache(maxsize=256)
def _marks(data: bytes, every: bool) -> tuple[Mark, ...]:  # noqa: FBT001  # a cache's key
    """Reading a thousand lines takes 20 ms, and `diff` reads what it is about to write."""
    return tuple(marks_of(data, every=every))


class Version:
    """One state of a file. `before`: an earlier one, by which marks that have no name of their own are still called.

    `every`: is what could be marked taken as if it were? As in `before`, where there is one.
    """

    def __init__(
        self,
        module: str,
        path: str,
        data: bytes,
        before: Version | None = None,
        *,
        every: bool = False,
    ) -> None:
        self.every: bool = every if before is None else before.every
        self.data = data
        self.source = SourceText.read(data)
        try:
            found = _marks(data, self.every)
        except MarkError as error:
            raise TracerError(f"{path}:{error.line}: {error}") from None
        self.marks: dict[str, Mark] = {parameter_id(module, m): m for m in found}
        if before is not None:
            self.marks = _called_as(before.marks, self.marks)

    def text(self, ident: str) -> str:
        """Return the source of a parameter's span."""
        return self.source.cut(self.marks[ident].value)


def _called_as(before: Mapping[str, Mark], now: Mapping[str, Mark]) -> dict[str, Mark]:
    """Call marks that are named after their lines as they were called before: the first of a function is the first.

    Where a function has more or fewer of them now, nobody knows which is which, and they are left out.
    """
    old, new = _unnamed(before), _unnamed(now)
    known = {
        ident: mark
        for place, marks in new.items()
        for (ident, _), (_, mark) in zip(old.get(place, ()), marks, strict=False)
        if len(old[place]) == len(marks)
    }
    return {i: m for i, m in now.items() if not m.unnamed} | known


def _unnamed(marks: Mapping[str, Mark]) -> dict[tuple[str, Form], list[tuple[str, Mark]]]:
    found: dict[tuple[str, Form], list[tuple[str, Mark]]] = {}
    for ident, mark in marks.items():
        if mark.unnamed:
            found.setdefault((mark.qualname, mark.form), []).append((ident, mark))
    return found


class ModuleFile:
    """A file, as it was loaded and as it is known to be now; `namespace`: the module's globals, where it is loaded."""

    def __init__(self, path: str, namespace: Mapping[str, Any], data: bytes) -> None:
        self.path, self.namespace = path, namespace
        self._every = False
        self.module = name_in(namespace, path) if namespace else module_name(path)
        self.loaded = self._version(data)
        self.current = self.loaded
        self.spec = namespace.get("__spec__")

    def _version(self, data: bytes, before: Version | None = None) -> Version:
        try:
            return Version(self.module, self.path, data, before, every=self._every)
        except SyntaxError as error:
            raise TracerError(f"{self.path}:{error.lineno}: {error.msg}") from None

    def mark_every(self) -> None:
        """Take what could be marked as if it were, from now on."""
        if not self._every:
            self._every = True
            self.loaded, self.current = (
                self._version(self.loaded.data),
                self._version(self.current.data),
            )

    def load_again(self, namespace: Mapping[str, Any], data: bytes) -> None:
        """The module was reloaded: what is on disk now is what runs."""
        self.namespace, self.spec = namespace, namespace.get("__spec__")
        self.loaded = self.current = self._version(data)
        for name in ("tree", "codes"):
            self.__dict__.pop(name, None)

    def written(self, data: bytes) -> None:
        """The file was changed by us, and by others where their changes were merged."""
        self.current = self._version(data, self.current)

    @cached_property
    def tree(self) -> Any:
        """The tree of what is loaded."""
        return parse(self.loaded.data)

    @cached_property
    def codes(self) -> tuple[CodeType, ...]:
        """The codes of the functions in what is loaded, as Python compiles them."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # given when it was loaded
            module = compile(self.loaded.data, self.path, "exec", dont_inherit=True)
        return tuple(_inner_codes(module))


def _inner_codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _inner_codes(constant)


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
