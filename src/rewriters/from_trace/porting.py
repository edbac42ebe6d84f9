"""A module written for Trace, turned into one written for us."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from rewriters.from_trace.forward import forward_of
from rewriters.from_trace.imports import imported, is_of_trace
from rewriters.from_trace.learning import learned
from rewriters.from_trace.marks import marks_of
from rewriters.from_trace.turn import Left, Names, Turn
from rewriters.from_trace.turning import turned_module
from rewriters.from_trace.vocabulary import PACKAGE


class CannotPort(ValueError):
    """The module cannot be read."""


@dataclass(frozen=True, slots=True)
class Ported:
    """The turned module, and the places that could not be turned, by line of the module as it was."""

    source: bytes
    left: tuple[Left, ...] = ()


def port(source: bytes) -> Ported:
    """Turn a module; one that imports nothing of Trace's comes back as it is. Raises CannotPort if LibCST cannot read it."""
    if PACKAGE.encode() not in source:
        return Ported(source)
    try:
        module = cst.parse_module(source)
    except (cst.ParserSyntaxError, UnicodeDecodeError) as error:
        raise CannotPort(str(error)) from error
    if not _imports_trace(module):
        return Ported(source)
    known = learned(module)
    turn = Turn(known, marks_of(known), forward_of(known), Names())
    turned = imported(turned_module(turn), turn.name, known.bound())
    return Ported(turned.bytes, tuple(sorted(turn.left)))


def _imports_trace(module: cst.Module) -> bool:
    class Finder(cst.CSTVisitor):
        found = False

        def visit_Import(self, node: cst.Import) -> None:  # noqa: N802  # LibCST's name
            self.found |= is_of_trace(node)

        def visit_ImportFrom(self, node: cst.ImportFrom) -> None:  # noqa: N802  # LibCST's name
            self.found |= is_of_trace(node)

    finder = Finder()
    module.visit(finder)
    return finder.found
