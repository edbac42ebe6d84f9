"""Objects that a tape must not keep alive: generators and files, which do something when the program drops them."""

from __future__ import annotations

import _io
from functools import cache
from types import AsyncGeneratorType, CodeType, GeneratorType
from typing import Any
from weakref import getweakrefs, ref


class GeneratorReference(ref[Any]):
    """On a tape in place of a generator, which is closed when the program lets go of it; `code` is the generator's."""

    __slots__ = ("code",)

    code: CodeType

    def __repr__(self) -> str:
        return f"<generator {self.code.co_qualname}>"


class generator(GeneratorReference):  # noqa: N801  # it is shown by the type it stands for
    """In place of a generator."""

    __slots__ = ()


class async_generator(GeneratorReference):  # noqa: N801  # so is this
    """In place of an asynchronous generator."""

    __slots__ = ()


class ResourceReference(ref[Any]):
    """In place of a file or its like, which is closed when the program lets go of it: of a type of the same name."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, let go>"


REFERENCES: set[type] = {generator, async_generator}
"""What stands on a tape in place of an object that it must not keep."""

_FILES = frozenset(
    {
        _io.FileIO,
        _io.TextIOWrapper,
        _io.BufferedReader,
        _io.BufferedWriter,
        _io.BufferedRandom,
        _io.BufferedRWPair,
        memoryview,
    }
)
_OTHERS = {
    "bz2": {"BZ2File"},
    "gzip": {"GzipFile"},
    "lzma": {"LZMAFile"},
    "mmap": {"mmap"},
    "os": {"_wrap_close"},
    "socket": {"socket", "SocketIO"},
    "sqlite3": {"Connection", "Cursor", "Blob"},
    "ssl": {"SSLSocket"},
    "subprocess": {"Popen"},
    "tarfile": {"TarFile"},
    "tempfile": {"TemporaryDirectory", "SpooledTemporaryFile", "_TemporaryFileWrapper"},
    "zipfile": {"ZipFile", "ZipExtFile"},
}
"""By module, types that are not loaded with Python itself."""


def loosely(value: Any) -> Any:
    """Return what goes on the tape for a value that may be such an object."""
    kind = type(value)
    if kind is GeneratorType or kind is AsyncGeneratorType:
        return _known(value) or _generator(value)
    if kind in _FILES or _is_other(kind):
        return _known(value) or _resource(value)
    return value


def _known(value: Any) -> ref[Any] | None:
    """Return the reference that there is: it is one object for one, also when that is gone."""
    return next((r for r in getweakrefs(value) if type(r) in REFERENCES), None)


def _generator(value: Any) -> GeneratorReference:
    found: GeneratorReference
    if type(value) is GeneratorType:
        found = generator(value)
        found.code = value.gi_code
    else:
        found = async_generator(value)
        found.code = value.ag_code
    return found


def _resource(value: Any) -> Any:
    try:
        return _reference_to(type(value).__name__)(value)
    except TypeError:  # it cannot be referred to weakly
        return value


@cache
def _reference_to(name: str) -> type[ResourceReference]:
    made = type(name, (ResourceReference,), {"__slots__": (), "__module__": __name__})
    REFERENCES.add(made)
    return made


_module_of = type.__dict__["__module__"].__get__
"""Of a type itself, whatever its metaclass has."""


def _is_other(kind: type) -> bool:
    names = _OTHERS.get(_module_of(kind))
    return names is not None and kind.__name__ in names


def still_there(value: Any) -> Any:
    """Return the object itself if it is still there."""
    found = value() if type(value) in REFERENCES else value
    return value if found is None else found
