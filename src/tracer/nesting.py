"""Putting records into frames, the frames of a lane one inside the other."""

from __future__ import annotations

from typing import Any

from rewriters.templates import ID_BITS, TOKEN, TOKEN_NAME, RecordKind, Template
from tracer import codes
from tracer.frames import DUMPS, Activation, Frame, Left, Record, is_turn, left_frames, local_values


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
    """Return what a record would say that tells that a `yield` gave None."""
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
