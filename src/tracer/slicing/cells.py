"""Cells: which event put each element into a list or dict, at any point of the run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from tracer.slicing import effects
from tracer.slicing.calls import Calls
from tracer.slicing.heap import Heap
from tracer.slicing.index import NONE, Index, Run

SHAPE = "#"
"""In place of a key: how many elements there are."""


@dataclass(frozen=True, slots=True)
class Of:
    """In place of a part: what a write did to the shape of its object; of what it put in, just these events matter."""

    sources: tuple[tuple[int, Any], ...] = ()


SHIFT = Of()


class Reading(Protocol):
    """What a timeline asks of those who follow values."""

    index: Index
    calls: Calls
    heap: Heap

    def cells_of(self, source: int, before: int) -> Any:
        """Return the cells of an event's value just before another event."""

    def shape(self, source: int, before: int) -> Iterator[tuple[int, Any]]:
        """Iterate over what decides how many elements an event's value had."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One element: the event that put it there, which part of that matters, and the event that had the element."""

    event: int
    part: Any
    held: int


def are_flat(index: Index, cells: Any) -> bool:
    """Are these cells known, and is nothing in them that may change?"""
    if cells is None:
        return False
    values = cells.values() if isinstance(cells, dict) else cells
    held = (index.values[c.held] for c in values if c.held != NONE)
    return all(effects.never_changes(v) for v in held)


def first_cells(flows: Reading, origin: int) -> Any:
    """Return the cells of the list or dict that an event made, None where they are not known."""
    index = flows.index
    run, site = index.run_of(origin), index.site(origin)
    statics, children = run.statics, run.statics.children[site]
    node = statics.node(site)
    if node in {"List", "Tuple"} and not any(statics.node(c) == "Starred" for c in children):
        operands = flows.calls.operands(origin)
        return [Cell(origin, ("key", n), e) for n, e in enumerate(operands)]
    if node == "arg" and statics.role(site) in {"vararg", "kwarg"}:
        gathered = flows.calls.arguments.gathered(origin)
        cells = None if gathered is None else {k: Cell(origin, k, e) for k, e in gathered.items()}
        return (
            list(cells.values()) if cells is not None and statics.role(site) == "vararg" else cells
        )
    if node == "ListComp":
        return [Cell(origin, ("key", n), e) for n, e in enumerate(flows.heap.elements(origin))]
    if node == "Dict":
        return _first_of_dict(flows, run, site, origin, index)
    if node == "Call" and not flows.calls.operands(origin)[1:] and index.values[origin] is not None:
        made = (
            index.values[flows.calls.operand(origin, children[0])]
            if statics.node(children[0]) == "Name"
            else None
        )
        return [] if made is list else {} if made is dict else None
    return None


def _first_of_dict(flows: Reading, run: Run, site: int, origin: int, index: Index) -> Any:
    statics, children = run.statics, run.statics.children[site]
    keys = [c for c in children if statics.role(c) == "keys"]
    values = [c for c in children if statics.role(c) == "values"]
    if len(keys) != len(values):
        return None
    found: dict[Any, Cell] = {}
    for k, v in zip(keys, values, strict=True):
        key, value = flows.calls.operand(origin, k), flows.calls.operand(origin, v)
        if key == NONE or not effects.known_key(index.values[key]):
            return None
        where = "key", index.values[key]
        found[where] = Cell(origin, where, value)
    return found
