"""A run file into a recording that can be asked what the live one could."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from rewriters.rewriting import Rewritten
from rewriters.templates import ID_BITS, RecordKind
from tracer.modules import Module, register
from tracer.positions import Instruction
from tracer.storage import container, models
from tracer.storage.decoding import decode
from tracer.storage.stored import Stored
from tracer.tape import LANE, Tape

_INDEX = (1 << ID_BITS) - 1
_DIGESTS = count(1 << 48)
"""Beyond those of modules of this process: their globals may hold something else by now."""
_DUMPS = (RecordKind.RAISE, RecordKind.UNWIND)
_DAMAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError)


@dataclass(eq=False)
class StoredModule(Module):
    """A module as a run file has it: the places of instructions are those that the run needs."""

    stored: Mapping[str, list[Any]] = field(default_factory=dict)
    inner: Mapping[str, list[dict[str, list[Any]]]] = field(default_factory=dict)

    def instructions(self, ident: int) -> Mapping[int, Instruction]:
        """Return the instructions of the code that writes the record `ident`."""
        index = ident & _INDEX
        found = {int(k): _instruction(p) for k, p in self.stored.items()}
        return {k >> ID_BITS: p for k, p in found.items() if k & _INDEX == index}

    def inner_instructions(self, name: str, line: int) -> list[Mapping[int, Instruction]]:
        """Return the instructions of each code object of this name that begins on this line."""
        return [
            {int(k): _instruction(p) for k, p in places.items()}
            for places in self.inner.get(f"{line}:{name}", [])
        ]


def _instruction(row: list[Any]) -> Instruction:
    name, *numbers = row
    return Instruction(str(name), *map(int, numbers))


def load(path: Path) -> Stored:
    """Read a run file. Raises TracerError for what is none, is damaged or is of another version; runs no code."""
    parts, numbers = container.read(path)
    try:
        return _stored(parts, numbers)
    except _DAMAGE as error:
        raise container.damaged(path) from error


def _stored(parts: Mapping[str, Any], numbers: array[int]) -> Stored:
    about, objects = parts["about"], decode(parts["objects"])
    modules = [
        _module(number, row, about["inner"], objects) for number, row in enumerate(parts["modules"])
    ]
    identities = {n: -2 - n for n in range(about["identities"])}
    tape = Tape()
    for number, identity in about["errors"]:
        identities[identity] = id(objects[number])
        tape.keep_error(objects[number])
    tape.items.extend(_items(numbers, about["idents"], modules, objects, identities))
    tape.model_calls += models.read(parts.get("models", ()), objects)
    tape.lanes.parents.update(dict.fromkeys(about["lanes"], (about["lane"], 0)))
    tape.close()
    tape.snapshots = {id(v): v for v in (objects[n] for n in about["snapshots"])}
    error = about["error"]
    return Stored(
        tape,
        about["lane"],
        about["events"],
        about["stopped"],
        (objects[about["output"]], None if error is None else objects[error]),
    )


def _items(
    numbers: array[int],
    idents: Sequence[Sequence[int]],
    modules: Sequence[Module],
    objects: Sequence[Any],
    identities: Mapping[int, int],
) -> Iterator[Any]:
    known = [(modules[m], modules[m].rewritten.base | index) for m, index in idents]
    position = 0
    while position < len(numbers):
        (module, ident), lane = known[numbers[position]], numbers[position + 1]
        position += 2
        template = module.templates[ident & _INDEX]
        if lane:
            yield LANE
            yield lane
        yield ident
        where: tuple[int, ...] = ()
        count = len(template.slots)
        if template.kind in _DUMPS:
            lasti, first, second = numbers[position : position + 3]
            where = (_signed(lasti), identities[first], identities[second])
            position += 3
            count = 2 if template.slots else len(template.held)
        for number in numbers[position : position + count]:
            yield objects[number]
        yield from where
        position += count


def _signed(lasti: int) -> int:
    return lasti - (1 << 32) if lasti >> 31 else lasti


def _module(
    number: int, row: Mapping[str, Any], inner: Mapping[str, Any], objects: Sequence[Any]
) -> Module:
    tables = (
        tuple(map(tuple, row["rows"])),
        tuple(row["parameters"]),
        tuple(map(tuple, row["opaque"])),
        tuple(map(tuple, row["marks"])),
        {int(k): v for k, v in row["entries"].items()},
        row["refusal"],
        tuple(
            (
                kind,
                function,
                tuple(steps),
                tuple(slots),
                tuple(map(tuple, skips)),
                tuple(held),
                turns,
            )
            for kind, function, steps, slots, skips, held, turns in row["templates"]
        ),
    )
    digest = next(_DIGESTS)
    base = digest << ID_BITS
    rewritten = Rewritten(row["path"], row["source"].encode(), base, "", made=tables)
    mine = f"{number}:"
    return register(
        digest,
        StoredModule(
            rewritten,
            namespace={name: objects[n] for name, n in row["names"].items()},
            stored=row["places"],
            inner={k.removeprefix(mine): v for k, v in inner.items() if k.startswith(mine)},
        ),
    )
