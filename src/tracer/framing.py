"""The quick first reading: frames and pieces of a tape in one pass, at the cost of a few bytecodes for each record."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Sequence
from operator import is_
from typing import Any

from rewriters.templates import RecordKind
from tracer.events import is_piece
from tracer.frames import (
    DUMPS,
    LEAVING,
    Record,
    answers,
    ends_turn,
    is_lazy,
    left_frames,
    meaning_of,
    nothing_sent,
    record_at,
    token_of,
)
from tracer.pieces import NONE, Pieces
from tracer.shapes import ENTER, EXIT, LEAVE, MARK, OTHER, PATH, STRANGE, VARIES, Shapes
from tracer.tape import LANE
from tracer.waiting import MARKED, TURNED, Framed, Inner, Later, divided

_Open = tuple[int, int, int, list[Inner]]
"""Function, frame, activation, and what it has entered since its last record."""
_Call = tuple[int, "array[int]", "array[int]", "array[int]"]
"""Of a short call: the items of the record that tells of it; sizes, plans and beginnings of its pieces."""
_NO_CALL: _Call = 0, array("i"), array("i"), array("i")
_CHUNK = 1 << 14
_NOTHING: _Open = NONE, NONE, NONE, []


def framed(items: Sequence[Any], start: int, end: int) -> Framed | None:
    """Return the pieces between two positions of a tape, None where it holds what only `Frames` can read.

    That is more than one lane, and what awaits or delegates. A record that tells of calls comes after those it entered:
    a piece that waits for it is put before each of them. The loop is one function, as a call for each record would
    double its cost (`benchmarks/bench_slicing.py`).
    """
    reading = _Reading(items, end)
    out, pieces, shapes, stack = reading.out, reading.out.pieces, reading.shapes, reading.stack
    sizes, functions, ends = pieces.sizes, pieces.functions, pieces.ends
    add_size, add_plan = sizes.append, pieces.plan.append
    add_position, add_frame = pieces.positions.append, pieces.frames.append
    add_begin = pieces.begins.append
    function, frame, activation, inner = _NOTHING
    position = start
    while position < end:
        ident = items[position]
        way, of, length, plan, count = shapes[ident]
        if way >= OTHER:
            if way == STRANGE:
                return None
            if function != NONE:
                stack.append((function, frame, activation, inner))
            if not reading.add(position):
                return None
            function, frame, activation, inner = stack.pop() if stack else _NOTHING
            position += length
            continue
        if way == ENTER:
            if function != NONE and not inner and not count:
                following = reading.short_call(position + length, of, function, frame)
                if following:
                    position = following
                    continue
            if function != NONE:
                stack.append((function, frame, activation, inner))
            frame = reading.frame(of)
            activation, function, inner = reading.begin(frame, of), of, []
            if not count:
                position += length
                continue
        elif of != function:
            if not any(of == outer[0] for outer in stack):  # it began before the recording
                position += length
                continue
            while of != function:  # what ran above has ended without saying so
                reading.close(frame, activation, inner)
                function, frame, activation, inner = stack.pop()
        if way == MARK:
            _, template, _ = meaning_of(items[position])
            inner.append((MARKED, template.steps[0], template.turns))
            position += length
            continue
        begin, steady = 0, plan != VARIES
        if not steady:
            plan, count = shapes.variant(position)
        if inner:
            later = Later(frame, activation, inner, position, len(sizes))
            count, begin = divided(out, shapes, later, plan, count)
            inner, steady = [], False
        add_size(count)
        add_plan(plan)
        add_begin(begin)
        add_position(position)
        add_frame(frame)
        if way == PATH:
            following = position + length
            if following < end and items[following] is ident and steady:
                position = reading.repeat(ident, following, end)
                continue
        else:
            if way <= EXIT and not stack:
                out.results[frame] = position
            if way in (EXIT, LEAVE):
                ends[activation] = len(sizes)
                function, frame, activation, inner = stack.pop() if stack else _NOTHING
        position += length
    if function != NONE:
        stack.append((function, frame, activation, inner))
    reading.leave_above(NONE)
    return out


class _Reading:
    """What the quick reading does at the less frequent records. `stack`: the activations that are open."""

    def __init__(self, items: Sequence[Any], end: int) -> None:
        self.items, self.end = items, end
        self.out = Framed(Pieces(items))
        self.shapes = Shapes(self.out.pieces)
        self.stack: list[_Open] = []
        self._calls: dict[tuple[int, int, int], _Call] = {}
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

    def repeat(self, ident: int, position: int, end: int) -> int:
        """Add the same record as often as it follows itself; return the position after the last one.

        A loop without calls whose turns go one way is read at a fraction of the cost.
        """
        pieces, items = self.out.pieces, self.items
        length, chunk, first = self.shapes[ident][2], 16, position
        going_on = True
        while going_on:
            chunk = min(2 * chunk, _CHUNK)
            idents = items[position : min(end, position + chunk * length) : length]
            same = list(map(is_, idents, itertools.repeat(ident)))
            going_on = len(same) == chunk and all(same)
            position += length * (len(same) if all(same) else same.index(False))
        times = (position - first) // length
        for numbers in (pieces.sizes, pieces.plan, pieces.begins, pieces.frames):
            numbers.extend(numbers[-1:] * times)
        pieces.positions.extend(array("q", range(first, position, length)))
        return position

    def short_call(self, position: int, of: int, function: int, frame: int) -> int:
        """Read a call of a function that writes one record, and the record that tells of the call, at once.

        Return the position after it; 0: it is something else, of which nothing was read.
        """
        pieces, items = self.out.pieces, self.items
        if position >= self.end:
            return 0
        ended = items[position]
        length = self.shapes[ended][2]
        outer = position + length
        if outer >= self.end or pieces.of:
            return 0
        key = ended, items[outer], function
        call = self._calls.get(key)
        if call is None:
            if items[outer] == LANE:
                return 0
            call = self._calls[key] = self._call(ended, of, items[outer], function)
        length, sizes, plans, begins = call
        if not length:
            return 0
        number, new = len(pieces.sizes), len(pieces.functions)
        pieces.sizes.extend(sizes)
        pieces.plan.extend(plans)
        pieces.begins.extend(begins)
        pieces.positions.extend((outer, position, outer))
        pieces.frames.extend((frame, new, frame))
        pieces.functions.append(of)
        pieces.starts.append(number + 1)
        pieces.ends.append(number + 2)
        pieces.entered.append(number + 2)
        return outer + length

    def _call(self, ended: int, of: int, around: int, function: int) -> _Call:
        """Return what three pieces such a call has, if it is one, and how long the record is that tells of it."""
        way, inner, _, plan, count = self.shapes[ended]
        way_around, outer, length, plan_around, count_around = self.shapes[around]
        if (way, inner, way_around, outer) != (EXIT, of, PATH, function):
            return _NO_CALL
        if VARIES in (plan, plan_around):
            return _NO_CALL
        places = self.shapes.places(plan_around, (of,))
        if places is None:
            return _NO_CALL
        sizes = array("i", (places[0], count, count_around - places[0]))
        plans = array("i", (plan_around, plan, plan_around))
        return length, sizes, plans, array("i", (0, 0, places[0]))

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
        function, frame, activation, inner = self.stack[-1]
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
