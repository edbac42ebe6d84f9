"""Which names and which kinds of statement a place in a program may use."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

Names = Mapping[str, tuple[str, ...]]  # kind → names, oldest first

# Flags that inner scopes inherit; a class body runs with what is around it, so it is as likely to raise.
INHERITED = {"function": frozenset({"free", "3.12"}), "class": frozenset({"free", "3.12", "risky"})}


@dataclass(frozen=True, slots=True)
class Inside:
    """How a construct changes its surroundings.

    In a `block` and a `comprehension` the function's names may be rebound; in a `lambda`, `function` and
    `class` they may only be read.
    """

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
    "group": _inside(drops="loop return stop"),
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

    The flags say that these are allowed: `await`; `yield`; `delegate`, yield from; `walrus`; `return` of a
    value; `stop`, return without one; `loop`, break and continue; `function`, nonlocal; `free`, quotes and line
    breaks; `top`, asyncio.run; `risky`, what is likely to raise; `3.12`, type parameters. `class` says
    that this is a class body.
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

    def define(self, fresh: Names) -> "Scope":
        """Return this scope after `fresh` were bound in it."""
        if not fresh:
            return self
        return Scope(self.flags, merged(self.own, fresh), self.outer, self.nesting)

    def without(self, *flags: str) -> "Scope":
        """Return this scope with fewer flags."""
        return Scope(self.flags.difference(flags), self.own, self.outer, self.nesting)

    def enter(self, inside: str, fresh: Names, shadowed: Collection[str]) -> "Scope":
        """Return the scope in a construct that binds `fresh` and, in a comprehension, `shadowed`."""
        rule = INSIDE[inside]
        flags = (self.flags & INHERITED.get(rule.scoping, self.flags) | rule.adds) - rule.drops
        own, outer = self._names(rule.scoping, fresh, shadowed)
        return Scope(flags, own, outer, self.nesting + 1)

    def _names(self, scoping: str, fresh: Names, shadowed: Collection[str]) -> tuple[Names, Names]:
        if scoping == "block":
            return merged(self.own, fresh), self.outer
        lent = (
            {} if "class" in self.flags else self.own
        )  # a class lends its names to no inner scope
        if scoping != "comprehension":
            return fresh, merged(self.outer, lent)
        own = {kind: tuple(n for n in names if n not in shadowed) for kind, names in lent.items()}
        hidden = {kind: tuple(n for n in names if n in shadowed) for kind, names in lent.items()}
        return merged({}, own), merged(merged(self.outer, hidden), fresh)


def merged(first: Names, second: Names) -> Names:
    """Return the names of both."""
    if not second:
        return first
    added = {kind: first.get(kind, ()) + names for kind, names in second.items() if names}
    return {**first, **added}
