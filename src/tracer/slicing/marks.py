"""Which trainable values a slice reached."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterable
from typing import Any

from tracer.frames import NotKept
from tracer.slicing.index import Index
from tracer.slicing.slice import Mark
from tracer.slicing.statics import Statics


def reached(index: Index, nodes: Iterable[int]) -> list[Mark]:
    """Return the marks evaluated at these events, each once."""
    found: dict[tuple[int, int], Mark] = {}
    for event in nodes:
        run, site = index.run_of(event), index.site(event)
        if site in run.statics.table.parameters and run.statics.node(site) == "Call":
            key = id(run.statics), site
            if key not in found:
                found[key] = mark(run.statics, site, index.values[event])
    return list(found.values())


def mark(statics: Statics, site: int, value: Any) -> Mark:
    """Return the mark at a site."""
    name = name_of(statics, site)
    where = f"{module_name(statics.table.file)}:{qualified_name(statics, site)}:{name}"
    return Mark(where, name, None if isinstance(value, NotKept) else value, statics.table[site].span)


def name_of(statics: Statics, site: int) -> str:
    """Return a mark's name: the one given, else what it is assigned to, else its line."""
    given = _given(statics.table[site].code)
    if given is not None:
        return given
    parent = statics.parent(site)
    if statics.role(site) == "value" and statics.node(parent) in {"Assign", "AnnAssign"}:
        target = statics.rows[statics.children[parent][0]]
        if target[3]:
            return target[3]
    if statics.role(site) in {"defaults", "kw_defaults"}:
        for formal, name, _ in statics.formals(parent):
            if statics.default(parent, name) == site and formal:
                return name
    return f"line_{statics.rows[site][4]}"


def _given(code: str) -> str | None:
    try:
        call = ast.parse(f"({code}\n)", mode="eval").body
    except SyntaxError:
        return None
    if not isinstance(call, ast.Call):
        return None
    named = [k.value for k in call.keywords if k.arg == "name"] or call.args[1:2]
    value = named[0].value if named and isinstance(named[0], ast.Constant) else None
    return value if isinstance(value, str) else None


def qualified_name(statics: Statics, site: int) -> str:
    """Return the dotted name of the function or class a site stands in, empty at module level."""
    names: list[str] = []
    scope = statics.scope(site)
    while scope:
        node, name = statics.rows[scope][0], statics.rows[scope][3]
        if node in {"FunctionDef", "AsyncFunctionDef", "ClassDef", "Lambda"}:
            function = node != "ClassDef" and names
            names.append(f"{name or '<lambda>'}.<locals>" if function else name or "<lambda>")
        scope = statics.scope(scope)
    return ".".join(reversed(names))


def module_name(file: str) -> str:
    """Return the name under which the module of a file is loaded, else the file's own."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) == file:
            return name
    return os.path.splitext(os.path.basename(file))[0]
