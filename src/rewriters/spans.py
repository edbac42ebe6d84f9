"""A place in source, in the one coordinate system everything here uses: UTF-8 bytes, half open."""

from __future__ import annotations

import ast
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of one file: lines from 1, columns in UTF-8 bytes from 0."""

    line: int
    col: int
    end_line: int
    end_col: int

    @classmethod
    def of(cls, node: ast.AST) -> Span:
        """Return the span of a node that carries a position."""
        line, col = node.lineno, node.col_offset  # type: ignore[attr-defined]  # positioned nodes only
        end_line = getattr(node, "end_lineno", None) or line
        end_col = getattr(node, "end_col_offset", None)
        return cls(line, col, end_line, col if end_col is None else end_col)


class Lines:
    """The lines of a source text, for cutting spans out of it."""

    def __init__(self, source: str) -> None:
        self._lines = [line.encode() for line in split_lines(source)]

    def cut(self, span: Span) -> str:
        """Return the text of `span`."""
        lines = self._lines[span.line - 1 : span.end_line]
        if not lines:
            return ""
        if len(lines) == 1:
            return lines[0][span.col : span.end_col].decode()
        lines[0] = lines[0][span.col :]
        lines[-1] = lines[-1][: span.end_col]
        return b"".join(lines).decode()


def split_lines(source: str) -> list[str]:
    r"""Split as the tokenizer counts lines: at \n, \r\n and \r only, keeping the ends."""
    pieces = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [piece + "\n" for piece in pieces]
