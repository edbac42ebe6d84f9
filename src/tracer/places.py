"""Where in a run something may have been entered: which step does what, and after which others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Any

from rewriters.sites import SiteTable
from rewriters.templates import Action

Step = tuple[int, Action, Any]
"""Site, what happened, value; UNSET in place of a value means that the step has none on the tape."""


class Doing(Enum):
    """What is done at a place."""

    START = "the run has not begun"
    END = "the run is over"
    CALL = "a call"
    OPERATE = "an operator, an attribute, a subscript"
    STORE = "a store to an attribute or subscript"
    ASK = "the truth of a value is asked"
    ITERATE = "something is iterated over or taken apart"
    FORMAT = "a piece of an f-string is formatted"
    DEFINE = "a class body or decorators run"
    OTHER = "anything else"


@dataclass(frozen=True, slots=True)
class Place:
    """What is entered here is told before step `index`. `operands`: the sites whose values it is done with.

    `after`: the step before that one does it, or what stands between the two.
    """

    index: int
    site: int
    doing: Doing
    operands: tuple[int, ...] = ()
    after: bool = False


def places(steps: Sequence[Step | None], sites: SiteTable) -> list[Place]:
    """Return the places of a run, in the order in which it comes by them."""
    at = {s[0]: n for n, s in enumerate(steps) if s is not None and s[1] is not Action.STORE}
    found = [p for n, s in enumerate(steps) if s is not None for p in _of_step(sites, s, n, at)]
    if steps and steps[-1] is None:  # something failed after the last step
        found.append(Place(len(steps) - 1, 0, Doing.OTHER))
    return sorted(found, key=lambda p: (p.index, not p.after))


def _after(index: int, site: int, doing: Doing, operands: tuple[int, ...]) -> Place:
    return Place(index, site, doing, operands, after=True)


def _of_step(sites: SiteTable, step: Step, number: int, at: dict[int, int]) -> Iterator[Place]:
    site, action, _ = step
    node, children = sites.rows[site][0], sites.children[site]
    if action in (Action.TAKE, Action.SKIP):
        if node in {"For", "AsyncFor"}:
            iterable = tuple(c for c in children if sites.rows[c][1] == "iter")
            yield Place(number, site, Doing.ITERATE, iterable)
        elif node not in _TESTED:
            yield Place(number, site, Doing.OTHER, ())
        return
    if node in {"Constant", "arg"}:
        return
    if action is Action.STORE:
        yield from _of_store(sites, site, number)
        return
    yield from _inside(sites, site, at)
    if node == "Call":
        yield Place(number, site, Doing.CALL, children)
    elif node != "Name":
        yield Place(number, site, Doing.OPERATE, children)
    if _is_asked(sites, site):
        yield _after(number + 1, site, Doing.ASK, (site,))


_TESTED = frozenset({"If", "While", "Assert", "IfExp"})


def _of_store(sites: SiteTable, site: int, number: int) -> Iterator[Place]:
    node, role, parent, *_ = sites.rows[site]
    children = sites.children[site]
    if role == "target" and sites.comprehension(site) == parent:
        yield _after(number, site, Doing.ITERATE, ())
    if role == "elts":
        outer = parent
        while sites.rows[outer][1] == "elts":
            outer = sites.rows[outer][2]
        holder = sites.rows[outer][2]
        values = tuple(c for c in sites.children[holder] if sites.rows[c][1] in {"value", "iter"})
        yield _after(number, site, Doing.ITERATE, values)
    if node in {"ClassDef", "FunctionDef", "AsyncFunctionDef"}:
        yield Place(number, site, Doing.DEFINE, children)
    elif node in {"Attribute", "Subscript"}:
        yield Place(number, site, Doing.STORE, children)
    elif node == "AugAssign":
        inner = sites.children[children[0]]
        yield Place(number, site, Doing.OPERATE, children)
        yield Place(number, children[0], Doing.STORE, inner)
    elif node != "Name":
        yield Place(number, site, Doing.OTHER, children)


def _inside(sites: SiteTable, site: int, at: dict[int, int]) -> Iterator[Place]:
    """What an expression does before its last operand is evaluated."""
    node, children = sites.rows[site][0], sites.children[site]
    if node == "Compare" and len(children) > 2:
        for left, right in pairwise(children[:-1]):
            if right in at:
                yield _after(at[right] + 1, site, Doing.OPERATE, (left, right))
    for child in children:
        kind = sites.rows[child][0]
        if kind == "FormattedValue":
            last = max((at[c] for c in _below(sites, child) if c in at), default=None)
            if last is not None:
                value = sites.children[child][:1]
                yield _after(last + 1, site, Doing.FORMAT, value)
        elif kind == "Starred" and sites.children[child][0] in at:
            taken = sites.children[child]
            yield _after(at[taken[0]] + 1, site, Doing.ITERATE, taken)


def _below(sites: SiteTable, site: int) -> Iterator[int]:
    todo = list(sites.children[site])
    while todo:
        yield (child := todo.pop())
        todo += sites.children[child]


def _is_asked(sites: SiteTable, site: int) -> bool:
    """Is the truth of this expression's value asked? Not that of a choice, as its parts have told it."""
    node, role, parent, *_ = sites.rows[site]
    return node not in _CHOICES and _decides(sites, site, role, parent)


_CHOICES = frozenset({"BoolOp", "IfExp"})


def _decides(sites: SiteTable, site: int, role: str, parent: int) -> bool:
    above, above_role, around, *_ = sites.rows[parent]
    if role in {"test", "ifs", "guard"} or above == "UnaryOp":
        return True
    if above == "BoolOp" and site != sites.children[parent][-1]:
        return True
    return above in _CHOICES and _decides(sites, parent, above_role, around)
