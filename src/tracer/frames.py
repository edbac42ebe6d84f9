"""The first reading of a tape: its records, and the frames they belong to, one inside the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rewriters.templates import ID_BITS, RecordKind, Template
from tracer.modules import Module, module_of
from tracer.tape import LANE

_INDEX = (1 << ID_BITS) - 1


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
    """One run of a function. `token` tells the runs of a generator or coroutine from one another."""

    number: int
    module: Module
    function: int
    token: int | None = None
    ended: bool = False
    failed: bool = False
    result: Any = None
    error: int | None = None
    names: dict[str, Any] = field(default_factory=dict)
    values: dict[int, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Activation:
    """A frame from where it is entered or resumed to where it is left: its records, and what ran inside it."""

    frame: Frame
    entries: list[Record | Activation] = field(default_factory=list)


def records(items: Sequence[Any], start: int, end: int) -> Iterator[Record]:
    """Iterate over the records between two positions of a tape."""
    position, lane = start, 0
    while position < end:
        ident = items[position]
        if ident == LANE:
            lane = items[position + 1]
            position += 2
            ident = items[position]
        module = module_of(ident >> ID_BITS)
        template = module.templates[ident & _INDEX]
        size = _DUMP_SIZE if template.kind in _DUMPS else len(template.slots)
        yield Record(ident, template, module, items[position + 1 : position + 1 + size], lane, position)
        position += 1 + size
        lane = 0


_DUMPS = (RecordKind.RAISE, RecordKind.UNWIND)
_DUMP_SIZE = 4


class Frames:
    """Puts records into frames. `roots` are the outermost activations, in the order in which they began."""

    def __init__(self) -> None:
        self.roots: list[Activation] = []
        self.lanes: list[int] = []
        self._stacks: dict[int, list[Activation]] = {}
        self._suspended: dict[int, Frame] = {}
        self._lazy: dict[tuple[int, int], Frame] = {}
        self._count = 0

    def add(self, record: Record) -> None:
        """Take the next record of the tape."""
        stack = self._stacks.setdefault(record.lane, [])
        kind = record.template.kind
        if kind is RecordKind.ENTER:
            self._enter(stack, record)
        elif kind is RecordKind.RESUME:
            self._resume(stack, record)
        else:
            self._continue(stack, record)

    def _begin(self, stack: list[Activation], frame: Frame, lane: int) -> Activation:
        activation = Activation(frame)
        if stack:
            stack[-1].entries.append(activation)
        else:
            self.roots.append(activation)
            self.lanes.append(lane)
        stack.append(activation)
        return activation

    def _enter(self, stack: list[Activation], record: Record) -> None:
        template = record.template
        token = record.values[0] if template.slots[:1] == (-1,) else None
        frame = Frame(self._count, record.module, template.function, token)
        self._count += 1
        if token is not None:
            self._suspended[token] = frame
        self._begin(stack, frame, record.lane).entries.append(record)

    def _resume(self, stack: list[Activation], record: Record) -> None:
        frame = self._suspended.get(record.values[0])
        if frame is None:
            return
        if not any(a.frame is frame for a in stack):
            self._begin(stack, frame, record.lane)
        else:
            self._unwind_to(stack, frame)
        stack[-1].entries.append(record)

    def _continue(self, stack: list[Activation], record: Record) -> None:
        """A record of the frame on top; frames above the one it belongs to have ended without saying so."""
        template = record.template
        token = _token_of(record)
        place = next((i for i in range(len(stack) - 1, -1, -1) if _is_of(stack[i].frame, record, token)), None)
        if place is None:
            self._stray(stack, record, token)
            return
        for activation in stack[place + 1 :]:
            activation.frame.ended = activation.frame.ended or activation.frame.token is None
        del stack[place + 1 :]
        top = stack[place]
        top.entries.append(record)
        _note_end(top.frame, record)
        if template.kind in _LEAVING:
            stack.pop()

    def _stray(self, stack: list[Activation], record: Record, token: int | None) -> None:
        """No frame on the stack wrote this: a generator thrown into while suspended, a generator expression's turn."""
        frame = self._suspended.get(token) if token is not None else None
        if frame is None:
            if record.module.sites.rows[record.template.function][0] != "GeneratorExp":
                return
            frame = self._lazy_frame(record)
        self._begin(stack, frame, record.lane).entries.append(record)
        _note_end(frame, record)
        stack.pop()

    def _lazy_frame(self, record: Record) -> Frame:
        """Generator expressions have no token: all of one site and lane count as one frame."""
        key = record.ident >> ID_BITS << ID_BITS | record.template.function, record.lane
        if key not in self._lazy:
            self._lazy[key] = Frame(self._count, record.module, record.template.function)
            self._count += 1
        return self._lazy[key]

    def _unwind_to(self, stack: list[Activation], frame: Frame) -> None:
        while stack[-1].frame is not frame:
            stack.pop()


_LEAVING = frozenset({RecordKind.EXIT, RecordKind.UNWIND, RecordKind.LEAVE, RecordKind.SUSPEND})


def _token_of(record: Record) -> int | None:
    if record.template.kind in _DUMPS and record.values[1] is not None:
        token: int | None = record.values[1].get("@f")
        return token
    return None


def _is_of(frame: Frame, record: Record, token: int | None) -> bool:
    if frame.function != record.template.function or frame.module is not record.module:
        return False
    return token is None or frame.token == token


def _note_end(frame: Frame, record: Record) -> None:
    kind = record.template.kind
    if kind in (RecordKind.EXIT, RecordKind.RETURN):
        frame.result, frame.ended, frame.failed = record.values[0], True, False
    elif kind is RecordKind.UNWIND:
        frame.ended, frame.failed, frame.error = True, True, record.values[2]
