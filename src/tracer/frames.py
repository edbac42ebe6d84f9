"""The first reading of a tape: its records, and the frames they belong to, one inside the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from rewriters.templates import ID_BITS, RecordKind, Template
from tracer.letting_go import REFERENCES, still_there
from tracer.modules import Module, module_of
from tracer.tape import LANE

_INDEX = (1 << ID_BITS) - 1
_FIRST = 40  # records of a frame before which its formals are told: marks may come first


class NotKept:
    """In place of a value that was not kept."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<not kept>"


NOT_KEPT = NotKept()


@dataclass(slots=True)
class Record:
    """One record: what it means, the values of its slots, and where on the tape it stands."""

    ident: int
    template: Template
    module: Module
    values: Sequence[Any]
    lane: int
    position: int


@dataclass(slots=True)
class Frame:
    """One run of a function. `token` tells the runs of a generator or coroutine from one another.

    `names`, `values`: what loads and expressions last gave, `times`: in which order; `latest`: sites and values
    of whole records, by what told them, that are still to be put there. `ways`: the exceptions, by their
    and their traceback's identity, that have been told already; `handled`: those that a handler has taken. `waiting`: the record of a `yield` whose value is not known yet.
    """

    number: int
    module: Module
    function: int
    token: int | None = None
    ended: bool = False
    failed: bool = False
    yields: bool = False
    result: Any = None
    error: int | None = None
    waiting: Record | None = None
    names: dict[str | tuple[int, str], Any] = field(default_factory=dict)
    clock: int = 0
    latest: dict[int, tuple[tuple[int, ...], Sequence[Any]]] = field(default_factory=dict)
    _values: dict[int, Any] = field(default_factory=dict)
    _times: dict[int, int] = field(default_factory=dict)
    ways: set[tuple[int, int]] = field(default_factory=set)
    handled: set[tuple[int, int]] = field(default_factory=set)
    inner: bool = False

    @property
    def namespace(self) -> Mapping[str, Any]:
        """The globals of its module, where known."""
        return self.module.namespace

    @property
    def values(self) -> dict[int, Any]:
        """What each site last gave."""
        if self.latest:
            self._catch_up()
        return self._values

    @property
    def times(self) -> dict[int, int]:
        """In which order sites last gave that."""
        if self.latest:
            self._catch_up()
        return self._times

    def _catch_up(self) -> None:
        for sites, values in self.latest.values():
            self._values.update(zip(sites, values, strict=True))
            self._times.update(zip(sites, count(self.clock + 1), strict=False))
            self.clock += len(sites)
        self.latest.clear()


@dataclass(frozen=True, slots=True)
class Left:
    """A frame without a guard that an exception has left: name and first line of its code, instruction, locals."""

    name: str
    line: int
    instruction: int
    values: Mapping[str, Any]


@dataclass(slots=True)
class Activation:
    """A frame from where it is entered or resumed to where it is left: its records, and what ran inside it.

    `left`: where an exception left it, if it has no guard, and the comprehensions inside that have frames (3.11).
    """

    frame: Frame
    entries: list[Record | Activation] = field(default_factory=list)
    awaits: Any = None
    left: list[Left] = field(default_factory=list)

    @property
    def formals(self) -> tuple[Any, ...]:
        """The values of the frame's formals, as far as its first records tell them; the receiver is the first."""
        rows = self.frame.module.sites.rows
        for entry in self.entries[:_FIRST]:
            if isinstance(entry, Record) and entry.template.kind in DUMPS:
                kept = local_values(entry) or {}
                sites = self.frame.module.sites
                arguments = (rows[c] for c in sites.children[self.frame.function])
                names = [r[3] or "" for r in arguments if r[0] == "arg"]
                return tuple(kept[n] for n in names if n in kept)
            if isinstance(entry, Record):
                steps, slots = entry.template.steps, entry.template.slots
                found = [
                    v
                    for v, n in zip(entry.values, slots, strict=True)
                    if n >= 0 and rows[steps[n] >> 2][0] == "arg"
                ]
                if found:
                    return tuple(found)
        return ()

    @property
    def receiver(self) -> Any:
        """The first formal's value."""
        return self.formals[0] if self.formals else None


def records(items: Sequence[Any], start: int, end: int) -> Iterator[Record]:
    """Iterate over the records between two positions of a tape."""
    position, lane = start, 0
    known: dict[int, tuple[Module, Template, int]] = {}
    while position < end:
        ident = items[position]
        if ident == LANE:
            lane = items[position + 1]
            position += 2
            ident = items[position]
        meaning = known.get(ident)
        if meaning is None:
            meaning = known[ident] = meaning_of(ident)
        module, template, size = meaning
        values = items[position + 1 : position + 1 + size]
        if not REFERENCES.isdisjoint(map(type, values)):
            values = [still_there(v) for v in values]
        yield Record(ident, template, module, values, lane, position)
        position += 1 + size
        lane = 0


def record_at(items: Sequence[Any], position: int) -> Record:
    """Return the record at a position, of the first lane."""
    ident = items[position]
    module, template, size = meaning_of(ident)
    values = [still_there(v) for v in items[position + 1 : position + 1 + size]]
    return Record(ident, template, module, values, 0, position)


def meaning_of(ident: int) -> tuple[Module, Template, int]:
    """Return the module and template of a record, and how many values it has."""
    module = module_of(ident >> ID_BITS)
    template = module.templates[ident & _INDEX]
    size = _dump_size(template) if template.kind in DUMPS else len(template.slots)
    return module, template, size


DUMPS = (RecordKind.RAISE, RecordKind.UNWIND)


def _dump_size(template: Template) -> int:
    """The held locals (and token), or all locals and inner frames; then instruction, exception and its traceback."""
    return 3 + (len(template.held) or (len(template.slots) and 2))


def local_values(record: Record) -> Mapping[str, Any] | None:
    """Return the locals that a dump kept."""
    if record.template.slots:
        kept: Mapping[str, Any] | None = record.values[0]
        return None if kept is None else _those_there(kept)
    return dict(zip(record.template.held, record.values[:-3], strict=True))


def _those_there(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: still_there(value) for name, value in values.items()}


def left_frames(record: Record) -> list[Left]:
    """Return the frames without a guard that an exception has left on its way to the one that wrote this."""
    kept = record.values[-4] if record.template.slots else None
    return [
        Left(name, line, place, _those_there(values)) for line, name, place, values in kept or ()
    ]


def is_turn(left: Left) -> bool:
    """Is this a frame of a comprehension that belongs to the frame around it? (Below 3.12.)"""
    return left.name in {"<listcomp>", "<setcomp>", "<dictcomp>"}
