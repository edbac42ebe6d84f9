"""Which statements give a variable the node that it has at a statement."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from rewriters.from_trace.known import Known, whats
from rewriters.from_trace.variables import uses

Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement


def definitions(known: Known, statement: cst.CSTNode, name: str) -> Iterator[Statement]:
    """Iterate over the statements that give a variable the node it has at a statement."""
    while True:
        block = known.parent(statement)
        for earlier in reversed(before(block, statement)):
            if name in uses([earlier]).bound:
                yield from _leaves(known, earlier, name)
                if not (isinstance(earlier, cst.If) and earlier.orelse is None):
                    return
        owner = block
        while not isinstance(owner, (cst.BaseStatement, cst.Module)):
            owner = known.parent(owner)
        if isinstance(owner, (cst.Module, cst.FunctionDef, cst.ClassDef)):
            return
        if isinstance(owner, cst.Try) and known.parent(statement) is not owner.body:
            found = list(_leaves_in(known, owner.body, name))
            if found:
                yield from found
                return
        statement = owner


def _leaves(known: Known, statement: Statement, name: str) -> Iterator[Statement]:
    match statement:
        case cst.If() | cst.Try() | cst.TryStar() | cst.With():
            for child in statement.children:
                yield from _leaves_in(known, child, name)
        case cst.SimpleStatementLine() if not _gives_node(known, statement):
            return
        case _:
            yield statement


def _leaves_in(known: Known, node: cst.CSTNode, name: str) -> Iterator[Statement]:
    if isinstance(node, cst.IndentedBlock):
        for statement in node.body:
            assert isinstance(statement, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
            if name in uses([statement]).bound:
                yield from _leaves(known, statement, name)
    elif isinstance(node, (cst.Else, cst.Finally, cst.ExceptHandler, cst.If)):
        for child in node.children:
            yield from _leaves_in(known, child, name)


def _gives_node(known: Known, statement: cst.SimpleStatementLine) -> bool:
    """Is what it assigns more than an exception's node or a plain value?"""
    for small in statement.body:
        if isinstance(small, (cst.Assign, cst.AugAssign, cst.AnnAssign)) and small.value:
            kinds = whats(known.kinds(small.value))
            if not kinds or kinds - {"failure", "plain"}:
                return True
    return False


def before(block: cst.CSTNode, statement: cst.CSTNode) -> list[Statement]:
    """Return the statements of a block that stand before one of them."""
    assert isinstance(block, (cst.Module, cst.IndentedBlock))
    found: list[Statement] = []
    for each in block.body:
        if each is statement:
            break
        assert isinstance(each, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
        found.append(each)
    return found
