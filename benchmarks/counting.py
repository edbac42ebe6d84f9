"""How much stands on a tape: counted record by record, without making the events."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reference import is_expression
from rewriters.templates import Action, RecordKind
from tracer import Recording, raising, reading
from tracer.events import written_steps
from tracer.runtime import UNSET

if TYPE_CHECKING:
    from tracer.frames import Record

_RAISED = (RecordKind.RAISE, RecordKind.UNWIND)


@dataclass(frozen=True, slots=True)
class Counts:
    """`evaluated`: expressions; `constants` of them are literals. `kept`: values on the tape. Sizes in bytes.

    `items`: references on the tape. `allocated`: the list as it is, with its spare room. `objects`, `held`: the
    distinct objects it refers to, and their own sizes, many of which live without the tape too.
    """

    evaluated: int
    constants: int
    kept: int
    items: int
    allocated: int
    objects: int
    held: int

    @property
    def tape_bytes(self) -> float:
        """Bytes on the tape for an evaluated expression."""
        return 8 * self.items / self.evaluated


def count(run: Recording) -> Counts:
    """Count what one recording holds."""
    alike: Counter[object] = Counter()
    example: dict[object, Record] = {}
    for record in reading.window(run._tape, run._start, run._last, run._lane):
        key = _key(record)
        alike[key] += 1
        example.setdefault(key, record)
    totals: Counter[str] = Counter()
    for key, times in alike.items():
        for name, number in _contents(example[key]).items():
            totals[name] += number * times
    items = run._tape.items
    objects = {id(item): item for item in items}
    held = sum(map(sys.getsizeof, objects.values()))
    return Counts(
        totals["evaluated"],
        totals["constants"],
        totals["kept"],
        len(items),
        sys.getsizeof(items),
        len(objects),
        held,
    )


def _key(record: Record) -> object:
    """Records with one key have the same steps: which ones are skipped stands in some of the values."""
    template = record.template
    if template.kind in _RAISED:
        return record.ident, record.position
    skipped = tuple(record.values[skip.slot] is UNSET for skip in template.skips)
    return record.ident, skipped


def _contents(record: Record) -> Counter[str]:
    template, table = record.template, record.module.sites
    found: Counter[str] = Counter()
    if template.kind is RecordKind.MARK:
        return found
    raised = template.kind in _RAISED
    steps = raising.steps(record)[:-1] if raised else written_steps(record)
    for step in filter(None, steps):
        if step[1] is Action.EVALUATE and is_expression(table, step[0]):
            found["evaluated"] += 1
            found["constants"] += table.rows[step[0]][0] == "Constant"
    if not raised:
        slots = zip(template.slots, record.values, strict=True)
        found["kept"] += sum(slot >= 0 and value is not UNSET for slot, value in slots)
    return found
