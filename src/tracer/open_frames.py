"""What the quick reading does at the less frequent records: of generators, of turns, of exceptions."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from rewriters.templates import RecordKind
from tracer.events import is_piece
from tracer.frames import DUMPS, Record, left_frames, record_at
from tracer.nesting import LEAVING, answers, ends_turn, is_lazy, nothing_sent, token_of
from tracer.pieces import NONE, Pieces
from tracer.shapes import Shapes
from tracer.waiting import MARKED, TURNED, Framed, Inner, Later, divided

Open = tuple[int, int, int, list[Inner]]
"""Function, frame, activation, and what it has entered since its last record."""


class Reading:
    """What has been read so far. `stack`: the activations that are open, save the innermost while a loop has it at hand."""

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = items
        self.out = Framed(Pieces(items))
        self.shapes = Shapes(self.out.pieces)
        self.stack: list[Open] = []
        self._suspended: dict[int, int] = {}
        self._lazy: dict[int, int] = {}
        self._waiting: dict[int, Record] = {}

    def frame(self, function: int) -> int:
        """Return the number of a new frame."""
        pieces = self.out.pieces
        pieces.functions.append(function)
        if pieces.of:
            pieces.begun.append(NONE)
        return len(pieces.functions) - 1

    def begin(self, frame: int, named: int) -> int:
        """A frame is entered or resumed; `named`: its function, where the name of a call tells that it was entered."""
        pieces, activation = self.out.pieces, len(self.out.pieces.starts)
        again = bool(pieces.of) and pieces.begun[frame] != NONE
        if self.stack:
            _, around, _, inner = self.stack[-1]
            inner.append((activation, len(pieces.sizes), named))
            self._piece(around)
        elif not again and (pieces.of or activation == frame):
            pieces.outermost.append(frame)
        if pieces.of or activation != frame:
            self._resume(frame, activation)
        pieces.starts.append(len(pieces.sizes))
        pieces.ends.append(NONE)
        pieces.entered.append(NONE)
        return activation

    def _resume(self, frame: int, activation: int) -> None:
        """From the first frame that is resumed on, frames and activations have not the same numbers."""
        pieces = self.out.pieces
        if not pieces.of:
            pieces.of = array("i", range(activation))
            pieces.begun = array("i", range(len(pieces.functions)))
        if pieces.begun[frame] in (NONE, activation):
            pieces.begun[frame] = activation
        else:
            pieces.resumed.setdefault(frame, [pieces.begun[frame]]).append(activation)
        pieces.of.append(frame)

    def _piece(
        self, frame: int, size: int = 0, plan: int = 0, position: int = NONE, begin: int = 0
    ) -> int:
        pieces = self.out.pieces
        pieces.begins.append(begin)
        pieces.sizes.append(size)
        pieces.plan.append(plan)
        pieces.positions.append(position)
        pieces.frames.append(frame)
        return len(pieces.sizes) - 1

    def close(self, frame: int, activation: int, inner: list[Inner]) -> None:
        """An activation has ended without a record that says so; what came inside since its last one may have to be told."""
        if any(number == TURNED for number, _, _ in inner):
            piece = self._piece(frame)
            self.out.later.append(Later(frame, activation, inner, NONE, piece))
        self.out.pieces.ends[activation] = len(self.out.pieces.sizes)

    def leave_above(self, place: int) -> None:
        """What ran above a place of the stack has ended without saying so."""
        while len(self.stack) > place + 1:
            _, frame, activation, inner = self.stack.pop()
            self.close(frame, activation, inner)

    def add(self, position: int) -> bool:
        """Take a record of a generator, of a turn, or of an exception; return whether it could be read."""
        record = record_at(self.items, position)
        kind, function = record.template.kind, self.shapes[record.ident][1]
        if kind in DUMPS and left_frames(record):
            return False
        token = token_of(record)
        if kind is RecordKind.ENTER:
            frame = self.frame(function)
            if token is not None:
                self._suspended[token] = frame
                self.out.tokens[frame] = token
            self._enter(frame, function)
        elif not self._goes_on(record, function, token):
            return True
        self._tell(record, position)
        lazy = is_lazy(record)
        if kind in LEAVING or (lazy and ends_turn(record)):
            _, _, activation, _ = self.stack.pop()
            self.out.pieces.ends[activation] = len(self.out.pieces.sizes)
        return True

    def _enter(self, frame: int, function: int) -> None:
        self.stack.append((function, frame, self.begin(frame, NONE), []))

    def _goes_on(self, record: Record, function: int, token: int | None) -> bool:
        """Put the frame of a record on top of the stack, if it is known."""
        tokens = self.out.tokens
        for place in range(len(self.stack) - 1, -1, -1):
            of, frame, _, _ = self.stack[place]
            if of == function and (token is None or tokens.get(frame) == token):
                self.leave_above(place)
                return True
        if token is not None:
            if token not in self._suspended:
                self._suspended[token] = self.frame(function)
                tokens[self._suspended[token]] = token
            self._enter(self._suspended[token], function)
        elif is_lazy(record):
            if function not in self._lazy:
                self._lazy[function] = self.frame(function)
            self._enter(self._lazy[function], function)
        else:
            return False
        return True

    def _tell(self, record: Record, position: int) -> None:
        """Add what a record of the frame on top tells, and before it the value of a `yield` that it answers."""
        _, frame, activation, inner = self.stack[-1]
        template = record.template
        waiting = self._waiting.pop(frame, None)
        if waiting is not None and not answers(record, waiting):
            self._answer(frame, nothing_sent(waiting))
        if template.kind is RecordKind.YIELD:
            self._waiting[frame] = record
        if template.kind is RecordKind.MARK:
            inner.append((MARKED, template.steps[0], template.turns))
        elif is_piece(record, record.module, template.function):
            inner.append((TURNED, position, 0))
        elif template.kind in DUMPS:
            piece = self._piece(frame, position=position)
            self.out.later.append(Later(frame, activation, list(inner), position, piece))
            inner.clear()
            if template.kind is RecordKind.UNWIND and len(self.stack) == 1:
                self.out.results[frame] = position
        elif template.kind is not RecordKind.RESUME or template.steps:
            self._run(record, position)

    def _run(self, record: Record, position: int) -> None:
        _, frame, activation, inner = self.stack[-1]
        (plan, count), begin = self.shapes.variant(position), 0
        if inner:
            later = Later(frame, activation, list(inner), position, len(self.out.pieces.sizes))
            count, begin = divided(self.out, self.shapes, later, plan, count)
            inner.clear()
        elif not count and record.template.kind is RecordKind.ENTER:
            return
        self._piece(frame, count, plan, position, begin)
        if record.template.kind in (RecordKind.EXIT, RecordKind.RETURN) and len(self.stack) == 1:
            self.out.results[frame] = position

    def _answer(self, frame: int, record: Record) -> None:
        """A `yield` has given None."""
        plan = self.shapes.plan(record.ident, record.module, record.template, ())
        piece = self._piece(frame, 1, plan)
        self.out.pieces.kept[piece] = record.values
        self.out.answers[piece] = record
