"""What an exception left unwritten: the instruction it came from tells how far its run had got."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rewriters.sites import SiteTable
from rewriters.templates import Action
from tracer.frames import Frame, Left, Record, is_turn, left_frames, local_values
from tracer.instructions import Reached, alone, around, reached
from tracer.modules import Module
from tracer.positions import Instruction
from tracer.runtime import UNSET
from tracer.values import stored_name

Step = tuple[int, Action, Any]


def steps(record: Record, frame: Frame) -> list[Step | None]:
    """Return the steps evaluated since the frame's last record, and last the one that raised, which has no value.

    An exception that has been told by an inner guard of the same frame, or is raised again, tells nothing new.
    """
    kept, (lasti, *identities) = local_values(record), record.values[-3:]
    way = identities[0], identities[1]
    at = record.module.instructions(record.ident).get(lasti)
    if way in frame.ways or at is None:
        return []
    if kept is None:
        frame.ways.add(way)
        return _alone(record, at)
    if _is_rest_of_group(record, at, frame):
        return []
    frame.ways.add(way)
    turns = left_frames(record)
    inner = [left for left in turns[: _own_turns(turns)] if is_turn(left)]
    return _steps(record.module, record.template.function, [at], kept, inner)


def _alone(record: Record, at: Instruction) -> list[Step | None]:
    """Return the step that raised in code that batches nothing: all before it have been told."""
    module, places = record.module, [at]
    for left in left_frames(record):
        if not is_turn(left):
            break
        places += _failed(module, left)
    codes = (alone(module, record.template.function, place) for place in reversed(places))
    code = next((c for c in codes if c is not None), None)
    return [] if code is None else [(code >> 2, Action(code & 3), UNSET)]


def steps_left(frame: Frame, left: list[Left]) -> list[Step | None]:
    """Return the same of a lambda or generator expression, which have no guard, and of what runs in their frames."""
    own, *inner = left
    return _steps(frame.module, frame.function, _failed(frame.module, own), own.values, inner)


def _own_turns(turns: list[Left]) -> int:
    return next((n for n, left in enumerate(turns) if not is_turn(left)), len(turns))


def _failed(module: Module, left: Left) -> list[Instruction]:
    """Return the instruction that failed in such a frame: of several on one line what stands in the function is meant."""
    codes = module.inner_instructions(left.name, left.line)
    return [code[left.instruction] for code in codes if left.instruction in code]


def _steps(
    module: Module,
    function: int,
    failed: list[Instruction],
    kept: Mapping[str, Any],
    inner: list[Left],
) -> list[Step | None]:
    found = next(_reached(module, function, failed), None)
    if found is None:
        return []
    told = _in_turns(module, function, found, kept)
    for turn in inner:
        ended = told[-1]
        runs = _reached(module, function, _failed(module, turn))
        more = next((r for r in runs if ended and r.template.turns == ended[0]), None)
        if more is None:
            break
        told = [*told[:-1], *_until(more, turn.values)]
    return told


def _in_turns(
    module: Module, function: int, run: Reached, kept: Mapping[str, Any]
) -> list[Step | None]:
    """Return the steps of a run; of a turn, also those of the runs around it whose frame it ran in."""
    turns = run.template.turns
    if not turns or turns == function:
        return _until(run, kept)
    outer = around(module, turns, function)
    before = [] if outer is None else _in_turns(module, function, outer, kept)[:-1]
    return [*before, *_until(run, _without_targets(module, run, kept))]


def _without_targets(module: Module, run: Reached, kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out the values of names that are a comprehension's own in this run: kept were those around it."""
    steps = run.template.steps
    targets = {
        name
        for number, name in zip(run.template.slots, run.template.held, strict=True)
        if number >= 0
        and type(stored_name(module.sites, steps[number] >> 2, Action(steps[number] & 3))) is tuple
    }
    return {name: value for name, value in kept.items() if name not in targets}


def _reached(module: Module, function: int, failed: list[Instruction]) -> Iterator[Reached]:
    for at in failed:
        run = reached(module, function, at)
        if run is not None:
            yield run


def _is_rest_of_group(record: Record, at: Instruction, frame: Frame) -> bool:
    """What `except*` left of a group is on its way still, with the traceback of the whole."""
    if record.values[-1] not in {way[1] for way in frame.ways | frame.handled}:
        return False
    rows = record.module.sites.rows
    return any(
        row[0] == "TryStar" and row[4] <= at.place[0] and at.place[1] <= row[6] for row in rows
    )


def goes_on(record: Record, frame: Frame) -> None:
    """A frame that writes again has handled what it raised: the next exception may have the same identities.

    Unless it only runs a `finally`; and a bare `raise` lets the handled one go on.
    """
    sites = record.module.sites
    steps = [code >> 2 for code in record.template.steps]
    if frame.ways and not all(_in_finally(sites, site) for site in steps):
        frame.handled, frame.ways = frame.ways, set()
    if steps and sites.rows[steps[-1]][0] == "Raise" and not sites.children[steps[-1]]:
        frame.ways |= frame.handled


def _in_finally(sites: SiteTable, site: int) -> bool:
    while site:
        if sites.rows[site][1] == "finalbody":
            return True
        site = sites.rows[site][2]
    return False


def _until(run: Reached, kept: Mapping[str, Any]) -> list[Step | None]:
    template, count = run.template, run.count
    values = {
        n: kept.get(name, UNSET)
        for n, name in zip(template.slots, template.held, strict=True)
        if name
    }
    skipped: set[int] = set()
    for slot, first, last in template.skips:
        if not first <= count < last and kept.get(template.held[slot], UNSET) is UNSET:
            skipped.update(range(first, last))
    found: list[Step | None] = [
        None
        if n in skipped
        else (code >> 2, Action(code & 3), values.get(n, UNSET) if n < count + run.over else UNSET)
        for n, code in enumerate(template.steps[: count + 1])
    ]
    return [*found, None] if run.over else found
