"""Source text for a run file: secrets in it are masked, places stay."""

from __future__ import annotations

from rewriters.sites import SiteTable
from tracer.privacy import Redaction


def masked(sites: SiteTable, hides: Redaction) -> str:
    """Return a module's source with the characters of secret literals replaced, so that lines and columns stay."""
    if hides.code(sites.source) == sites.source:
        return sites.source
    lines = sites.source.splitlines(keepends=True)
    return "".join(_same_length(line, hides.code(line)) for line in lines)


def _same_length(line: str, hidden: str) -> str:
    """Mask what the two do not share at their ends."""
    if line == hidden:
        return line
    start = next((i for i, (a, b) in enumerate(zip(line, hidden, strict=False)) if a != b), 0)
    end = next(
        (i for i, (a, b) in enumerate(zip(line[::-1], hidden[::-1], strict=False)) if a != b), 0
    )
    body = line[start : len(line) - end]
    return (
        line[:start]
        + "".join(c if c in "\r\n\"'" else "*" * len(c.encode()) for c in body)
        + line[len(line) - end :]
    )
