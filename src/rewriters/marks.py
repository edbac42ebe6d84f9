"""Calls of `trainable`, `trace` and `model` in source: found by how the module imports them."""

from __future__ import annotations

import ast

from rewriters.sites import Finder, SiteTable, site_rows


def parameter_sites(tree: ast.Module) -> list[int]:
    """Return the sites of calls that mark a trainable value, under whatever name the module imports the mark."""
    names, modules = _imported(tree)
    if not names and not modules:
        return []
    find = Finder(SiteTable("", "", site_rows(tree)))
    found = [
        find(n)
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and _is_mark(n.func, names, modules)
    ]
    return [site for site in found if site is not None]


def _imported(tree: ast.Module) -> tuple[set[str], set[str]]:
    names, modules = set[str](), set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "tracer":
            names.update(a.asname or a.name for a in node.names if a.name == "trainable")
        elif isinstance(node, ast.Import):
            modules.update(a.asname or a.name for a in node.names if a.name == "tracer")
    return names, modules


def _is_mark(function: ast.expr, names: set[str], modules: set[str]) -> bool:
    match function:
        case ast.Name(id=name):
            return name in names
        case ast.Attribute(value=ast.Name(id=name), attr="trainable"):
            return name in modules
        case _:
            return False
