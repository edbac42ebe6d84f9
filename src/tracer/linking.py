"""Which step of a run entered which frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from tracer.entering import ITSELF, NEVER, SURE, cost, turn_cost
from tracer.frames import Activation, Frame, Record
from tracer.places import Doing, Place, Step

__all__ = ["Inner", "Mark", "Step", "Turn", "assign"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What was entered so far belongs to the first so many steps: of the run, or of a turn of this comprehension."""

    steps: int
    turns: int


@dataclass(slots=True)
class Turn:
    """A piece of a run that has a record of its own: a turn of a comprehension. And what it entered."""

    record: Record
    entered: list[Inner | Mark]


Inner = Activation | Turn


def assign(
    run: Sequence[Place],
    begin: int,
    end: int,
    inside: Sequence[Inner],
    frame: Frame,
    out: dict[int, list[Inner]],
) -> None:
    """Tell before which of the steps from `begin` to `end` each of `inside` ran, all in order; -1: before the run.

    Between two marks stands at most one call that may enter anything. A call of a plain function of the module enters
    just that one; operators, attributes and loops enter the methods named after them, of their operands. The cheapest
    assignment that keeps the order is taken.
    """
    if not inside:
        return
    sites = frame.module.sites
    found = [
        Place(-1 if begin == 0 else begin, 0, Doing.START),
        *(p for p in run if begin <= p.index < end + p.after),
        Place(end, 0, Doing.END),
    ]
    once = [p.doing is Doing.CALL and sites.entries.get(p.site) == ITSELF for p in found]
    rows: dict[tuple[object, ...], list[int]] = {}
    kinds = [_kind(item) for item in inside]
    for item, kind in zip(inside, kinds, strict=True):
        if kind not in rows:
            rows[kind] = [_cost(frame, place, item) for place in found]
    alike = [
        n > 0 and kinds[n - 1] == kinds[n] and not isinstance(item, Turn)
        for n, item in enumerate(inside)
    ]
    stay = [NEVER if o else int(p.doing in _SINGLE) for o, p in zip(once, found, strict=True)]
    frames = {
        k: rows[k] for k, item in zip(kinds, inside, strict=True) if not isinstance(item, Turn)
    }
    wanted = [s > 0 and any(row[c] == SURE for row in frames.values()) for c, s in enumerate(stay)]
    columns = _cheapest([rows[k] for k in kinds], alike, stay, wanted)
    for item, column in zip(inside, columns, strict=True):
        out.setdefault(found[column].index, []).append(item)


_SINGLE = {Doing.OPERATE, Doing.STORE, Doing.ASK, Doing.FORMAT}


def _kind(item: Inner) -> tuple[object, ...]:
    """Items of one kind cost the same everywhere."""
    if isinstance(item, Turn):
        return (item.record.ident,)
    ends = id(item.frame.result) if item.frame.ended else 0
    formals = tuple(map(id, item.formals[:2]))
    return id(item.frame.module), item.frame.function, item.frame.token, ends, formals


def _cheapest(
    costs: list[list[int]], alike: list[bool], stay: list[int], wanted: list[bool]
) -> list[int]:
    """Return a non-decreasing choice of columns, one for each row, of least cost; of equals the first.

    `stay`: what it costs to choose a column for a row that is `alike` the one before it, once more. A column that is
    `wanted` costs 1 if it is chosen for none.
    """
    missed = [0, *accumulate(wanted)]
    best = list[int]()
    choices: list[list[int]] = []
    for number, row in enumerate(costs):
        choice, total = [], []
        lowest, where = (NEVER * (len(costs) + 1), 0) if number else (0, 0)
        for column, here in enumerate(row):
            least, before = lowest + missed[column], where
            if number:
                lasting = alike[number] or stay[column] >= NEVER
                again = best[column] + (stay[column] if lasting else 0)
                if again <= least:
                    least, before = again, column
                if (left := best[column] - missed[column + 1]) < lowest:
                    lowest, where = left, column
            choice.append(before)
            total.append(least + here)
        best = total
        choices.append(choice)
    ends = [b + missed[-1] - missed[c + 1] for c, b in enumerate(best)]
    column = min(range(len(best)), key=lambda c: (ends[c], c))
    out = [column]
    for choice in reversed(choices[1:]):
        column = choice[column]
        out.append(column)
    return out[::-1]


def _cost(frame: Frame, place: Place, item: Inner) -> int:
    if isinstance(item, Turn):
        return turn_cost(frame.module.sites, place, item.record)
    return cost(frame, place, item)
