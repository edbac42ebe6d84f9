"""Calls of `trainable` and `trace` in source: found by how the module imports them."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from rewriters.sites import Finder, SiteTable, site_rows


@dataclass(frozen=True, slots=True)
class Imported:
    """The names under which a module knows us: the package itself, and what it imports from it."""

    modules: frozenset[str] = frozenset()
    names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: ast.Module) -> Imported:
        """Read the import statements of a module, wherever they stand."""
        modules, names = set[str](), dict[str, str]()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "tracer" and not node.level:
                names.update({a.asname or a.name: a.name for a in node.names})
            elif isinstance(node, ast.Import):
                modules.update(a.asname or a.name for a in node.names if a.name == "tracer")
        return cls(frozenset(modules), names)

    def meaning(self, function: ast.expr) -> str | None:
        """Return which name of ours an expression is: `trainable`, `trace`, …, or None."""
        match function:
            case ast.Name(id=name):
                return self.names.get(name)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in self.modules:
                return attribute
            case _:
                return None


def parameter_sites(tree: ast.Module) -> list[int]:
    """Return the sites of calls that mark a trainable value, under whatever name the module imports the mark."""
    calls = mark_calls(tree)
    if not calls:
        return []
    find = Finder(SiteTable("", "", site_rows(tree)))
    found = [find(n) for n in calls]
    return [site for site in found if site is not None]


def mark_calls(tree: ast.Module) -> list[ast.Call]:
    """Return the calls that mark a trainable value."""
    ours = Imported.of(tree)
    if "trainable" not in ours.names.values() and not ours.modules:
        return []
    return [
        n for n in ast.walk(tree) if isinstance(n, ast.Call) and ours.meaning(n.func) == "trainable"
    ]
