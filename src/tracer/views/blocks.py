"""Which headers (`def`, `if`, `else`, `for`, …) a line of a file stands under."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rewriters.parsing import parse


class _Block(NamedTuple):
    first: int
    """First line of the body."""
    last: int
    header: tuple[int, ...]


_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")


class Blocks:
    """The nesting of one file's blocks; a text that does not parse has none."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        try:
            tree = parse("".join(lines))
        except (SyntaxError, ValueError):
            tree = ast.Module([], [])
        self._blocks = sorted(self._inside(tree), key=lambda b: (b.first, -b.last))

    def headers(self, numbers: Sequence[int]) -> set[int]:
        """Return the lines of all headers over these lines (ascending numbers)."""
        found: set[int] = set()
        open_blocks: list[_Block] = []
        blocks = iter([*self._blocks, _Block(1 << 60, 1 << 60, ())])
        coming = next(blocks)
        for number in numbers:
            while coming.first <= number:
                open_blocks.append(coming)
                coming = next(blocks)
            open_blocks = [b for b in open_blocks if b.last >= number]
            for block in open_blocks:
                found.update(block.header)
        return found

    def _inside(self, tree: ast.AST) -> Iterator[_Block]:
        todo: list[ast.AST] = [tree]
        while todo:
            node = todo.pop()
            for field in _BODIES:
                part = getattr(node, field, None)
                if not isinstance(part, list) or not part or not isinstance(part[0], ast.AST):
                    continue
                todo.extend(part)
                if field == "handlers" or isinstance(node, ast.Module):
                    continue
                yield from self._block(node, field, part)

    def _block(self, node: ast.AST, field: str, body: list[ast.AST]) -> Iterator[_Block]:
        first, last = _first(body[0]), _last(body[-1])
        if field == "cases":
            yield _Block(first, last, (_line(node),))
        elif field == "body":
            start = _line(node)
            yield _Block(first, last, tuple(range(start, max(first, start + 1))))
        elif not isinstance(node, ast.If) or not self._is_elif(body[0]):
            keyword = "else" if field == "orelse" else "finally"
            line = self._above(first, keyword)
            yield _Block(first, last, (_line(node),) if line is None else (_line(node), line))
        else:
            yield _Block(first, last, (_line(node),))

    def _is_elif(self, node: ast.AST) -> bool:
        return self._lines[_line(node) - 1].lstrip().startswith("elif")

    def _above(self, line: int, keyword: str) -> int | None:
        """Return the line of the keyword that opens the block of `line`: between the two stand only comments."""
        while line > 0:
            text = self._lines[line - 1].lstrip()
            if text.startswith(keyword):
                return line
            line -= 1
        return None


def _line(node: ast.AST) -> int:
    if isinstance(node, ast.match_case):  # the only block without a place of its own
        return node.pattern.lineno
    return int(node.lineno)  # type: ignore[attr-defined]  # statements, handlers and patterns have one


def _last(node: ast.AST) -> int:
    if isinstance(node, ast.match_case):
        return _last(node.body[-1])
    return int(node.end_lineno)  # type: ignore[attr-defined]  # as above


def _first(node: ast.AST) -> int:
    decorators = getattr(node, "decorator_list", None)
    return _line(decorators[0]) if decorators else _line(node)
