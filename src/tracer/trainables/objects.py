"""Live objects found by their names: functions, classes and instances of a module."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from itertools import chain
from types import FunctionType
from typing import Any

from tracer.tracing import innermost


def functions_named(namespace: Mapping[str, Any], qualname: str) -> list[FunctionType]:
    """Return the functions of this qualified name that live; those made by calls are looked for among all objects."""
    if "<locals>" in qualname:
        return [
            f for f in live_functions() if f.__qualname__ == qualname and f.__globals__ is namespace
        ]
    found = innermost(_member(namespace, qualname.split(".")))
    return [f for f in found if f.__globals__ is namespace]


def classes_named(namespace: Mapping[str, Any], qualname: str) -> list[type]:
    """Return the classes of this qualified name that live."""
    if "<locals>" in qualname:
        module = namespace.get("__name__")
        return [
            c
            for c in dict.fromkeys(_derived(object))
            if c.__qualname__ == qualname and c.__module__ == module
        ]
    found = _member(namespace, qualname.split("."))
    return [found] if isinstance(found, type) else []


def _member(namespace: Mapping[str, Any], names: list[str]) -> object:
    item: object = None
    for name in names:
        item = namespace.get(name)
        namespace = vars(item) if isinstance(item, type) else {}
    return item


def _derived(cls: type) -> Iterator[type]:
    """A class and those derived from it, some more than once."""
    yield cls
    derived: list[type] = type.__subclasses__(cls)
    for kind in derived:
        if kind is not cls:
            yield from _derived(kind)


def instances(cls: type) -> Iterator[object]:
    """Iterate over the live instances of a class and of its subclasses: an instance refers to its class."""
    for kind in dict.fromkeys(_derived(cls)):
        yield from (o for o in gc.get_referrers(kind) if type(o) is kind)


def live_functions() -> list[FunctionType]:
    """Return all functions of Python that live.

    What cannot be called is left out in the one call of C that asks for everything: a thread that builds a tuple
    could not resize it (SystemError) while a list of all objects holds it and other threads run.
    """
    everything = chain.from_iterable(map(gc.get_objects, (None,)))
    return [f for f in list(filter(callable, everything)) if type(f) is FunctionType]
