"""Runs whose events only the values of their frame tell, worked out once all frames are known."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rewriters.templates import RecordKind
from tracer import raising
from tracer.batches import batch, kept_plan
from tracer.events import Raised, Run, loose, told_by
from tracer.frames import DUMPS, NOT_KEPT, Activation, Frame, NotKept, Record, record_at
from tracer.linking import Mark
from tracer.pieces import NONE, Pieces
from tracer.waiting import MARKED, Framed, Inner, Later, enter

_FIRST = 40  # records of a frame before which its formals are told
_MANAGED = frozenset({"With", "AsyncWith"})
_ENDS = (RecordKind.EXIT, RecordKind.RETURN, RecordKind.UNWIND)
_Place = tuple[int, int]
"""A piece, and which of its events."""


def work_out(framed: Framed) -> None:
    """Tell the events of the runs that were left for later, and number all events."""
    work = _Work(framed)
    for later in framed.later:
        work.tell(later)
    framed.later.clear()
    work.finish()


@dataclass(slots=True)
class _State:
    """What is known of a frame up to a piece: `seen` of its own.

    `ended`: what the next event has entered, if it comes before piece `end`, in the same activation.
    """

    frame: Frame
    seen: int = 0
    last: tuple[int, Any] = (0, NOT_KEPT)
    ended: list[int] = field(default_factory=list)
    end: int = NONE


class _Work:
    def __init__(self, framed: Framed) -> None:
        self.pieces, self._framed = framed.pieces, framed
        self._states: dict[int, _State] = {}
        self._ends: dict[int, Frame] = {}
        self._own: dict[int, Sequence[int]] = {}
        self._plans: dict[tuple[int, tuple[int, ...]], int] = {}
        self._raised: dict[_Place, int] = {}
        self._managed: dict[int, _Place] = {}

    def tell(self, later: Later) -> None:
        """Give the pieces of a run their events."""
        state = self._states.get(later.frame)
        first = min((piece for number, piece, _ in later.inner if number >= 0), default=later.piece)
        if state is None:
            state = self._states[later.frame] = _State(self._frame(later.frame))
        self._catch_up(state, later.frame, first)
        if state.ended and first >= state.end:
            state.ended.clear()
        run, entered = Run(), dict[int, Inner]()
        for one in later.inner:
            self._add(run, one, entered)
        writer = _Writer(self, state)
        for item in self._told(state.frame, run, later.position):
            if isinstance(item, Activation):
                number, piece, _ = entered[id(item)]
                writer.flush(piece)
                state.ended.append(number)
            elif isinstance(item, NotKept):
                self._ran_between(state, later.frame, first)
            elif type(item) is tuple:
                writer.add(item[1] << 2 | item[2], item[3])
        writer.flush(later.piece)
        state.seen = bisect_right(self._pieces_of(later.frame), later.piece)
        state.end = self.pieces.ends[later.activation]

    def _told(self, frame: Frame, run: Run, position: int) -> Iterator[Any]:
        if position == NONE:
            yield from loose(frame, run.all())
            return
        record = self._record(position)
        if record.template.kind not in DUMPS:
            raising.goes_on(record, frame)
        yield from told_by(record, frame, run)

    def _add(self, run: Run, one: Inner, entered: dict[int, Inner]) -> None:
        number, piece, function = one
        if number == MARKED:
            run.entered.append(Mark(piece, function))
        elif number < 0:
            run.turn(self._record(piece))
        else:
            view = self._view(number)
            entered[id(view)] = one
            run.entered.append(view)

    def _record(self, position: int) -> Record:
        return record_at(self.pieces.items, self.pieces.moved + position)

    def _pieces_of(self, number: int) -> Sequence[int]:
        own = self._own.get(number)
        if own is None:
            own = self._own[number] = self.pieces.of_frame(number)
        return own

    def _frame(self, number: int) -> Frame:
        module, function = self.pieces.owners[self.pieces.functions[number]]
        return Frame(number, module, function, self._framed.tokens.get(number))

    def _view(self, activation: int) -> Activation:
        """Return an activation with as many records as tell its formals, and how its frame ended."""
        pieces = self.pieces
        number, _ = pieces.owner(activation)
        own = self._pieces_of(number)
        begin = bisect_left(own, pieces.starts[activation])
        end = bisect_left(own, pieces.ends[activation])
        positions = (pieces.positions[piece] for piece in own[begin : min(end, begin + _FIRST)])
        records = [
            self._record(position) for position in dict.fromkeys(positions) if position != NONE
        ]
        return _View(self._ended(number, own), list(records))

    def _ended(self, number: int, own: Sequence[int]) -> Frame:
        """Return a frame with what it gave in the end."""
        frame = self._ends.get(number)
        if frame is None:
            frame = self._ends[number] = self._frame(number)
            for piece in reversed(own):
                position = self.pieces.positions[piece]
                record = None if position == NONE else self._record(position)
                if record is not None and record.template.kind in _ENDS:
                    _end(frame, record)
                    break
        return frame

    def _catch_up(self, state: _State, number: int, before: int) -> None:
        """Let the state of a frame know what its records told before a piece."""
        pieces, own = self.pieces, self._pieces_of(number)
        last = NONE
        while state.seen < len(own) and (piece := own[state.seen]) < before:
            state.seen += 1
            if state.ended and pieces.sizes[piece]:
                _go_on(pieces, state, piece)
            position = pieces.positions[piece]
            record = self._framed.answers.get(piece)
            if record is None and (piece in pieces.kept or position in (NONE, last)):
                continue
            last = position
            record = record or self._record(position)
            raising.goes_on(record, state.frame)
            plan = pieces.plans[pieces.plan[piece]]
            values = batch(state.frame, record, plan).values
            if values:
                state.last = plan.sites[-1], values[-1]

    def _ran_between(self, state: _State, number: int, before: int) -> None:
        """What ended ran between two evaluations: it is the `__exit__` of a `with`."""
        found = self._managing(state.frame, number, before) if state.ended else None
        if found is not None:
            self._managed.update(dict.fromkeys(state.ended, found))
        state.ended.clear()

    def _managing(self, frame: Frame, number: int, before: int) -> _Place | None:
        pieces, rows = self.pieces, frame.module.sites.rows
        for piece in reversed(self._pieces_of(number)):
            if piece < before:
                begin = pieces.begins[piece]
                codes = pieces.plans[pieces.plan[piece]].codes[begin : begin + pieces.sizes[piece]]
                for place in range(len(codes) - 1, -1, -1):
                    if rows[codes[place] >> 2][0] in _MANAGED:
                        return piece, place
        return None

    def finish(self) -> None:
        """Number all events."""
        pieces = self.pieces
        for number, state in self._states.items():
            if state.ended:
                rest = self._pieces_of(number)[state.seen :]
                piece = next((p for p in rest if pieces.sizes[p]), NONE)
                _go_on(pieces, state, piece)
        pieces.number()
        firsts = pieces.firsts
        for activation, (piece, place) in self._managed.items():
            pieces.within[activation] = firsts[piece] + place
        for (piece, place), error in self._raised.items():
            pieces.errors[firsts[piece] + place] = error

    def plan(self, frame: Frame, codes: tuple[int, ...]) -> int:
        """Return the number of the plan of steps whose values are kept."""
        key = id(frame.module), codes
        if key not in self._plans:
            self._plans[key] = len(self.pieces.plans)
            self.pieces.plans.append(kept_plan(frame.module, codes))
            self.pieces.planned_for.append((frame.module, frame.function))
        return self._plans[key]

    def raised(self, piece: int, place: int, error: int) -> None:
        """An event of a piece ended in an exception."""
        self._raised[piece, place] = error


class _Writer:
    """Collects the events of a run up to the next thing that it entered."""

    def __init__(self, work: _Work, state: _State) -> None:
        self._work, self._state = work, state
        self._codes: list[int] = []
        self._values: list[Any] = []
        self._entering: list[int] = []

    def add(self, code: int, value: Any) -> None:
        """Add an evaluation."""
        if value is NOT_KEPT:
            value = self._returned(code >> 2)
        self._state.last = code >> 2, value
        if not self._codes:
            self._entering, self._state.ended = self._state.ended, []
        self._codes.append(code)
        self._values.append(value)

    def _returned(self, site: int) -> Any:
        """A `return` has the value of its expression, which was evaluated just before."""
        sites = self._state.frame.module.sites
        if sites.rows[site][0] != "Return":
            return NOT_KEPT
        last, value = self._state.last
        none = not sites.children[site]
        return None if none else value if sites.rows[last][2] == site else NOT_KEPT

    def flush(self, piece: int) -> None:
        """Put the events since the last time into a piece."""
        if not self._codes:
            return
        pieces, state = self._work.pieces, self._state
        pieces.plan[piece] = self._work.plan(state.frame, tuple(self._codes))
        pieces.begins[piece] = 0
        pieces.sizes[piece], pieces.kept[piece] = len(self._codes), self._values
        for place, value in enumerate(self._values):
            if type(value) is Raised:
                self._work.raised(piece, place, value.error)
        enter(pieces, self._entering, piece)
        self._codes, self._values = [], []


def _go_on(pieces: Pieces, state: _State, piece: int) -> None:
    """The next event of a frame is known."""
    if NONE < piece < state.end:
        enter(pieces, state.ended, piece)
    state.ended.clear()


class _View(Activation):
    """An activation whose formals are told once."""

    @cached_property
    def formals(self) -> tuple[Any, ...]:
        """The values of the frame's formals."""
        return super().formals


def _end(frame: Frame, record: Record) -> None:
    frame.ended = True
    if record.template.kind is RecordKind.UNWIND:
        frame.failed, frame.error = True, record.values[-2]
    else:
        frame.result = record.values[0]
