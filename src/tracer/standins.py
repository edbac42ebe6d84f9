"""What stands in a loaded run for objects whose values a run file does not hold."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


class NotSaved:
    """An object of which a run file knows the type's name only; it is itself and equals nothing else."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__module__}.{type(self).__qualname__}>"


class RunsSite(NotSaved):
    """A function, generator or coroutine; what it runs is the function at a site of a file."""

    __slots__ = ("file", "site")

    file: str
    site: int


class SavedError(Exception):
    """An exception of a type that is not builtin, as a run file has it."""


@lru_cache(maxsize=4096)
def _standin(module: str, name: str, base: type[NotSaved]) -> type[Any]:
    return type(name, (base,), {"__module__": module, "__slots__": (), "__qualname__": name})


def named(type_name: str) -> NotSaved:
    """Return a new stand-in for an object of the type `module:qualname`."""
    module, _, name = type_name.partition(":")
    found: NotSaved = _standin(module, name, NotSaved)()
    return found


def running(type_name: str, file: str, site: int) -> RunsSite:
    """Return a new stand-in for something that runs the function at a site."""
    module, _, name = type_name.partition(":")
    found: RunsSite = _standin(module, name, RunsSite)()
    found.file, found.site = file, site
    return found


@lru_cache(maxsize=4096)
def _error_type(module: str, name: str) -> type[BaseException]:
    import builtins

    known = getattr(builtins, name, None) if module == "builtins" else None
    if isinstance(known, type) and issubclass(known, BaseException):
        return known
    return type(name, (SavedError,), {"__module__": module, "__qualname__": name})


def error(type_name: str, args: tuple[Any, ...]) -> BaseException:
    """Return an exception of a builtin type, or one that bears the name of the user's type."""
    module, _, name = type_name.partition(":")
    kind = _error_type(module, name)
    try:
        return kind(*args)
    except (TypeError, ValueError):  # a type that refuses these arguments shows them all the same
        return _error_of_name(module, name)(*args)


def _error_of_name(module: str, name: str) -> type[BaseException]:
    return type(name, (SavedError,), {"__module__": module, "__qualname__": name})


def type_name(value: object) -> str:
    """Return `module:qualname` of a value's type; a stand-in's is that of what it stands for."""
    kind = type(value)
    return f"{kind.__module__}:{kind.__qualname__}"
