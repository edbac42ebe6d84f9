"""A finder of `sys.meta_path` that changes what the others find."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from threading import get_ident
from types import ModuleType


class OtherFinders:
    """Asks the finders beside one for a module, once: they may be like it, and ask all the others too."""

    def __init__(self, finder: object) -> None:
        self._finder = finder
        self._asking: set[tuple[int, str]] = set()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None
    ) -> ModuleSpec | None:
        """Return what the first of them finds; None where none does, or this thread is asking already."""
        asked = get_ident(), fullname
        if asked in self._asking:
            return None
        self._asking.add(asked)
        try:
            for finder in sys.meta_path:
                find = None if finder is self._finder else getattr(finder, "find_spec", None)
                spec: ModuleSpec | None = None if find is None else find(fullname, path, target)
                if spec is not None:
                    return spec
            return None
        finally:
            self._asking.discard(asked)
