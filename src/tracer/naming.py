"""Ids of parameters: `module:qualname:name`, and the names people read."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from rewriters.marked import Mark

_MAIN = frozenset({"__main__", "__mp_main__"})


class Named(Protocol):
    """What has a short name and a unique one."""

    @property
    def id(self) -> str:
        """`module:qualname:name`."""
        ...

    @property
    def name(self) -> str:
        """The last part of it."""
        ...


def parameter_id(module: str, mark: Mark) -> str:
    """Return the id of a mark in a module."""
    return f"{module}:{mark.qualname}:{mark.name}"


def module_name(file: str) -> str:
    """Return the name of the module that a file is loaded as, else would be; the main program goes by its own name."""
    for name, module in list(sys.modules.items()):
        if name not in _MAIN and getattr(module, "__file__", None) == file:
            return name
    for main in _MAIN:
        loaded = sys.modules.get(main)
        if loaded is not None and getattr(loaded, "__file__", None) == file:
            return name_in(vars(loaded), file)
    return _by_folder(file)


def name_in(namespace: Mapping[str, Any], file: str) -> str:
    """Return the name of the module with these globals."""
    name = namespace.get("__name__")
    if isinstance(name, str) and name not in _MAIN:
        return name
    spec = namespace.get("__spec__")
    if spec is not None:
        found: str = spec.name
        return found.removesuffix(".__main__")
    return _by_folder(file)


def _by_folder(file: str) -> str:
    folder, name = os.path.split(file)
    parts = [os.path.splitext(name)[0]]
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, package = os.path.split(folder)
        parts.insert(0, package)
    return ".".join(p for p in parts if p != "__init__") or "__init__"


def shown_names(parameters: Iterable[Named]) -> dict[str, str]:
    """Return a name for each id: the short one, with its function before it where short ones collide, else the id."""
    ids = {p.id: p.name for p in parameters}
    short = Counter(ids.values())
    longer = {i: qualified(i) if short[n] > 1 else n for i, n in ids.items()}
    counts = Counter(longer.values())
    return {i: n if counts[n] == 1 else i for i, n in longer.items()}


def qualified(ident: str) -> str:
    """Return the name of an id with its function before it; of a function its qualified name."""
    _, qualname, name = ident.split(":", 2)
    if not qualname or qualname == name or qualname.endswith(f".{name}"):
        return qualname or name
    return f"{qualname}.{name}"
