"""The text of a source file as its bytes have it: encoding, byte-order mark and line ends are kept."""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from rewriters.spans import Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")


@dataclass(frozen=True)
class SourceText:
    """A decoded file. `text` has the line ends of the file and no byte-order mark."""

    text: str
    encoding: str = "utf-8"
    mark: bool = False

    @classmethod
    def read(cls, data: bytes) -> SourceText:
        """Decode a file as Python does. Raises SyntaxError for an encoding that is unknown or not the file's."""
        mark = data.startswith(codecs.BOM_UTF8)
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        body = data[len(codecs.BOM_UTF8) :] if mark else data
        try:
            return cls(body.decode(encoding), encoding, mark)
        except UnicodeDecodeError as error:
            raise SyntaxError(f"the file is not {encoding}: {error}") from None

    def encode(self) -> bytes:
        """Return the bytes of the file."""
        return (codecs.BOM_UTF8 if self.mark else b"") + self.text.encode(self.encoding)

    def with_text(self, text: str) -> SourceText:
        """Return another text in the same encoding."""
        return SourceText(text, self.encoding, self.mark)

    @cached_property
    def lines(self) -> list[str]:
        """The lines with their ends, as Python counts them."""
        return _LINE.findall(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line))
        return starts

    def offset(self, line: int, col: int) -> int:
        """Return where a line (from 1) and column (in UTF-8 bytes) are in the text."""
        if line > len(self.lines):
            return len(self.text)
        return self._starts[line - 1] + len(self.lines[line - 1].encode()[:col].decode())

    def range(self, span: Span) -> tuple[int, int]:
        """Return a span's half-open range in the text."""
        return self.offset(span.line, span.col), self.offset(span.end_line, span.end_col)

    def cut(self, span: Span) -> str:
        """Return the text of a span."""
        start, end = self.range(span)
        return self.text[start:end]

    @cached_property
    def newline(self) -> str:
        r"""The line end most lines have; `\n` where there is none."""
        ends = Counter(line[len(line.rstrip("\r\n")) :] for line in self.lines)
        return max(("\n", "\r\n", "\r"), key=lambda end: ends[end])

    @cached_property
    def unit(self) -> str:
        """One step of indentation: a tab where the first indented line begins with one, else its blanks."""
        for line in self.lines:
            blanks = line[: len(line) - len(line.lstrip(" \t"))]
            if blanks and line.strip():
                return "\t" if blanks[0] == "\t" else blanks if len(blanks) <= 8 else "    "
        return "    "

    def indentation(self, line: int) -> str:
        """Return the blanks a line begins with."""
        if line > len(self.lines):
            return ""
        text = self.lines[line - 1]
        return text[: len(text) - len(text.lstrip(" \t\f"))]
