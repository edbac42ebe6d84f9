"""The quick first reading: frames and pieces of a tape in one pass, at the cost of a few bytecodes for each record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracer.frames import meaning_of
from tracer.open_frames import Open, Reading
from tracer.pieces import NONE
from tracer.repeats import Repeats
from tracer.shapes import ENTER, EXIT, LEAVE, MARK, OTHER, PATH, STRANGE, VARIES
from tracer.waiting import MARKED, Framed, Later, divided

_NOTHING: Open = NONE, NONE, NONE, []


def framed(  # noqa: C901, PLR0912, PLR0915  # a call for each record would double the cost
    items: Sequence[Any], start: int, end: int
) -> Framed | None:
    """Return the pieces between two positions of a tape, None where it holds what only `Frames` can read.

    That is more than one lane, and what awaits or delegates. A record that tells of calls comes after those it entered:
    a piece that waits for it is put before each of them. Its cost for each record is what `benchmarks/bench_slicing.py`
    measures as `index`.
    """
    reading = Reading(items)
    out, pieces, shapes, stack = reading.out, reading.out.pieces, reading.shapes, reading.stack
    repeats = Repeats(pieces, shapes, end)
    sizes, ends = pieces.sizes, pieces.ends
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
                following = repeats.short_call(position + length, of, function, frame)
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
                position = repeats.same(ident, following)
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
