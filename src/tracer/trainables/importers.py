"""Modules that have a global of another one by `from … import`: found in their source, never by value alone."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from rewriters.parsing import parse

_FromImport = tuple[str | None, int, str, str]
"""Module, level, name there, name here."""


def importing_names(
    module: str, name: str, value: object
) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Iterate over the namespaces that imported `name` of `module` and still hold `value`: with their name for it."""
    for other in list(sys.modules.values()):
        names = getattr(other, "__dict__", None)
        if type(names) is not dict or names.get("__name__") == module:
            continue
        held = [n for n, v in list(names.items()) if v is value and not n.startswith("__")]
        if held:
            for here in imported_as(names, module, name):
                if here in held:
                    yield names, here, f"{names.get('__name__')}.{here}"


def imported_as(names: Mapping[str, Any], module: str, name: str) -> list[str]:
    """Return the names under which a module, with these globals, imports `name` of another."""
    path = names.get("__file__")
    if not isinstance(path, str) or not path.endswith(".py"):
        return []
    package = str(names.get("__package__") or "")
    return [
        here
        for origin, level, there, here in _imports(path, name)
        if there == name and _absolute(origin, level, package) == module
    ]


def _absolute(origin: str | None, level: int, package: str) -> str:
    if not level:
        return origin or ""
    parts = package.split(".")
    base = parts[: len(parts) - level + 1]
    return ".".join([*base, *([origin] if origin else [])])


@lru_cache(maxsize=65_536)
def _imports(path: str, name: str) -> tuple[_FromImport, ...]:
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError:
        return ()
    if name.encode() not in source:
        return ()
    try:
        tree = parse(source)
    except SyntaxError:
        return ()
    return tuple(
        (n.module, n.level, a.name, a.asname or a.name)
        for n in ast.walk(tree)
        if isinstance(n, ast.ImportFrom)
        for a in n.names
    )
