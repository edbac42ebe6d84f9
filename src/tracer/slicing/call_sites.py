"""What the source says of calls and of the functions they enter."""

from __future__ import annotations

from dataclasses import dataclass

from tracer.slicing.index import NONE
from tracer.slicing.statics import Statics, remembered


@dataclass(frozen=True, slots=True)
class Written:
    """A call as it is written: its arguments, and where the first star stands."""

    args: tuple[int, ...]
    keywords: tuple[int, ...]
    names: tuple[str | None, ...]
    star: int | None

    @property
    def plain(self) -> bool:
        """Is it without `*` and `**`?"""
        return self.star is None and None not in self.names


@remembered
def written(statics: Statics, call: int) -> Written:
    """Return how a call is written."""
    children = statics.children[call]
    args = tuple(c for c in children if statics.role(c) == "args")
    keywords = tuple(c for c in children if statics.role(c) == "keywords")
    star = next((n for n, a in enumerate(args) if statics.node(a) == "Starred"), None)
    return Written(args, keywords, statics.keywords(call) if keywords else (), star)


def callee_name(statics: Statics, call: int) -> str | None:
    """Return the name, or that of the attribute, by which a call calls."""
    return statics.rows[statics.children[call][0]][3]


@remembered
def positional_formals(statics: Statics, function: int) -> tuple[int, ...]:
    """Return the formals that arguments fill by place."""
    return tuple(f for f, _, r in statics.formals(function) if r in {"posonlyargs", "args"})


@remembered
def places_of_formals(statics: Statics, function: int) -> dict[int, tuple[int, str, str]]:
    """Return for each formal which positional one it is, else NONE, its name and role."""
    positional = positional_formals(statics, function)
    return {
        f: (positional.index(f) if f in positional else NONE, name, role)
        for f, name, role in statics.formals(function)
    }


@remembered
def chooser_of(statics: Statics, site: int) -> int | None:
    """Return the expression that chooses which function a call enters, None where the source says which."""
    if statics.node(site) != "Call" or statics.table.entries.get(site) == 1:
        return None
    callee = statics.children[site][0]
    if statics.node(callee) == "Name" and not statics.binding(callee).function:
        return None
    return statics.children[callee][0] if statics.node(callee) == "Attribute" else callee


def yields(statics: Statics, function: int) -> tuple[int, ...]:
    """Return the places where a generator function yields."""
    return _yields(statics).get(function, ())


@remembered
def _yields(statics: Statics) -> dict[int, tuple[int, ...]]:
    """The places that yield, by function."""
    found: dict[int, tuple[int, ...]] = {}
    for site, row in enumerate(statics.rows):
        if row[0] in {"Yield", "YieldFrom"}:
            function = statics.function(site)
            found[function] = (*found.get(function, ()), site)
    return found
