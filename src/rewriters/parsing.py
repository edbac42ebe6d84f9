"""`ast.parse` for code that runs beside other threads."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Literal, overload

if TYPE_CHECKING:
    import ast

_parser = threading.RLock()  # a callback of the collector may import, and so parse
_TRIES = 5

if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_parser.acquire,
        after_in_parent=_parser.release,
        after_in_child=_parser.release,
    )


@overload
def parse(source: str | bytes, path: str = ...) -> ast.Module: ...


@overload
def parse(source: str | bytes, path: str = ..., *, mode: Literal["eval"]) -> ast.Expression: ...


def parse(source: str | bytes, path: str = "<unknown>", *, mode: str = "exec") -> ast.AST:
    """Return what `ast.parse` does.

    Until 3.11.8 and 3.12.2 all threads share one counter of depth: when another one parses too, and a callback of
    the garbage collector lets it run, CPython fails with a SystemError (gh-106905). So ours parse one at a time, and
    again where the other was not ours.

    Raises:
        SyntaxError: `source` is not Python.
    """
    import ast

    for _ in range(_TRIES):
        try:
            with _parser:
                return ast.parse(source, path, mode)
        except SystemError as error:
            if "recursion depth mismatch" not in str(error):
                raise
    with _parser:
        return ast.parse(source, path, mode)
