"""Expressions over a caught exception."""

from __future__ import annotations

from ..form import forms

LEAVES = {"kinds": forms("Exception"), "fault": forms("fail(1)", "undefined_name", "[][0]")}

FORMS = {
    "str": forms("str($err)[:9]", "type($err).__name__", "type($err.__context__).__name__", "f\"{$err!r:.9}\""),
    "bool": forms("isinstance($err, ValueError)", "$err.__cause__ is None"),
    "any": forms("$err.args"),
    "int": forms("len($err.args)"),
}
