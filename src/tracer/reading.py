"""Questions to a window of a tape: its events, how many, what came out."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from types import AsyncGeneratorType, CodeType, FrameType, GeneratorType
from typing import Any

from rewriters.templates import TOKEN_NAME, RecordKind
from tracer import collecting, linking, raising
from tracer.events import Event, evaluations, written_steps
from tracer.frames import DUMPS, Activation, Frame, Record, record_at, records
from tracer.framing import framed
from tracer.nesting import Frames
from tracer.pieces import NONE
from tracer.tape import Tape
from tracer.waiting import TURNED, Framed


def window(tape: Tape, start: int, end: int, lane: int) -> Iterator[Record]:
    """Iterate over the records of a lane, and of the lanes started from it, between two positions."""
    mine: dict[int, bool] = {lane: True}
    for record in records(tape.items, start, end):
        number = record.lane
        if number not in mine:
            mine[number] = _descends(tape, number, lane, start)
        if mine[number]:
            yield record


def _descends(tape: Tape, number: int, lane: int, start: int) -> bool:
    while number != lane:
        parent, begun = tape.lanes.parents[number]
        if number == 0 or begun < start:
            return False
        number = parent
    return True


def frames(tape: Tape, start: int, end: int, lane: int) -> Frames:
    """Return the frames of a window."""
    out = Frames()
    for record in window(tape, start, end, lane):
        out.add(record)
    return out


def events(tape: Tape, start: int, end: int, lane: int) -> Iterator[Event]:
    """Iterate over the events of a window, in the order of evaluation."""
    roots = frames(tape, start, end, lane).roots
    for index, (frame, site, action, value) in enumerate(evaluations(roots)):
        yield Event(index, frame.module.sites[site], frame.number, value, action)


def quickly(tape: Tape, start: int, end: int) -> Framed | None:
    """Return what the quick reading finds in a window, None where it cannot read it."""
    with collecting.paused():
        return framed(tape.items, start, end)


def count_of(read: Framed) -> int | None:
    """Return how many events a window has, None where only exceptions tell."""
    if read.pieces.firsts:
        return len(read.pieces) - len(read.pieces.errors)
    items, moved, total = read.pieces.items, read.pieces.moved, sum(read.pieces.sizes)
    for later in read.later:
        positions = [piece for number, piece, _ in later.inner if number == TURNED]
        positions += [later.position] if later.position != NONE else []
        for position in positions:
            record = record_at(items, moved + position)
            if record.template.kind in DUMPS:
                return None
            total += sum(s is not None for s in written_steps(record))
    return total


def outcome_of(read: Framed, tape: Tape) -> tuple[Any, BaseException | None] | None:
    """Return what the last outermost frame gave, and the exception that left it; None where generators ran by themselves."""
    if any(f in read.tokens for f in read.pieces.outermost):
        return None
    ended = next((f for f in reversed(read.pieces.outermost) if f in read.results), None)
    if ended is None:
        return None, None
    record = record_at(read.pieces.items, read.pieces.moved + read.results[ended])
    if record.template.kind is not RecordKind.UNWIND:
        return record.values[0], None
    return None, next((e for e in tape.errors() if id(e) == record.values[-2]), None)


def count(tape: Tape, start: int, end: int, lane: int, limit: int) -> tuple[int, int]:
    """Return how many events a window has, and where the last one ends; reading stops past `limit`."""
    total, out = 0, Frames()
    for record in window(tape, start, end, lane):
        total += sum(_size(r, f) for r, f in out.add(record))
        total += sum(_told(raising.steps_left(a.frame, a.left)) for a in out.left)
        if total > limit:
            return total, record.position + 1 + len(record.values)
    return total, end


def _size(record: Record, frame: Frame) -> int:
    kind = record.template.kind
    if kind is RecordKind.MARK:
        return 0
    if kind in (RecordKind.RAISE, RecordKind.UNWIND):
        return _told(raising.steps(record, frame))
    raising.goes_on(record, frame)
    if not record.template.skips:
        return len(record.template.steps) - (kind is RecordKind.YIELD)
    return sum(s is not None for s in written_steps(record))


def _told(steps: list[linking.Step | None]) -> int:
    """Return how many of the steps up to one that raised have events."""
    return sum(s is not None for s in steps[:-1])


def outcome(tape: Tape, start: int, end: int, lane: int) -> tuple[Any, BaseException | None]:
    """Return what the last outermost frame of the lane gave, and the exception that left it."""
    found = frames(tape, start, end, lane)
    roots = (a.frame for a, where in zip(found.roots, found.lanes, strict=True) if where == lane)
    begun = {a.frame.number for a in found.roots if _begins(a)}
    # A generator may be closed after its caller, or have begun under another recording.
    own = [frame for frame in roots if not frame.inner and frame.number in begun]
    last = next((f for f in reversed(own) if f.ended or f.token is not None), None)
    if last is None:
        return None, None
    error = next((e for e in tape.errors() if id(e) == last.error), None) if last.failed else None
    generator = _generator(last, own)
    if generator is not None and (error is None or isinstance(error, GeneratorExit)):
        return generator, None
    return (None, error) if last.failed else (last.result, None)


def _begins(activation: Activation) -> bool:
    first = activation.entries[0]
    return isinstance(first, Record) and first.template.kind is RecordKind.ENTER


def _generator(frame: Frame, frames: list[Frame]) -> object:
    """Return the generator whose frame this is; it is not on the tape, as nothing of ours runs when it is made.

    A generator that has ended has no frame to know it by: of several the one that was made last is taken for the one
    that began last, where all that began here are still there.
    """
    row = frame.module.sites.rows[frame.function]
    if frame.token is None or not frame.yields:
        return None
    ended = []
    for generation in (2, 1, 0):
        # One list at a time, and no generator expression: a list that held either would keep itself, and so everything.
        for item in gc.get_objects(generation):
            code, running = _generator_parts(item)
            if code is None or (code.co_name, code.co_filename) != (
                row[3],
                frame.module.sites.file,
            ):
                continue
            if running is None:
                ended.append(item)
            elif running.f_locals.get(TOKEN_NAME) == frame.token:
                return item
    alike = {f.number for f in frames if f.function == frame.function and f.ended}
    return ended[-1] if len(ended) == 1 or len(ended) == len(alike) else None


def _generator_parts(item: object) -> tuple[CodeType | None, FrameType | None]:
    if type(item) is GeneratorType:
        return item.gi_code, item.gi_frame
    if type(item) is AsyncGeneratorType:
        return item.ag_code, item.ag_frame
    return None, None
