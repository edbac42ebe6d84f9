"""The files that are rewritten: those given, or some of the standard library."""

from __future__ import annotations

import ast
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_STDLIB = "argparse configparser dataclasses difflib heapq statistics textwrap".split()


@dataclass(frozen=True, slots=True)
class File:
    """A source file and its place."""

    path: Path
    source: bytes

    @property
    def lines(self) -> int:
        """Lines, empty ones and comments too."""
        return len(self.source.splitlines())

    @property
    def module(self) -> str:
        """The name to import it by."""
        return self.path.stem


def files(chosen: Sequence[Path]) -> list[File]:
    """Return the files chosen, or those of the standard library that every version has."""
    stdlib = Path(sysconfig.get_path("stdlib"))
    paths = chosen or [stdlib / f"{name}.py" for name in _STDLIB]
    return [File(path, path.read_bytes()) for path in paths]


def copies(found: Sequence[File], folder: Path) -> list[File]:
    """Write files to a folder of our own, by names that no other module has."""
    folder.mkdir()
    prefix = "case_"
    out = [
        File(folder / f"{prefix}{file.module.removeprefix(prefix)}.py", file.source)
        for file in found
    ]
    for file in out:
        file.path.write_bytes(file.source)
    return out


def decorated(file: File) -> File:
    """Return the file with `@trace` directly above each function of the module and of its classes."""
    text = file.source.decode()
    tree = ast.parse(text)
    lines = text.splitlines(keepends=True)
    inserted = {d.lineno: f"{' ' * d.col_offset}@trace\n" for d in _functions(tree.body)}
    inserted[_first_line(tree)] = "from tracer import trace\n"
    new = [inserted.get(number, "") + line for number, line in enumerate(lines, 1)]
    return File(file.path, "".join(new).encode())


def functions(file: File) -> int:
    """Return how many functions `decorated` decorates."""
    return sum(1 for _ in _functions(ast.parse(file.source).body))


def _functions(body: Sequence[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node.body)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def _first_line(tree: ast.Module) -> int:
    """Return the line of the first statement that is no docstring and imports nothing from the future."""
    for number, node in enumerate(tree.body):
        docstring = number == 0 and ast.get_docstring(tree) is not None
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not docstring and not future:
            decorators: list[ast.expr] = getattr(node, "decorator_list", [])
            return min([node.lineno, *(d.lineno for d in decorators)])
    return 1
