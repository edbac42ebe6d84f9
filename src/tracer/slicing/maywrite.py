"""What a part of the source may write, calls included: the stores of arms that were not taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tracer.slicing.controls import control, exits
from tracer.slicing.effects import MUTATORS
from tracer.slicing.statics import FUNCTIONS, LOOPS, OWN_FRAME, Statics, remembered

Key = tuple[str, Any]
"""`("name", (function, name))`, `("attribute", name)` or `("item", "")`: kinds of places."""

ITEM: Key = ("item", "")
_MUTATOR_NAMES = frozenset(name for methods in MUTATORS.values() for name in methods)
BREAKS = frozenset({"Break"})
_BINDERS = frozenset(
    "arg alias ExceptHandler MatchAs MatchStar MatchMapping FunctionDef ClassDef".split()
)


@dataclass(frozen=True, slots=True)
class Write:
    """A place in the source that may write: its site, and the site of the expression that says to which object."""

    site: int
    key: Key
    receiver: int | None = None


@remembered
def own_writes(statics: Statics, site: int) -> tuple[Write, ...]:
    """Return what the code at a site writes itself, nested functions left out."""
    rows = statics.rows
    node, _, _, name, *_, loaded = rows[site]
    found: list[Write] = []
    if node in OWN_FRAME and node != "GeneratorExp":
        return ()
    if node in {"Attribute", "Subscript"} and not loaded:
        key = ("attribute", name) if node == "Attribute" else ITEM
        found.append(Write(site, key, statics.children[site][0]))
    elif name is not None and ((node == "Name" and not loaded) or node in _BINDERS):
        binding = statics.resolve(name, statics.scope(site))
        found.append(Write(site, ("name", (binding.function, name))))
        if rows[rows[site][2]][0] == "AugAssign":
            found.append(Write(site, ITEM, site))
    elif node == "Call":
        callee = statics.children[site][0]
        if rows[callee][0] == "Attribute" and rows[callee][3] in _MUTATOR_NAMES:
            found.append(Write(site, ITEM, statics.children[callee][0]))
        if rows[callee][3] in {"setattr", "delattr"}:
            found.append(Write(site, ("attribute", None)))
        if rows[callee][3] == "next":
            found.append(Write(site, ITEM))
    for child in statics.children[site]:
        found += own_writes(statics, child)
    return tuple(found)


@remembered
def calls(statics: Statics, site: int) -> frozenset[str]:
    """Return the names of what the code at a site calls, nested functions left out."""
    if statics.node(site) in OWN_FRAME and statics.node(site) != "GeneratorExp":
        return frozenset()
    found: set[str] = set()
    if statics.node(site) == "Call":
        found |= _names(statics, statics.children[site][0])
    for child in statics.children[site]:
        found |= calls(statics, child)
    return frozenset(found)


def _names(statics: Statics, callee: int) -> set[str]:
    """The names by which a callee may be known: its own, or of those that a choice is made of."""
    if statics.node(callee) in {"IfExp", "BoolOp", "NamedExpr"}:
        return {n for c in statics.children[callee] for n in _names(statics, c)}
    return {statics.rows[callee][3] or ""}


@remembered
def _functions(statics: Statics) -> dict[str, tuple[int, ...]]:
    """The functions of a module by the name a call may use: their own, their class's, a variable's they are put in."""
    found: dict[str, list[int]] = {}
    for site, row in enumerate(statics.rows):
        if row[0] not in FUNCTIONS:
            continue
        name = row[3] or ""
        if row[0] == "Lambda":
            parent = statics.parent(site)
            target = statics.rows[statics.children[parent][0]] if statics.children[parent] else row
            name = target[3] or ""
        found.setdefault(name, []).append(site)
        outer = statics.rows[row[2]]
        if name in {"__init__", "__new__", "__call__"} and outer[0] == "ClassDef":
            found.setdefault(outer[3] or "", []).append(site)
    return {name: tuple(sites) for name, sites in found.items()}


@remembered
def functions_called(statics: Statics, site: int) -> frozenset[int]:
    """Return the functions of the module that the code at a site may call, directly or not."""
    found: set[int] = set()
    todo = set(calls(statics, site))
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        seen.add(name)
        for function in _functions(statics).get(name, ()):
            if function not in found:
                found.add(function)
                for child in statics.children[function]:
                    todo |= calls(statics, child) - seen
    return frozenset(found)


@remembered
def writes(statics: Statics, site: int) -> tuple[Write, ...]:
    """Return what the code at a site may write; of what the functions it calls write, no receiver is known."""
    found = list(own_writes(statics, site))
    for function in functions_called(statics, site):
        for child in statics.children[function]:
            found += (
                Write(w.site, w.key)
                for w in own_writes(statics, child)
                if w.key[0] != "name" or w.key[1][0] != function
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Arm:
    """An arm of a decision that may write a place, and where in it. `taken` None: a way out before what may write."""

    decision: int
    taken: bool | None
    write: Write


@remembered
def arms(statics: Statics) -> dict[Key, tuple[Arm, ...]]:
    """Return for each kind of place the arms of a module that may write it."""
    found: dict[Key, dict[Arm, None]] = {}
    for site in range(len(statics.rows)):
        for arm in (*_arms_of(statics, site), *_ways_past(statics, site)):
            found.setdefault(arm.write.key, {})[arm] = None
    return {key: tuple(there) for key, there in found.items()}


def _arms_of(statics: Statics, site: int) -> Iterator[Arm]:
    """The arms of one decision, with all that each may write."""
    node, children = statics.node(site), statics.children[site]
    roles: dict[bool, frozenset[str]] = {}
    if node == "If" or node in LOOPS:
        roles = {True: frozenset({"body", "target"}), False: frozenset({"orelse"})}
    elif node == "Match":
        roles = {True: frozenset({"body", "pattern"})}
    elif node in {"IfExp", "BoolOp"}:
        roles = {True: frozenset({"body", "orelse", "values"})}
    for taken, wanted in roles.items():
        for child in children:
            if statics.role(child) in wanted:
                yield from (Arm(site, taken, write) for write in writes(statics, child))


def _ways_past(statics: Statics, site: int) -> Iterator[Arm]:
    """The decisions before something that writes by which the frame may have left."""
    if statics.node(site) == "Call" or not statics.rows[site][8]:
        for write in _written_here(statics, site):
            yield from (Arm(guard, None, write) for guard in control(statics, site).guards)


def _written_here(statics: Statics, site: int) -> tuple[Write, ...]:
    """What one place in the source may write, not what stands inside it."""
    if statics.node(site) == "Call":
        return writes(statics, site)
    return tuple(w for w in own_writes(statics, site) if w.site == site)


@remembered
def may_write(statics: Statics, call: int, key: Key) -> frozenset[int]:
    """Return the functions of the module that a call could have entered and that may write a kind of place."""
    callee = statics.children[call][0]
    if statics.node(callee) == "Attribute":
        candidates = _functions(statics).get(statics.rows[callee][3] or "", ())
    else:
        candidates = tuple(s for s, row in enumerate(statics.rows) if row[0] in FUNCTIONS)
    return frozenset(
        f
        for f in candidates
        if any(w.key == key for c in statics.children[f] for w in writes(statics, c))
    )


def steps_at(sites: Iterable[int]) -> frozenset[int]:
    """Return all steps of these sites."""
    return frozenset(site << 2 | action for site in sites for action in range(4))


@remembered
def watched(statics: Statics, key: Key) -> frozenset[int]:
    """Return the steps that tell of an arm that may write a kind of place: where none happened, none was passed."""
    return steps_at(s for arm in arms(statics).get(key, ()) for s in _told_by(statics, arm))


def _told_by(statics: Statics, arm: Arm) -> Iterator[int]:
    """The sites whose events tell that a decision went past an arm."""
    decision = arm.decision
    node, children = statics.node(decision), statics.children[decision]
    if arm.taken is False and node in LOOPS:
        for child in children:
            if statics.role(child) == "body":
                yield from exits(statics, child, BREAKS)
    if node in {"For", "AsyncFor"}:
        yield from (c for c in children if statics.role(c) == "iter")
    elif node in {"Match", "IfExp", "BoolOp"}:
        yield from children
    else:
        yield decision
