"""A recording into a run file."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rewriters.templates import ID_BITS
from tracer.frames import DUMPS, Record
from tracer.modules import Module
from tracer.positions import Instruction
from tracer.privacy import Redaction, is_secret_name, redaction
from tracer.storage import container, models
from tracer.storage.encoding import Encoder
from tracer.storage.sources import masked
from tracer.storage.stored import Stored

if TYPE_CHECKING:
    from tracer.tape import Tape

_INDEX = (1 << ID_BITS) - 1
_PLACES = 3
"""A dump ends in an instruction and two identities."""


class _Writer:
    """Turns records into numbers: `record, lane, values…`; those of records are places in `idents`."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.tape = array("I")
        self.modules: dict[Module, int] = {}
        self.idents: list[tuple[int, int]] = []
        self.places: list[dict[int, Instruction]] = []
        self.inner: dict[str, list[dict[int, Instruction]]] = {}
        self.identities: dict[int, int] = {}
        self._known: dict[int, int] = {}

    def add(self, record: Record) -> None:
        """Write one record."""
        number = self._known.get(record.ident)
        if number is None:
            number = self._known[record.ident] = len(self.idents)
            module = self.modules.setdefault(record.module, len(self.modules))
            self.idents.append((module, record.ident & _INDEX))
        self.tape.extend((number, record.lane))
        values = record.values
        if record.template.kind in DUMPS:
            self._add_dump(record)
            values = values[:-_PLACES]
        self.tape.extend(map(self.encoder.number, values))

    def _add_dump(self, record: Record) -> None:
        lasti, *identities = record.values[-_PLACES:]
        self.tape.append(lasti & 0xFFFFFFFF)
        for identity in identities:
            self.tape.append(self.identities.setdefault(identity, len(self.identities)))
        module = self.modules[record.module]
        found = record.module.instructions(record.ident).get(lasti)
        if found is not None:
            self._of(self.places, module)[lasti << ID_BITS | record.ident & _INDEX] = found
        for line, name, inner_lasti, _ in (record.template.slots and record.values[1]) or ():
            key = f"{module}:{line}:{name}"
            codes = record.module.inner_instructions(name, line)
            known = self.inner.setdefault(key, [{} for _ in codes])
            for kept, found_inside in zip(known, codes, strict=True):
                if inner_lasti in found_inside:
                    kept[inner_lasti] = found_inside[inner_lasti]

    @staticmethod
    def _of(rows: list[Any], number: int) -> Any:
        while len(rows) <= number:
            rows.append({})
        return rows[number]


def save(path: str, run: Stored, window: Iterable[Record], *, values: bool) -> None:
    """Write the records of a window with what is needed to read them: site tables, templates, values, sources.

    Raises TracerError if the file cannot be written.
    """
    records = list(window)
    hides = redaction()
    hides = hides.knowing([*_secrets(records), *_literals(records, hides)])
    tables = {r.module.sites.file: r.module.sites for r in records}
    encoder = Encoder(hides, run.tape.snapshots, tables, values=values)
    writer = _Writer(encoder)
    for record in records:
        writer.add(record)
    output, error = run.outcome
    errors = [
        (encoder.number(e), writer.identities[id(e)])
        for e in run.tape.errors()
        if id(e) in writer.identities
    ]
    about = {
        "python": list(sys.version_info[:3]),
        "events": run.events,
        "stopped": run.stopped,
        "output": encoder.number(output),
        "error": None if error is None else encoder.number(error),
        "errors": errors,
        "lane": run.lane,
        "lanes": sorted({r.lane for r in records} - {run.lane}),
        "identities": len(writer.identities),
        "idents": writer.idents,
        "inner": writer.inner,
        "snapshots": [encoder.number(v) for v in _snapshotted(records, run.tape)],
    }
    modules = [_module(m, n, writer, hides) for m, n in writer.modules.items()]
    calls = models.written(run.tape.model_calls, encoder, hides) if values else []
    parts = {"about": about, "modules": modules, "models": calls, "objects": encoder.rows}
    container.write(path, parts, writer.tape)


def _snapshotted(records: list[Record], tape: Tape) -> list[Any]:
    known = {id(v): v for r in records for v in r.values if id(v) in tape.snapshots}
    return list(known.values())


def _module(module: Module, number: int, writer: _Writer, hides: Redaction) -> dict[str, Any]:
    sites = module.sites
    encoder, namespace = writer.encoder, module.namespace
    read = {row[3] for row in sites.rows if row[0] == "Name" and row[8]}
    held = {n: namespace[n] for n in read if n is not None and n in namespace}
    places = writer.places[number] if number < len(writer.places) else {}
    return {
        "path": sites.file,
        "digest": module.rewritten.base >> ID_BITS,
        "source": masked(sites, hides),
        "rows": sites.rows,
        "parameters": sorted(sites.parameters),
        "opaque": sites.opaque,
        "marks": sites.marks,
        "entries": dict(sites.entries),
        "refusal": sites.refusal,
        "templates": [
            [int(t.kind), t.function, t.steps, t.slots, t.skips, t.held, t.turns]
            for t in module.templates
        ],
        "names": {
            n: encoder.hidden(v) if hides.hides(n, v) else encoder.number(v)
            for n, v in held.items()
        },
        "places": {str(k): v for k, v in places.items()},
    }


def _secrets(records: Iterable[Record]) -> Iterable[Any]:
    """Iterate over the values that variables with secret names had."""
    slots: dict[int, list[int]] = {}
    for record in records:
        if record.ident not in slots:
            slots[record.ident] = _secret_slots(record)
        for slot in slots[record.ident]:
            yield record.values[slot]


def _secret_slots(record: Record) -> list[int]:
    if record.template.kind in DUMPS:
        return []
    rows, steps = record.module.sites.rows, record.template.steps
    slots = record.template.slots
    held = record.template.held or ("",) * len(slots)
    named = [
        (place, rows[steps[step] >> 2][3] or local)
        for place, (step, local) in enumerate(zip(slots, held, strict=True))
        if step >= 0
    ]
    return [place for place, name in named if is_secret_name(name)]


def _literals(records: Iterable[Record], hides: Redaction) -> list[str]:
    modules = dict.fromkeys(record.module for record in records)
    return [text for module in modules for text in hides.literals(module.sites.source)]
