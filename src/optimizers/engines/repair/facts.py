"""What is known of a code parameter from recorded rollouts: types of expressions and names, and what ran where."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from optimizers.engines.repair.observing import Spot
from rewriters.spans import Span

NUMBERS = frozenset({"int", "float", "bool"})


@dataclass(slots=True)
class Facts:
    """Of one code parameter: `types` by spot, `names` and `scope` (the module's) by name, `classes` by name."""

    types: dict[Spot, frozenset[str]] = field(default_factory=dict)
    names: dict[str, frozenset[str]] = field(default_factory=dict)
    scope: dict[str, str] = field(default_factory=dict)
    classes: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def of(self, node: ast.AST) -> frozenset[str]:
        """Return the types that an expression's values had; empty where they are not known."""
        known = self.types.get(spot_of(node), frozenset())
        if not known and isinstance(node, ast.Constant):
            return frozenset({type(node.value).__name__})
        if not known and isinstance(node, ast.Name):
            return self.names.get(node.id, frozenset())
        return known

    def ran(self, node: ast.AST) -> bool | None:
        """Was an expression evaluated in any of the rollouts? None where that cannot be told."""
        if spot_of(node) in self.types:
            return True
        return False if isinstance(node, (ast.Compare, ast.BinOp, ast.Call)) else None


def spot_of(node: ast.AST) -> Spot:
    """Return where a node stands."""
    span = Span.of(node)
    return span.line, span.col, span.end_line, span.end_col


@dataclass(frozen=True, slots=True)
class Observed:
    """What one example's rollout told of one code parameter. `wanted`: the spots in the slice of its outcome."""

    executed: frozenset[Spot]
    wanted: frozenset[Spot]
    trace: str
    cut: bool


def facts_of(ident: str, told: Iterable[Mapping[str, Any]]) -> Facts:
    """Return what several rollouts told of the types in a code parameter."""
    facts = Facts()
    for found in told:
        code = found["codes"].get(ident)
        if code is None:
            continue
        for line, col, end_line, end_col, *kinds in code["executed"]:
            spot = line, col, end_line, end_col
            facts.types[spot] = facts.types.get(spot, frozenset()).union(kinds)
        for name, kinds in code["names"].items():
            facts.names[name] = facts.names.get(name, frozenset()).union(kinds)
        facts.scope.update(found["scopes"].get(ident, {}))
        facts.classes.update(found["classes"])
    return facts


def observed(ident: str, found: Mapping[str, Any]) -> Observed:
    """Return what a rollout told of a code parameter."""
    code = found["codes"].get(ident, {"executed": (), "slice": ()})
    executed = frozenset(_spot(spot) for spot in code["executed"])
    wanted = frozenset(_spot(spot) for spot in code["slice"])
    return Observed(executed, wanted, found["trace"], found["cut"])


def _spot(told: Sequence[int]) -> Spot:
    line, col, end_line, end_col = told[:4]
    return line, col, end_line, end_col
