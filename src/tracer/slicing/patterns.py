"""What the patterns of a `match` look at, and where a name that they capture stood."""

from __future__ import annotations

import ast
import textwrap

from rewriters.parsing import parse
from tracer.slicing.cells import SHAPE
from tracer.slicing.histories import ALL
from tracer.slicing.statics import Statics


def inspected(statics: Statics, match: int) -> str | None:
    """Return what of a subject's contents decides which case fits: ALL, SHAPE (of a sequence), or None."""
    found: str | None = None
    for child in statics.children[match]:
        if statics.role(child) == "pattern":
            looks = _inspected(statics, child)
            if looks == ALL:
                return ALL
            found = found or looks
    return found


def _inspected(statics: Statics, pattern: int) -> str | None:
    node, parts = statics.node(pattern), statics.children[pattern]
    if node in {"MatchOr", "MatchAs"}:
        looks = {_inspected(statics, part) for part in parts}
        return ALL if ALL in looks else SHAPE if SHAPE in looks else None
    if node == "MatchMapping":
        return ALL
    plain = all(
        statics.node(p) in {"MatchAs", "MatchStar"} and not statics.children[p] for p in parts
    )
    if node == "MatchSequence":
        return SHAPE if plain else ALL
    if node == "MatchClass":
        patterns = [p for p in parts if statics.node(p).startswith("Match")]
        fits = all(statics.node(p) == "MatchAs" and not statics.children[p] for p in patterns)
        return None if fits else ALL
    return None


def attribute_captured(statics: Statics, site: int) -> str | None:
    """Return the attribute of the subject that `Class(attribute=name)` captures, None for other patterns."""
    parent = statics.parent(site)
    if statics.node(parent) != "MatchClass" or statics.role(site) != "kwd_patterns":
        return None
    if statics.node(statics.parent(parent)) != "Match":
        return None
    code = textwrap.dedent(statics.table[parent].code)
    (match,) = parse(f"match _:\n case ({code}): pass").body
    pattern = match.cases[0].pattern if isinstance(match, ast.Match) else None
    if not isinstance(pattern, ast.MatchClass):
        return None
    siblings = [c for c in statics.children[parent] if statics.role(c) == "kwd_patterns"]
    return pattern.kwd_attrs[siblings.index(site)]
