"""Wrong use of the command line."""

from __future__ import annotations

from collections.abc import Iterable

from tracer.errors import TracerError


class Misuse(TracerError):
    """The command line, or `[tool.tracer]`, asks for what there is not. The message is one line; the status is 2."""


def closest(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean …?`, or nothing if no known word is near."""
    from difflib import get_close_matches

    found = get_close_matches(word, list(known), 1)
    return f"; did you mean {found[0]}?" if found else ""
