"""Modules that a test imported first: what their top level did outlives the test."""

from __future__ import annotations

from tracer.frames import Activation, Record
from tracer.reading import frames
from tracer.recording import Recording


def windows_of_modules(run: Recording) -> list[Recording]:
    """Return a window for each module whose top level ran in a closed recording."""
    assert run._end is not None
    tape, end = run._tape, run._end
    found: list[Recording] = []
    todo = list(frames(tape, run._start, end, run._lane).roots)
    while todo:
        activation = todo.pop()
        frame = activation.frame
        if frame.module.sites.rows[frame.function][0] == "Module":
            first, last = _extent(activation)
            found.append(Recording._window(tape, first, min(last, end)))
        else:
            todo += [e for e in activation.entries if isinstance(e, Activation)]
    return found


def _extent(activation: Activation) -> tuple[int, int]:
    """Return where the records of an activation, and of all inside it, begin and end on the tape."""
    first, last = None, 0
    todo: list[Activation | Record] = [activation]
    while todo:
        entry = todo.pop()
        if isinstance(entry, Activation):
            todo += entry.entries
            continue
        begin = entry.position - (2 if entry.lane else 0)
        first = begin if first is None else min(first, begin)
        last = max(last, entry.position + 1 + len(entry.values))
    assert first is not None
    return first, last
