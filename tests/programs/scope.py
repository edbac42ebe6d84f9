"""Which names and which kinds of statement a place in a program may use."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

Names = Mapping[str, tuple[str, ...]]  # kind → names, oldest first

LASTING = frozenset({"free", "3.12"})  # flags that every inner scope inherits


@dataclass(frozen=True, slots=True)
class Inside:
    """How a construct changes its surroundings: `block` and `comprehension` share the function's names, `function` and `class` do not."""

    scoping: str = "block"
    adds: frozenset[str] = frozenset()
    drops: frozenset[str] = frozenset()


def _inside(scoping: str = "block", *, adds: str = "", drops: str = "") -> Inside:
    return Inside(scoping, frozenset(adds.split()), frozenset(drops.split()))


INSIDE: Mapping[str, Inside] = {
    "": _inside(),
    "block": _inside(),
    "try": _inside(adds="risky"),
    "loop": _inside(adds="loop"),
    "handler": _inside(adds="handler"),
    "group": _inside(adds="handler", drops="loop return stop"),
    "field": _inside(drops="free"),
    "comprehension": _inside("comprehension", drops="yield delegate"),
    "genexp": _inside("comprehension", drops="yield delegate await"),
    "lambda": _inside("lambda", drops="yield delegate await"),
    "function": _inside("function", adds="risky function return walrus"),
    "main": _inside("function", adds="risky function return walrus top"),
    "generator": _inside("function", adds="risky function return stop walrus yield delegate"),
    "async": _inside("function", adds="risky function return walrus await"),
    "agen": _inside("function", adds="risky function stop walrus await yield"),
    "class": _inside("class", adds="class"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The names this place may rebind (`own`) or only read (`outer`), and flags for what may stand here.

    The flags: `await`, `yield`, `delegate` (yield from), `walrus`, `return` (a value), `stop` (return without one), `break` and `continue` (`loop`),
    bare `raise` (`handler`), `nonlocal` (`function`), quotes and line breaks (`free`), asyncio.run (`top`), and what is likely to raise (`risky`).
    """

    flags: frozenset[str]
    own: Names = field(default_factory=dict)
    outer: Names = field(default_factory=dict)
    nesting: int = 0
    capabilities: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        found = self.flags.union(self.own, self.outer, (f"own {kind}" for kind in self.own))
        object.__setattr__(self, "capabilities", found)

    def readable(self, kind: str) -> tuple[str, ...]:
        """Return the names of `kind`, the nearest last."""
        return self.outer.get(kind, ()) + self.own.get(kind, ())

    def define(self, fresh: Names) -> Scope:
        """Return this scope after `fresh` were bound in it."""
        return Scope(self.flags, merged(self.own, fresh), self.outer, self.nesting) if fresh else self

    def without(self, *flags: str) -> Scope:
        return Scope(self.flags.difference(flags), self.own, self.outer, self.nesting)

    def enter(self, inside: str, fresh: Names, shadowed: Collection[str]) -> Scope:
        """Return the scope within a construct that binds `fresh` and, if it is a comprehension, `shadowed`."""
        rule = INSIDE[inside]
        flags = (self.flags | rule.adds) - rule.drops
        if rule.scoping == "block":
            return Scope(flags, merged(self.own, fresh), self.outer, self.nesting + 1)
        if rule.scoping == "lambda":
            return Scope(flags, fresh, merged(self.outer, self._lent()), self.nesting + 1)
        if rule.scoping == "comprehension":
            return self._comprehension(flags, fresh, shadowed)
        kept = LASTING | {"risky"} if rule.scoping == "class" else LASTING  # a class body runs with what is around it
        return Scope((self.flags & kept) | rule.adds, fresh, merged(self.outer, self._lent()), self.nesting + 1)

    def _comprehension(self, flags: frozenset[str], fresh: Names, shadowed: Collection[str]) -> Scope:
        hidden = {kind: tuple(name for name in names if name in shadowed) for kind, names in self._lent().items()}
        kept = {kind: tuple(name for name in names if name not in shadowed) for kind, names in self._lent().items()}
        outer = merged(merged(self.outer, hidden), fresh)
        return Scope(flags, {kind: names for kind, names in kept.items() if names}, outer, self.nesting + 1)

    def _lent(self) -> Names:
        """Return the own names that inner scopes see: none of a class."""
        return {} if "class" in self.flags else self.own


def merged(first: Names, second: Names) -> Names:
    """Return the names of both."""
    if not second:
        return first
    return {**first, **{kind: first.get(kind, ()) + names for kind, names in second.items() if names}}
