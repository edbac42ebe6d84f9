"""What an exception left unwritten: the instruction it came from tells how far its run had got."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from rewriters.sites import SiteTable
from rewriters.templates import Action, RecordKind, Template
from tracer.frames import Frame, Record, local_values
from tracer.modules import Module, Place
from tracer.runtime import UNSET

Step = tuple[int, Action, Any]
Run = tuple[Template, int]
"""The template of a run, and the number of one of its steps."""


def steps(record: Record, frame: Frame) -> list[Step | None]:
    """Return the steps evaluated since the frame's last record, and last the one that raised, which has no value.

    An exception that has been told by an inner guard of the same frame, or is raised again, tells nothing new.
    """
    kept, (lasti, *identities) = local_values(record), record.values[-3:]
    way = identities[0], identities[1]
    if kept is None or way in frame.ways:
        return []
    frame.ways.add(way)
    run = _run_at(
        record.module, record.template.function, record.module.places(record.ident).get(lasti)
    )
    if run is None:
        return []
    if run[0].kind is not RecordKind.TURN:
        own, inner = _until(run, kept), _inner(record)
        return [*own[:-1], *inner] if inner else own
    outer = _around(record.module, run)
    return [*([] if outer is None else _until(outer, kept)[:-1]), *_until(run, kept)]


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


def _until(run: Run, kept: Mapping[str, Any]) -> list[Step | None]:
    template, count = run
    values = {
        n: kept.get(name, UNSET)
        for n, name in zip(template.slots, template.held, strict=True)
        if name
    }
    skipped: set[int] = set()
    for slot, first, last in template.skips:
        if not first <= count < last and kept.get(template.held[slot], UNSET) is UNSET:
            skipped.update(range(first, last))
    return [
        None
        if n in skipped
        else (code >> 2, Action(code & 3), values.get(n, UNSET) if n < count else UNSET)
        for n, code in enumerate(template.steps[: count + 1])
    ]


def _inner(record: Record) -> list[Step | None]:
    """Return the steps of the turn of a comprehension that raised; below 3.12 it has a frame of its own."""
    frames = record.values[-4] if record.template.slots else None
    if not frames or frames[0][1] not in {"<listcomp>", "<setcomp>", "<dictcomp>"}:
        return []
    line, name, lasti, kept = frames[0]
    for places in record.module.inner_places(name, line):
        turn = _run_at(record.module, record.template.function, places.get(lasti))
        if turn is not None and turn[0].kind is RecordKind.TURN:
            return _until(turn, kept)
    return []


def _around(module: Module, run: Run) -> Run | None:
    """Return the run in which the comprehension of a turn stands."""
    rows, site = module.sites.rows, run[0].steps[run[1]] >> 2
    while site and rows[site][0] not in _COMPREHENSIONS:
        site = rows[site][2]
    row = rows[site]
    return _runs(module).get((run[0].function, row[4], row[6], row[5], row[7]))


_COMPREHENSIONS = {"ListComp", "SetComp", "DictComp"}


def _run_at(module: Module, function: int, place: Place | None) -> Run | None:
    """Return the run that was evaluated at an instruction, and the number of the step."""
    if place is None:
        return None
    runs = _runs(module)
    exact = runs.get((function, *place))
    if exact is not None:
        return exact
    line, end_line, col, end_col = place
    around = [
        k
        for k in runs
        if k[0] == function and (k[1], k[3]) <= (line, col) and (end_line, end_col) <= (k[2], k[4])
    ]
    return runs[min(around, key=lambda k: (k[2] - k[1], k[4] - k[3]))] if around else None


@lru_cache(maxsize=256)
def _runs(module: Module) -> dict[tuple[int, ...], Run]:
    """Return for each function and span the run it is evaluated in. What comes before a step is the same in all."""
    found: dict[tuple[int, ...], Run] = {}
    rows = module.sites.rows
    for template in module.templates:
        if template.kind is RecordKind.MARK or len(template.held) != len(template.slots):
            continue
        for number, code in enumerate(template.steps):
            row = rows[code >> 2]
            found[template.function, row[4], row[6], row[5], row[7]] = template, number
            outer = rows[row[2]]
            if code & 3 == Action.STORE and outer[0] in {"Tuple", "List"}:
                found.setdefault(
                    (template.function, outer[4], outer[6], outer[5], outer[7]), (template, number)
                )
    return found
