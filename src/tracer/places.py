"""Where in a run something may have been entered: which step does what, and after which others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
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
    """What is entered here is told before step `index`. `operands`: the sites whose values it is done with."""

    index: int
    site: int
    doing: Doing
    operands: tuple[int, ...] = ()


def places(
    steps: Sequence[Step | None], begin: int, end: int, sites: SiteTable
) -> list[Place]:
    """Return the places from step `begin` to `end`, in the order in which the run comes by."""
    at = {s[0]: n for n, s in enumerate(steps) if s is not None and s[1] is not Action.STORE}
    found = [(-1, 0, Place(-1 if begin == 0 else begin, 0, Doing.START))]
    for number in range(begin, end):
        step = steps[number]
        if step is not None:
            for moment, place in _of_step(sites, step, number, at):
                if begin <= place.index <= end:
                    found.append((place.index, moment, place))
    found.append((end, 2, Place(end, 0, Doing.END)))
    found[1:] = sorted(found[1:], key=lambda f: f[:2])
    return [place for _, _, place in found]


_AFTER, _AT = 0, 1


def _of_step(
    sites: SiteTable, step: Step, number: int, at: dict[int, int]
) -> Iterator[tuple[int, Place]]:
    site, action, _ = step
    node, role, parent, *_ = sites.rows[site]
    children = sites.children[site]
    if action in (Action.TAKE, Action.SKIP):
        if node in {"For", "AsyncFor"}:
            iterable = tuple(c for c in children if sites.rows[c][1] == "iter")
            yield _AT, Place(number, site, Doing.ITERATE, iterable)
        elif node not in _TESTED:
            yield _AT, Place(number, site, Doing.OTHER, ())
        return
    if node in {"Constant", "arg"}:
        return
    if action is Action.STORE:
        yield from _of_store(sites, site, number)
        return
    yield from _inside(sites, site, at)
    if node == "Call":
        yield _AT, Place(number, site, Doing.CALL, children)
    elif node != "Name":
        yield _AT, Place(number, site, Doing.OPERATE, children)
    if _is_asked(sites, site, role, parent):
        yield _AFTER, Place(number + 1, site, Doing.ASK, (site,))


_TESTED = frozenset({"If", "While", "Assert", "IfExp"})


def _of_store(sites: SiteTable, site: int, number: int) -> Iterator[tuple[int, Place]]:
    node, role, parent, *_ = sites.rows[site]
    children = sites.children[site]
    if role == "target" and sites.comprehension(site) == parent:
        yield _AFTER, Place(number, site, Doing.ITERATE, ())
    if role == "elts":
        outer = parent
        while sites.rows[outer][1] == "elts":
            outer = sites.rows[outer][2]
        holder = sites.rows[outer][2]
        values = tuple(c for c in sites.children[holder] if sites.rows[c][1] in {"value", "iter"})
        yield _AFTER, Place(number, site, Doing.ITERATE, values)
    if node in {"ClassDef", "FunctionDef", "AsyncFunctionDef"}:
        yield _AT, Place(number, site, Doing.DEFINE, children)
    elif node in {"Attribute", "Subscript"}:
        yield _AT, Place(number, site, Doing.STORE, children)
    elif node == "AugAssign":
        inner = sites.children[children[0]]
        yield _AT, Place(number, site, Doing.OPERATE, children)
        yield _AT, Place(number, children[0], Doing.STORE, inner)
    elif node != "Name":
        yield _AT, Place(number, site, Doing.OTHER, children)


def _inside(sites: SiteTable, site: int, at: dict[int, int]) -> Iterator[tuple[int, Place]]:
    """What an expression does before its last operand is evaluated."""
    node, children = sites.rows[site][0], sites.children[site]
    if node == "Compare" and len(children) > 2:
        for left, right in zip(children, children[1:-1], strict=False):
            if right in at:
                yield _AFTER, Place(at[right] + 1, site, Doing.OPERATE, (left, right))
    for child in children:
        kind = sites.rows[child][0]
        if kind == "FormattedValue":
            last = max((at[c] for c in _below(sites, child) if c in at), default=None)
            if last is not None:
                value = sites.children[child][:1]
                yield _AFTER, Place(last + 1, site, Doing.FORMAT, value)
        elif kind == "Starred" and sites.children[child][0] in at:
            taken = sites.children[child]
            yield _AFTER, Place(at[taken[0]] + 1, site, Doing.ITERATE, taken)


def _below(sites: SiteTable, site: int) -> Iterator[int]:
    todo = list(sites.children[site])
    while todo:
        yield (child := todo.pop())
        todo += sites.children[child]


def _is_asked(sites: SiteTable, site: int, role: str, parent: int) -> bool:
    """Is the truth of this expression's value asked?"""
    above = sites.rows[parent][0]
    if role in {"test", "ifs", "guard"} or (above == "BoolOp" and role == "values"):
        return True
    return above == "UnaryOp" and sites.rows[site][0] != "BoolOp"
