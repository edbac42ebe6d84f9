"""Brackets around an expression that takes the place of another."""

from __future__ import annotations

import libcst

_CLOSED = (
    libcst.Name, libcst.SimpleString, libcst.FormattedString, libcst.Integer, libcst.Float, libcst.Imaginary,
    libcst.Call, libcst.Attribute, libcst.Subscript, libcst.List, libcst.Dict, libcst.Set, libcst.ListComp,
    libcst.DictComp, libcst.SetComp,
)  # fmt: skip
"""Expressions that may stand anywhere without brackets."""


def bracketed(value: libcst.BaseExpression, old: libcst.BaseExpression) -> libcst.BaseExpression:
    """Return a value that may stand where a call, name or attribute stood."""
    if old.lpar:
        return value.with_changes(lpar=[*old.lpar, *value.lpar], rpar=[*value.rpar, *old.rpar])
    if isinstance(value, _CLOSED) or value.lpar:
        return value
    return in_brackets(value)


def in_brackets(value: libcst.BaseExpression) -> libcst.BaseExpression:
    """Return the value in one pair more."""
    return value.with_changes(
        lpar=[libcst.LeftParen(), *value.lpar], rpar=[*value.rpar, libcst.RightParen()]
    )
