"""What decides whether a site is evaluated: the branches around it, and the early exits before it."""

from __future__ import annotations

from dataclasses import dataclass

from rewriters.templates import Action
from tracer.slicing.statics import COMPREHENSIONS, LOOPS, OWN_FRAME, Statics, remembered

_EXITS = frozenset({"Return", "Raise", "Break", "Continue", "Assert"})
_DECIDES = frozenset({"If", "While", "For", "AsyncFor", "Assert", "ExceptHandler"})


@dataclass(frozen=True, slots=True)
class Control:
    """What decides a site, all in its own frame.

    `steps`: the latest event of each decides. `sites`: so does the latest evaluation of each of these. `guards`:
    decisions (sites) by which the frame could have gone elsewhere before, `caught` statements in which an exception may
    have passed such a decision. `inside`: it stands in something that
    decides, so that the frame's entry decides it only through that.
    """

    steps: tuple[int, ...] = ()
    sites: tuple[int, ...] = ()
    guards: tuple[int, ...] = ()
    caught: tuple[int, ...] = ()
    inside: bool = False

    @property
    def keys(self) -> tuple[int, ...]:
        """What an index is asked for: steps, and sites as `~site`."""
        return *self.steps, *(~site for site in (*self.sites, *self.guards))


@remembered
def control(statics: Statics, site: int) -> Control:
    """Return what decides whether `site` is evaluated."""
    steps, sites, inside = _around(statics, site)
    guards = tuple(dict.fromkeys(_guards(statics, site)))
    return Control(tuple(steps), tuple(sites), guards, _caught(statics, site, guards), inside)


def _caught(statics: Statics, site: int, guards: tuple[int, ...]) -> tuple[int, ...]:
    """The bodies before a site whose exceptions may be caught, and that hold one of the guards."""
    found: dict[int, None] = {}
    for guard in guards:
        child, parent = guard, statics.parent(guard)
        while parent != child and statics.node(parent) not in OWN_FRAME:
            if (
                statics.node(parent) in {"Try", "TryStar", "With", "AsyncWith"}
                and statics.role(child) == "body"
                and not statics.table.stands_in(site, parent)
            ):
                found[parent] = None
            child, parent = parent, statics.parent(parent)
    return tuple(found)


def _around(statics: Statics, site: int) -> tuple[list[int], list[int], bool]:
    """The innermost decision a site stands in."""
    rows = statics.rows
    if rows[site][0] in LOOPS:
        # The next turn comes only if there was one before.
        outer = _around_child(statics, site)
        return [*outer[0], site << 2 | Action.TAKE], outer[1], outer[2]
    return _around_child(statics, site)


def _around_child(statics: Statics, site: int) -> tuple[list[int], list[int], bool]:
    child, parent = site, statics.parent(site)
    while parent != child:
        found = _decided_by(statics, child, parent)
        if found is not None:
            return (*found, True)
        if statics.node(parent) in OWN_FRAME and statics.scope(child) == parent:
            break
        child, parent = parent, statics.parent(parent)
    return [], [], False


def _decided_by(statics: Statics, child: int, parent: int) -> tuple[list[int], list[int]] | None:
    node, role = statics.node(parent), statics.role(child)
    take, skip = parent << 2 | Action.TAKE, parent << 2 | Action.SKIP
    if node == "If" and role != "test":
        return [take if role == "body" else skip], []
    if node in LOOPS and role != "iter":
        return [skip if role == "orelse" else take], []
    if node == "Assert" and role == "msg":
        return [skip], []
    if node == "ExceptHandler" and role == "body":
        return [take], []
    if node == "Match" and role in {"body", "guard"}:
        return _case(statics, child, parent)
    return _in_expression(statics, child, parent, node, role)


def _in_expression(
    statics: Statics, child: int, parent: int, node: str, role: str
) -> tuple[list[int], list[int]] | None:
    if node == "IfExp" and role != "test":
        return [], [c for c in statics.children[parent] if statics.role(c) == "test"]
    if node == "BoolOp" and child != statics.children[parent][0]:
        return [], [c for c in statics.children[parent] if c < child]
    if node == "Compare" and role == "comparators":
        before = [c for c in statics.children[parent] if c < child]
        return ([], before) if len(before) > 1 else None
    if node in COMPREHENSIONS and statics.scope(child) == parent:
        return _turn(statics, child, parent, role)
    return None


