"""Changes of files, as a unified diff."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from rewriters.editing.text import SourceText


def unified(name: str, old: bytes, new: bytes, context: int = 3) -> str:
    """Return the diff of one file, as `git apply` and `patch` take it; empty where nothing changes."""
    if old == new:
        return ""
    before, after = SourceText.read(old).lines, SourceText.read(new).lines
    lines = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", n=context)
    return "".join(_ended(lines))


def _ended(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n"
