"""Modules that are imported while we wait for them: told when they are there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from tracer.finders import OtherFinders


class Arrivals:
    """A finder that finds nothing itself: it asks those after it, and has `arrived` called after the module has run.

    Spec and loader stay those that were found; the loader's `exec_module` is an attribute of its own until then.
    """

    def __init__(self, names: Collection[str], arrived: Callable[[], None]) -> None:
        self._names, self._arrived = names, arrived
        self._others = OtherFinders(self)

    def put_in_place(self) -> None:
        """Wait from now on."""
        sys.meta_path.insert(0, self)

    def take_away(self) -> None:
        """Wait no more."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return what the other finders find."""
        if fullname not in self._names:
            return None
        spec = self._others.find_spec(fullname, path, target)
        if spec is not None and hasattr(spec.loader, "exec_module"):
            self._wait(spec.loader)
        return spec

    def _wait(self, loader: Any) -> None:
        def exec_module(module: ModuleType) -> None:
            del loader.exec_module
            loader.exec_module(module)
            if self in sys.meta_path:
                self._arrived()

        loader.exec_module = exec_module
