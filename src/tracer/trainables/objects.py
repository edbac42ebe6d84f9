"""Live objects found by their names: functions, classes and instances of a module."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from types import FunctionType
from typing import Any

from tracer.tracing import innermost


def functions_named(namespace: Mapping[str, Any], qualname: str) -> list[FunctionType]:
    """Return the functions of this qualified name that live; those made by calls are looked for among all objects."""
    if "<locals>" in qualname:
        return [
            f
            for f in gc.get_objects()
            if type(f) is FunctionType and f.__qualname__ == qualname and f.__globals__ is namespace
        ]
    found = innermost(_member(namespace, qualname.split(".")))
    return [f for f in found if f.__globals__ is namespace]


def classes_named(namespace: Mapping[str, Any], qualname: str) -> list[type]:
    """Return the classes of this qualified name that live."""
    if "<locals>" in qualname:
        module = namespace.get("__name__")
        return [
            c
            for c in gc.get_objects()
            if isinstance(c, type) and c.__qualname__ == qualname and c.__module__ == module
        ]
    found = _member(namespace, qualname.split("."))
    return [found] if isinstance(found, type) else []


def _member(namespace: Mapping[str, Any], names: list[str]) -> object:
    item: object = None
    for name in names:
        item = namespace.get(name)
        namespace = vars(item) if isinstance(item, type) else {}
    return item


def instances(cls: type) -> Iterator[object]:
    """Iterate over the live instances of a class and of its subclasses: an instance refers to its class."""
    for kind in (cls, *type.__subclasses__(cls)):
        if kind is not cls:
            yield from instances(kind)
        else:
            yield from (o for o in gc.get_referrers(kind) if type(o) is kind)
