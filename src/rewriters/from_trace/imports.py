"""Imports: those of Trace that nothing uses any more go, ours come in their place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

import libcst as cst
from libcst.metadata import ImportAssignment, MetadataWrapper, ScopeProvider

from rewriters.from_trace.lines import comments, followed, led
from rewriters.from_trace.source import dotted
from rewriters.from_trace.turn import Names
from rewriters.from_trace.vocabulary import PACKAGE

B = TypeVar("B", cst.Module, cst.IndentedBlock)


def imported(module: cst.Module, ours: Names, bound: Collection[str]) -> cst.Module:
    """Return the module with the imports of our names, and without those of Trace's that nothing uses.

    `bound`: the names that the module binds.
    """
    wrapper = MetadataWrapper(module)
    unused, kept = _unused(wrapper)
    written, imports = ours.written({*bound, *kept})
    return wrapper.module.visit(_Imports(unused, imports)).visit(_Written(written))


class _Written(cst.CSTTransformer):
    """Puts names in the place of what stands for them."""

    def __init__(self, written: dict[str, str]) -> None:
        super().__init__()
        self._written = written

    def leave_Name(  # noqa: N802  # LibCST's name
        self, original_node: cst.Name, updated_node: cst.Name
    ) -> cst.Name:
        own = self._written.get(original_node.value)
        return updated_node if own is None else updated_node.with_changes(value=own)


def is_of_trace(node: cst.CSTNode) -> bool:
    """Does a statement import something of Trace's?"""
    if isinstance(node, cst.ImportFrom):
        return not node.relative and dotted(node.module).partition(".")[0] == PACKAGE
    return isinstance(node, cst.Import) and any(
        a.evaluated_name.partition(".")[0] == PACKAGE for a in node.names
    )


def _unused(wrapper: MetadataWrapper) -> tuple[dict[cst.CSTNode, set[str]], set[str]]:
    """Return by import statement the names bound that nothing uses; and the names that are used."""
    unused: dict[cst.CSTNode, set[str]] = {}
    kept: set[str] = set()
    for scope in {s for s in wrapper.resolve(ScopeProvider).values() if s is not None}:
        for assignment in scope.assignments:
            if not isinstance(assignment, ImportAssignment) or not is_of_trace(assignment.node):
                continue
            if assignment.references:
                kept.add(assignment.name.partition(".")[0])
            else:
                unused.setdefault(assignment.node, set()).add(assignment.name)
    return unused, kept


class _Imports(cst.CSTTransformer):
    def __init__(self, unused: dict[cst.CSTNode, set[str]], ours: Sequence[str]) -> None:
        super().__init__()
        self._unused = unused
        self._ours: list[cst.SimpleStatementLine] = [
            cst.ensure_type(cst.parse_statement(s), cst.SimpleStatementLine) for s in ours
        ]

    def leave_IndentedBlock(  # noqa: N802  # LibCST's name
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.BaseSuite:
        return self._rebuilt(original_node, updated_node)

    def leave_Module(  # noqa: N802  # LibCST's name
        self, original_node: cst.Module, updated_node: cst.Module
    ) -> cst.Module:
        at = next((n for n, s in enumerate(original_node.body) if _holds_import(s)), None)
        if at is None:
            at = _head(original_node)
            body = [*updated_node.body[:at], *self._ours, *updated_node.body[at:]]
            return self._rebuilt(original_node, updated_node).with_changes(body=body)
        return self._rebuilt(original_node, updated_node, at)

    def _rebuilt(self, original: B, updated: B, at: int | None = None) -> B:
        """Return the block; ours stand where its statement number `at` stood."""
        found: list[cst.BaseStatement] = []
        carried: list[cst.EmptyLine] = []
        for number, (old, new) in enumerate(zip(original.body, updated.body, strict=True)):
            kept = self._kept(old, new)
            ours: list[cst.SimpleStatementLine] = self._ours if number == at else []
            placed: list[cst.BaseStatement]
            if kept is not None:
                placed = [kept, *ours]
            elif ours:
                line = cst.ensure_type(new, cst.SimpleStatementLine)
                first = ours[0].with_changes(
                    leading_lines=line.leading_lines, trailing_whitespace=line.trailing_whitespace
                )
                placed = [first, *ours[1:]]
            else:
                carried += comments(new)
                continue
            found += [led(placed[0], carried), *placed[1:]]
            carried = []
        if carried and found:
            found[-1] = followed(found[-1], carried)
        return updated.with_changes(body=found)

    def _kept(self, old: cst.BaseStatement, new: cst.BaseStatement) -> cst.BaseStatement | None:
        """Return what is left of a statement."""
        if not isinstance(old, cst.SimpleStatementLine) or not _holds_import(old):
            return new
        line = cst.ensure_type(new, cst.SimpleStatementLine)
        found = [self._without(small) for small in old.body]
        kept = [small for small in found if small is not None]
        if kept == list(old.body):
            return new
        if not kept:
            return None
        kept[-1] = kept[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
        return line.with_changes(body=kept)

    def _without(self, small: cst.BaseSmallStatement) -> cst.BaseSmallStatement | None:
        gone = self._unused.get(small, set())
        if not gone or not isinstance(small, (cst.Import, cst.ImportFrom)):
            return small
        if isinstance(small.names, cst.ImportStar):
            return small
        kept = [a for a in small.names if (a.evaluated_alias or a.evaluated_name) not in gone]
        if not kept:
            return None
        if len(kept) < len(small.names):
            kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return small.with_changes(names=kept)


def _holds_import(statement: cst.BaseStatement) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and any(
        is_of_trace(small) for small in statement.body
    )


def _head(module: cst.Module) -> int:
    """Return where a module's imports begin."""
    at = 0
    for at, statement in enumerate(module.body):
        match statement:
            case cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString())]) if at == 0:
                continue
            case cst.SimpleStatementLine(
                body=[cst.ImportFrom(module=cst.Name(value="__future__"))]
            ):
                continue
            case _:
                return at
    return at
