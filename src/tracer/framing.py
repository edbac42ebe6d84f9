"""The quick first reading: frames and pieces of a tape in one pass, at the cost of a few bytecodes for each record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rewriters.templates import ID_BITS, TOKEN, RecordKind, Template
from tracer.batches import named_at, plan_without
from tracer.frames import meaning_of
from tracer.modules import Module
from tracer.pieces import NONE, Pieces
from tracer.runtime import UNSET
from tracer.tape import LANE

_PATH, _RETURN, _EXIT, _LEAVE, _ENTER, _MARK, _TURN, _RAISE, _UNWIND, _STRANGE = range(10)
_WAYS = {
    RecordKind.PATH: _PATH,
    RecordKind.EXIT: _EXIT,
    RecordKind.LEAVE: _LEAVE,
    RecordKind.RETURN: _RETURN,
    RecordKind.ENTER: _ENTER,
    RecordKind.MARK: _MARK,
    RecordKind.TURN: _TURN,
    RecordKind.SINGLE: _TURN,
    RecordKind.RAISE: _RAISE,
    RecordKind.UNWIND: _UNWIND,
}
_Shape = tuple[int, int, int, int, int]
"""What to do, function, items, plan (VARIES: see the record), events."""
_VARIES = -1
Inner = tuple[int, int, int]
"""What came inside a run, before its record: an activation, the piece before it, its function; or negative, see below."""
MARKED, TURNED = -1, -2
"""In place of an activation: a mark with its steps and turns; a record of a turn, with its position."""


@dataclass(slots=True)
class Later:
    """A run whose events only the values of its frame tell: what came inside, its record (NONE: it has none), its piece."""

    frame: int
    inner: list[Inner]
    position: int
    piece: int


@dataclass(slots=True)
class Framed:
    """What the quick reading found. `results`: the last records that say how an outermost frame ended, by frame."""

    pieces: Pieces
    later: list[Later] = field(default_factory=list)
    results: dict[int, int] = field(default_factory=dict)


class _Shapes(dict[int, _Shape]):
    """What the loop must know of each record, by its id."""

    def __init__(self, pieces: Pieces) -> None:
        super().__init__({LANE: (_STRANGE, NONE, 0, 0, 0)})
        self._pieces = pieces
        self._functions: dict[tuple[int, int], int] = {}
        self._variants: dict[tuple[int, tuple[tuple[int, ...], ...]], int] = {}
        self._calls: dict[tuple[int, ...], list[int] | None] = {}

    def __missing__(self, ident: int) -> _Shape:
        module, template, size = meaning_of(ident)
        way = _WAYS.get(template.kind, _STRANGE)
        if TOKEN in template.slots or _is_lazy(module, template):
            way = _STRANGE
        function = self._function(ident >> ID_BITS, module, template.function)
        plan = count = 0
        if way <= _ENTER:
            plan = _VARIES if template.skips else self._plan(ident, module, template, ())
            count = 0 if template.skips else len(template.steps)
        found = self[ident] = way, function, size + 1, plan, count
        return found

    def _function(self, digest: int, module: Module, function: int) -> int:
        key = digest, function
        if key not in self._functions:
            self._functions[key] = len(self._functions)
            self._pieces.owners.append((module, function))
        return self._functions[key]

    def _plan(
        self, ident: int, module: Module, template: Template, skipped: tuple[tuple[int, ...], ...]
    ) -> int:
        key = ident, skipped
        if key not in self._variants:
            self._variants[key] = len(self._pieces.plans)
            self._pieces.plans.append(plan_without(ident, module, template, skipped))
            self._pieces.modules.append(module)
        return self._variants[key]

    def variant(self, position: int) -> tuple[int, int]:
        """Return the plan of a record that may have skipped steps, and how many events it has."""
        items = self._pieces.items
        ident = items[position]
        module, template, _ = meaning_of(ident)
        first = position + 1
        skipped = tuple(s[1:] for s in template.skips if items[first + s[0]] is UNSET)
        plan = self._plan(ident, module, template, skipped)
        return plan, len(self._pieces.plans[plan].codes)

    def places(self, plan: int, functions: tuple[int, ...]) -> list[int] | None:
        """Return which steps of a record entered frames of these functions, None where their names do not tell."""
        key = (plan, *functions)
        if key not in self._calls:
            pieces = self._pieces
            self._calls[key] = named_at(
                pieces.plans[plan], [pieces.owners[function] for function in functions]
            )
        return self._calls[key]


def _is_lazy(module: Module, template: Template) -> bool:
    return module.sites.rows[template.function][0] == "GeneratorExp"


def framed(items: Sequence[Any], start: int, end: int) -> Framed | None:
    """Return the pieces between two positions of a tape, None where it holds what only `Frames` can read.

    Read are tapes of one lane whose frames are plain functions. A record that tells of calls comes after those it
    entered: a piece that waits for it is put before each of them. The loop is one function, as a call for each record
    would double its cost (`benchmarks/bench_slicing.py`).
    """
    pieces = Pieces(items)
    out, shapes = Framed(pieces), _Shapes(pieces)
    sizes, functions, ends = pieces.sizes, pieces.functions, pieces.ends
    add_size, add_plan = sizes.append, pieces.plan.append
    add_position, add_frame = pieces.positions.append, pieces.frames.append
    stack: list[tuple[int, int, list[Inner]]] = []
    function, frame, inner = NONE, NONE, list[Inner]()
    position = start
    while position < end:
        way, of, length, plan, count = shapes[items[position]]
        if way == _ENTER:
            new = len(functions)
            if function == NONE:
                pieces.outermost.append(new)
            else:
                inner.append((new, len(sizes), of))
                add_size(0)
                add_plan(0)
                add_position(NONE)
                add_frame(frame)
                stack.append((function, frame, inner))
            function, frame, inner = of, new, []
            functions.append(of)
            pieces.starts.append(len(sizes))
            ends.append(NONE)
            pieces.entered.append(NONE)
            if not count:
                position += length
                continue
        elif of != function:
            if way == _STRANGE:
                return None
            if not any(of == outer[0] for outer in stack):  # it began before the recording
                position += length
                continue
            while of != function:  # what ran above has ended without saying so
                _close(out, frame, inner)
                function, frame, inner = stack.pop()
        if way >= _MARK:
            if way == _MARK:
                _, template, _ = meaning_of(items[position])
                inner.append((MARKED, template.steps[0], template.turns))
            elif way == _TURN:
                inner.append((TURNED, position, 0))
            else:
                if _leaves_inner(items, position):
                    return None
                out.later.append(Later(frame, inner, position, len(sizes)))
                inner = []
                add_size(0)
                add_plan(0)
                add_position(position)
                add_frame(frame)
                if way == _UNWIND:
                    if not stack:
                        out.results[frame] = position
                    ends[frame] = len(sizes)
                    function, frame, inner = stack.pop() if stack else (NONE, NONE, [])
            position += length
            continue
        if plan == _VARIES:
            plan, count = shapes.variant(position)
        if inner:
            count = _divided(out, shapes, frame, inner, plan, position, count)
            inner = []
        add_size(count)
        add_plan(plan)
        add_position(position)
        add_frame(frame)
        if way != _PATH:
            if way <= _EXIT and not stack:
                out.results[frame] = position
            if way in (_EXIT, _LEAVE):
                ends[frame] = len(sizes)
                function, frame, inner = stack.pop() if stack else (NONE, NONE, [])
        position += length
    while function != NONE:
        _close(out, frame, inner)
        function, frame, inner = stack.pop() if stack else (NONE, NONE, [])
    return out


def _leaves_inner(items: Sequence[Any], position: int) -> bool:
    """Has an exception left frames without a guard of their own before it came to the one that says so?"""
    _, template, size = meaning_of(items[position])
    return bool(template.slots and items[position + size - 3])


def _close(out: Framed, frame: int, inner: list[Inner]) -> None:
    """A frame has ended without a record that says so; what came inside since its last one may have to be told."""
    pieces = out.pieces
    if any(number == TURNED for number, _, _ in inner):
        out.later.append(Later(frame, inner, NONE, len(pieces.sizes)))
        pieces.sizes.append(0)
        pieces.plan.append(0)
        pieces.positions.append(NONE)
        pieces.frames.append(frame)
    pieces.ends[frame] = len(pieces.sizes)


def _divided(
    out: Framed,
    shapes: _Shapes,
    frame: int,
    inner: list[Inner],
    plan: int,
    position: int,
    count: int,
) -> int:
    """Give each piece before something that a record's calls entered its events; return how many are left."""
    pieces, final = out.pieces, len(out.pieces.sizes)
    entered = [i for i in inner if i[0] >= 0]
    turned = any(number == TURNED for number, _, _ in inner)
    places = None if turned else shapes.places(plan, tuple([i[2] for i in entered]))
    if places is None:
        out.later.append(Later(frame, inner, position, final))
        return 0
    begin, waiting = 0, list[int]()
    for (activation, piece, _), place in zip(entered, places, strict=True):
        _fill(pieces, piece, plan, position, begin, place)
        if place > begin:
            _enter(pieces, waiting, piece)
        waiting.append(activation)
        begin = place
    _enter(pieces, waiting, final)
    if begin:
        pieces.split.append((final, begin))
    return count - begin


def _fill(pieces: Pieces, piece: int, plan: int, position: int, begin: int, end: int) -> None:
    pieces.plan[piece], pieces.positions[piece] = plan, position
    pieces.sizes[piece] = end - begin
    if begin:
        pieces.split.append((piece, begin))


def _enter(pieces: Pieces, activations: list[int], piece: int) -> None:
    for activation in activations:
        pieces.entered[activation] = piece
    activations.clear()
