"""The first reading of a tape: its records, and the frames they belong to, one inside the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from rewriters.templates import ID_BITS, TOKEN, TOKEN_NAME, RecordKind, Template
from tracer import codes
from tracer.modules import Module, module_of
from tracer.runtime import async_generator, generator
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


REFERENCES = frozenset({generator, async_generator})
"""What stands on a tape in place of an object that it must not keep."""


def still_there(value: Any) -> Any:
    """Return the generator itself if it is still there."""
    found = value() if type(value) in REFERENCES else value
    return value if found is None else found


DUMPS = (RecordKind.RAISE, RecordKind.UNWIND)


def _dump_size(template: Template) -> int:
    """The held locals (and token), or all locals and inner frames; then instruction, exception and its traceback."""
    return 3 + (len(template.held) or (len(template.slots) and 2))


def local_values(record: Record) -> Mapping[str, Any] | None:
    """Return the locals that a dump kept."""
    if record.template.slots:
        kept: Mapping[str, Any] | None = record.values[0]
        return kept
    return dict(zip(record.template.held, record.values[:-3], strict=True))


def left_frames(record: Record) -> list[Left]:
    """Return the frames without a guard that an exception has left on its way to the one that wrote this."""
    kept = record.values[-4] if record.template.slots else None
    return [Left(name, line, place, values) for line, name, place, values in kept or ()]


def is_turn(left: Left) -> bool:
    """Is this a frame of a comprehension that belongs to the frame around it? (Below 3.12.)"""
    return left.name in {"<listcomp>", "<setcomp>", "<dictcomp>"}


class Frames:
    """Puts records into frames. `roots` are the outermost activations, in the order in which they began.

    `left`: those without a guard that the exception of the last record has left.
    """

    def __init__(self) -> None:
        self.left: list[Activation] = []
        self.roots: list[Activation] = []
        self.lanes: list[int] = []
        self._stacks: dict[int, list[Activation]] = {}
        self._suspended: dict[int, Frame] = {}
        self._lazy: dict[tuple[int, int], Frame] = {}
        self._told: set[tuple[int, int, int]] = set()
        self._count = 0

    def add(self, record: Record) -> list[tuple[Record, Frame]]:
        """Take the next record of the tape; return what that adds to which frame, an answered `yield` included."""
        self.left = []
        stack = self._stacks.setdefault(record.lane, [])
        if record.template.kind is RecordKind.ENTER:
            return self._enter(stack, record)
        return self._continue(stack, record)

    def _begin(self, stack: list[Activation], frame: Frame, lane: int) -> Activation:
        while stack and stack[-1].awaits is not None and not enters(stack[-1].awaits, frame):
            stack.pop()
        activation = Activation(frame)
        if stack:
            stack[-1].entries.append(activation)
            frame.inner = True
        else:
            self.roots.append(activation)
            self.lanes.append(lane)
        stack.append(activation)
        return activation

    def _enter(self, stack: list[Activation], record: Record) -> list[tuple[Record, Frame]]:
        template = record.template
        token = record.values[0] if template.slots[:1] == (TOKEN,) else None
        frame = Frame(self._count, record.module, template.function, token)
        self._count += 1
        if token is not None:
            self._suspended[token] = frame
        self._begin(stack, frame, record.lane).entries.append(record)
        return [(record, frame)]

    def _continue(self, stack: list[Activation], record: Record) -> list[tuple[Record, Frame]]:
        """A record of the frame on top; frames above the one it belongs to have ended without saying so.

        One with a token may be of a frame that was suspended, and so say that it goes on.
        """
        token = token_of(record)
        place = len(stack) - 1
        while place >= 0 and not _is_of(stack[place].frame, record, token):
            place -= 1
        if place >= 0:
            del stack[place + 1 :]
            top = stack[place]
        else:
            frame = self._lazy_frame(record) if token is None else self._frame_of(token, record)
            if frame is None:
                return []
            top = self._begin(stack, frame, record.lane)
        kind = record.template.kind
        if kind in DUMPS:
            self._leave(top, record)
        added = _add(top, record)
        lazy = top.frame.token is None and is_lazy(record)
        if kind in LEAVING or (lazy and ends_turn(record)):
            stack.pop()
        return [(r, top.frame) for r in added]

    def _leave(self, top: Activation, record: Record) -> None:
        """Tell the lambdas and generator expressions that an exception has left how far they had got."""
        way = top.frame.number, record.values[-2], record.values[-1]
        if way in self._told:
            return
        self._told.add(way)
        for left in left_frames(record):
            if not is_turn(left):
                inner = _running(top, left) or self._lazy_turn(top, left, record)
                if inner is None:
                    return
                top = inner
                top.left = [left]
                self.left.append(top)
            elif top.left:
                top.left.append(left)

    def _lazy_turn(self, top: Activation, left: Left, record: Record) -> Activation | None:
        """A turn of a generator expression that an exception has ended before it wrote anything."""
        for function, row in enumerate(record.module.sites.rows):
            if row[0] == "GeneratorExp" and row[4] == left.line and left.name == "<genexpr>":
                key = record.ident >> ID_BITS << ID_BITS | function, record.lane
                if key not in self._lazy:
                    self._lazy[key] = Frame(self._count, record.module, function)
                    self._count += 1
                top.entries.append(Activation(self._lazy[key]))
                return top.entries[-1]  # type: ignore[return-value]  # just made
        return None

    def _frame_of(self, token: int, record: Record) -> Frame:
        """A generator that another recording saw begin is a frame of its own; what it stored before is not known."""
        if token not in self._suspended:
            self._suspended[token] = Frame(
                self._count, record.module, record.template.function, token
            )
            self._count += 1
        return self._suspended[token]

    def _lazy_frame(self, record: Record) -> Frame | None:
        """Generator expressions have no token: all of one site and lane count as one frame."""
        if not is_lazy(record):
            return None
        key = record.ident >> ID_BITS << ID_BITS | record.template.function, record.lane
        if key not in self._lazy:
            self._lazy[key] = Frame(self._count, record.module, record.template.function)
            self._count += 1
        return self._lazy[key]


def _running(top: Activation, left: Left) -> Activation | None:
    """Return what runs in `top` at its end, if it is such a frame and has not ended."""
    for entry in reversed(top.entries):
        if isinstance(entry, Activation):
            row = entry.frame.module.sites.rows[entry.frame.function]
            name = {"Lambda": "<lambda>", "GeneratorExp": "<genexpr>"}.get(row[0])
            lasting = not entry.frame.ended and not entry.left
            return entry if name == left.name and row[4] == left.line and lasting else None
        if entry.template.kind not in (RecordKind.MARK, RecordKind.TURN, RecordKind.SINGLE):
            return None
    return None


def ends_turn(record: Record) -> bool:
    """Does what runs next belong to who consumes the generator expression, unless it says else?"""
    template = record.template
    if template.kind is RecordKind.TURN:
        return template.turns == template.function
    return template.kind not in (RecordKind.RESUME, RecordKind.MARK)


def is_lazy(record: Record) -> bool:
    """Is this of a generator expression, whose every turn is an activation?"""
    return record.module.sites.rows[record.template.function][0] == "GeneratorExp"


def _add(activation: Activation, record: Record) -> list[Record]:
    """Put a record where it belongs, before it the value of a `yield` that it answers."""
    frame, kind = activation.frame, record.template.kind
    waiting, frame.waiting = frame.waiting, None
    added = [record]
    if waiting is not None and not answers(record, waiting):
        added.insert(0, nothing_sent(waiting))
    activation.entries += added
    activation.awaits = record.values[0] if kind is RecordKind.DELEGATE and record.values else None
    frame.yields = frame.yields or kind in (RecordKind.YIELD, RecordKind.SUSPEND)
    if kind is RecordKind.YIELD:
        frame.waiting = record
    elif kind in (RecordKind.EXIT, RecordKind.RETURN):
        frame.result, frame.ended, frame.failed = record.values[0], True, False
    elif kind is RecordKind.UNWIND:
        frame.ended, frame.failed, frame.error = True, True, record.values[-2]
    return added


def answers(record: Record, waiting: Record) -> bool:
    """Does this record tell what a `yield` gave, or was something thrown in there?"""
    if record.template.kind not in DUMPS:
        return record.template.kind is RecordKind.RESUME and bool(record.template.steps)
    at = record.module.instructions(record.ident).get(record.values[-3])
    row = record.module.sites.rows[waiting.template.steps[-1] >> 2]
    return at is None or at.place == (row[4], row[6], row[5], row[7])


def nothing_sent(waiting: Record) -> Record:
    template = waiting.template
    answer = Template(RecordKind.PATH, template.function, template.steps[-1:], (0,))
    return Record(waiting.ident, answer, waiting.module, (None,), waiting.lane, waiting.position)


def enters(awaited: Any, frame: Frame) -> bool:
    """Is `frame` what awaiting this object runs, or was the awaiting frame suspended and something else runs now?"""
    runs = codes.runs(awaited, frame.module.sites, frame.function)
    if runs is not None:
        return runs
    return (frame.module.sites.rows[frame.function][3] or "") in _AWAITING


_AWAITING = frozenset(
    "__await__ __aenter__ __aexit__ __aiter__ __anext__ __iter__ __next__ send throw".split()
)
LEAVING = frozenset(
    {RecordKind.EXIT, RecordKind.UNWIND, RecordKind.LEAVE, RecordKind.SUSPEND, RecordKind.YIELD}
)


def token_of(record: Record) -> int | None:
    """Return the token a record bears, if it does."""
    slots = record.template.slots
    token: int | None = None
    if record.template.kind in DUMPS:
        token = (local_values(record) or {}).get(TOKEN_NAME)
    elif slots and TOKEN in (slots[0], slots[-1]):
        token = record.values[0 if slots[0] == TOKEN else -1]
    return token


def _is_of(frame: Frame, record: Record, token: int | None) -> bool:
    if frame.function != record.template.function or frame.module is not record.module:
        return False
    return token is None or frame.token == token
