"""What an exception left unwritten: the instruction it came from tells how far its run had got."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rewriters.templates import Action, RecordKind, Template
from tracer.frames import Record, local_values
from tracer.modules import Module
from tracer.runtime import UNSET

Step = tuple[int, Action, Any]
Place = tuple[int | None, int | None, int | None, int | None]


def steps(record: Record) -> list[Step | None]:
    """Return the steps evaluated since the frame's last record, and last the one that raised, which has no value."""
    lasti, kept = record.values[0], local_values(record)
    if kept is None:
        return []
    found = _position(record, lasti)
    if found is None:
        return []
    template, count = found
    held = {slot: name for slot, name in zip(template.slots, template.held, strict=True) if name}
    values = {n: kept.get(name, UNSET) for n, name in held.items()}
    skipped: set[int] = set()
    for slot, first, last in template.skips:
        if kept.get(template.held[slot], UNSET) is UNSET:
            skipped.update(range(first, last))
    return [
        None if n in skipped else (code >> 2, Action(code & 3), values.get(n, UNSET) if n < count else UNSET)
        for n, code in enumerate(template.steps[: count + 1])
    ]


def _position(record: Record, lasti: int) -> tuple[Template, int] | None:
    """Return the run that raised and the number of the step that did."""
    place = _places(record.module, record.ident).get(lasti)
    return None if place is None else _runs(record.module).get((record.template.function, *place))


@lru_cache(maxsize=4096)
def _places(module: Module, ident: int) -> dict[int, Place]:
    """Return the span of each instruction of the code that writes this record."""
    code = module.owners.get(ident)
    return {} if code is None else {i * 2: p for i, p in enumerate(code.co_positions())}


@lru_cache(maxsize=256)
def _runs(module: Module) -> dict[tuple[int | None, ...], tuple[Template, int]]:
    """Return for each function and span the run it is evaluated in. What comes before a step is the same in all."""
    found: dict[tuple[int | None, ...], tuple[Template, int]] = {}
    rows = module.sites.rows
    for template in module.templates:
        if template.kind is RecordKind.MARK or len(template.held) != len(template.slots):
            continue
        for number, code in enumerate(template.steps):
            row = rows[code >> 2]
            found[template.function, row[4], row[6], row[5], row[7]] = template, number
    return found
