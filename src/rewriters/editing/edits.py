"""Edits of one file: conflict-free, and bound to the very bytes they were made for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from rewriters.editing.text import SourceText
from rewriters.spans import Span


class StalePatch(ValueError):
    """A patch met bytes it was not made for."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    r"""Put `text` in place of a span. Its lines end with `\n`; the file's own line ends are put in."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Patch:
    """Edits that do not overlap, for the file with this digest. Raises ValueError for edits that do."""

    digest: str
    edits: tuple[Edit, ...]

    def __post_init__(self) -> None:
        """Check that the edits are in order and disjoint."""
        ends = [(e.span.end_line, e.span.end_col) for e in self.edits]
        starts = [(e.span.line, e.span.col) for e in self.edits]
        if any(start < end for end, start in zip(ends, starts[1:], strict=False)):
            raise ValueError("edits overlap")

    @classmethod
    def of(cls, data: bytes, edits: Iterable[Edit]) -> Patch:
        """Make the patch of a file's bytes."""
        return cls(digest(data), tuple(sorted(edits)))

    def apply(self, data: bytes) -> bytes:
        """Return the edited file; every byte outside of the spans is as it was. Raises StalePatch for other bytes."""
        if digest(data) != self.digest:
            raise StalePatch("the file has changed since the patch was made")
        if not self.edits:
            return data
        source = SourceText.read(data)
        pieces, at = [], 0
        for edit in self.edits:
            start, end = source.range(edit.span)
            pieces += [source.text[at:start], _with_ends(edit.text, source.newline)]
            at = end
        return source.with_text("".join([*pieces, source.text[at:]])).encode()


def _with_ends(text: str, newline: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", newline)


def digest(data: bytes) -> str:
    """Return the digest by which a patch knows its file."""
    return hashlib.sha256(data).hexdigest()