def _turn(
    statics: Statics, child: int, parent: int, role: str
) -> tuple[list[int], list[int]] | None:
    """A part of a comprehension is evaluated for each turn that the conditions before it let through."""
    clauses = [c for c in statics.children[parent] if statics.role(c) in {"target", "iter", "ifs"}]
    before = clauses if role in {"elt", "key", "value"} else [c for c in clauses if c < child]
    if role == "target":
        before = before[:-1] if before and statics.role(before[-1]) == "iter" else before
    sites = [c for c in before if statics.role(c) == "ifs"]
    targets = [c for c in before if statics.role(c) == "target"]
    steps = [t << 2 | Action.STORE for c in targets[-1:] for t in stored_names(statics, c)[:1]]
    return (steps, sites) if steps or sites else None


def stored_names(statics: Statics, target: int) -> list[int]:
    """Return the places that a target stores to."""
    if statics.node(target) in {"Tuple", "List", "Starred"}:
        return [n for c in statics.children[target] for n in stored_names(statics, c)]
    return [target]


def _case(statics: Statics, child: int, parent: int) -> tuple[list[int], list[int]]:
    """A case's body: its pattern and guard, and the guards of cases before."""
    before = [c for c in statics.children[parent] if c < child]
    patterns = [c for c in before if statics.role(c) == "pattern"]
    guards = [c for c in before if statics.role(c) == "guard"]
    subject = [c for c in before if statics.role(c) == "subject"]
    steps = [patterns[-1] << 2 | Action.TAKE] if patterns and statics.role(child) == "body" else []
    return steps, [*subject, *guards]


# ---------------------------------------------------------------------- early exits


def _guards(statics: Statics, site: int) -> list[int]:
    """The decisions before a site that hold a way past it; of a loop, those that end it."""
    out: list[int] = []
    if statics.node(site) in LOOPS:
        for child in statics.children[site]:
            if statics.role(child) == "body":
                out += exits(statics, child, frozenset({"Return", "Raise", "Break", "Assert"}))
    child, parent = site, statics.parent(site)
    while parent != child:
        role, in_loop = statics.role(child), _loop_around(statics, child)
        kinds = _EXITS if in_loop else _EXITS - {"Break", "Continue"}
        if statics.rows[child][8] is False or statics.node(child) not in OWN_FRAME:
            for sibling in statics.children[parent]:
                if sibling >= child:
                    break
                if (
                    statics.role(sibling) == role
                    and role
                    in {
                        "body",
                        "orelse",
                        "handlers",
                        "finalbody",
                    }
                ) or (statics.node(parent) in {"Try", "TryStar"} and role == "orelse"):
                    out += exits(statics, sibling, kinds)
        if statics.node(parent) in OWN_FRAME and statics.scope(child) == parent:
            break
        child, parent = parent, statics.parent(parent)
    return out


def _loop_around(statics: Statics, site: int) -> bool:
    while site:
        if statics.node(site) in OWN_FRAME:
            return False
        site = statics.parent(site)
        if statics.node(site) in LOOPS:
            return True
    return False


@remembered
def exits(statics: Statics, statement: int, kinds: frozenset[str]) -> tuple[int, ...]:
    """Return the decisions in (or at) a statement that hold a way out of it: `return`, `raise`, `break`, …"""
    out: list[int] = []
    _find_exits(statics, statement, kinds, out)
    return tuple(dict.fromkeys(out))


def _find_exits(statics: Statics, site: int, kinds: frozenset[str], out: list[int]) -> bool:
    node = statics.node(site)
    if node in OWN_FRAME or statics.rows[site][8]:
        return False
    if node == "Assert" and "Assert" in kinds:
        out.append(site)
        return True
    inner = kinds - {"Break", "Continue"} if node in LOOPS else kinds
    found = node in kinds
    for child in statics.children[site]:
        found |= _find_exits(statics, child, inner, out)
    if found and node in _DECIDES:
        out.append(site)
    elif found and node == "Match":
        out += [c for c in statics.children[site] if statics.role(c) in {"subject", "guard"}]
    return found
