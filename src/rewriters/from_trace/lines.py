"""Blank lines and comments around statements that come, go and move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

Body = Sequence[cst.BaseStatement]


def leading(statement: cst.BaseStatement) -> list[cst.EmptyLine]:
    """Return the lines before a statement."""
    return list(getattr(statement, "leading_lines", ()))


def without_leading(statement: cst.BaseStatement) -> cst.BaseStatement:
    """Return a statement without the lines before it."""
    return statement.with_changes(leading_lines=())


def without_blank(statement: cst.BaseStatement) -> cst.BaseStatement:
    """Return a statement with the comments before it, and no blank lines."""
    kept = [line for line in leading(statement) if line.comment is not None]
    return statement.with_changes(leading_lines=kept)


def led(statement: cst.BaseStatement, lines: Sequence[cst.EmptyLine]) -> cst.BaseStatement:
    """Return a statement with more lines before it; of blank lines that meet, the statement's own stay."""
    own = leading(statement)
    kept = list(lines)
    while kept and own and kept[-1].comment is None and own[0].comment is None:
        kept.pop()
    return statement.with_changes(leading_lines=[*kept, *own]) if kept else statement


def followed(statement: cst.BaseStatement, lines: Sequence[cst.EmptyLine]) -> cst.BaseStatement:
    """Put lines after a statement: into the footer of its block, where it has one."""
    body = getattr(statement, "body", None)
    if lines and isinstance(body, cst.IndentedBlock):
        return statement.with_changes(body=body.with_changes(footer=[*body.footer, *lines]))
    return statement


def comments(statement: cst.BaseStatement) -> list[cst.EmptyLine]:
    """Return the blank lines and comments at a statement that goes."""
    kept = leading(statement)
    if isinstance(statement, cst.SimpleStatementLine):
        comment = statement.trailing_whitespace.comment
        if comment is not None:
            kept.append(cst.EmptyLine(comment=comment))
    return kept


def spaced(before: Body, after: Body, *, outermost: bool) -> list[cst.BaseStatement]:
    """Return definitions and what follows them, with blank lines between."""
    return list(_with_blanks(before, after, 2 if outermost else 1))


def _with_blanks(before: Body, after: Body, blanks: int) -> Iterator[cst.BaseStatement]:
    space = [cst.EmptyLine(indent=False)] * blanks
    for at, statement in enumerate([*before, *after]):
        if isinstance(statement, cst.FunctionDef) or at in {0, len(before)}:
            yield led(without_blank(statement), space)
        else:
            yield statement
