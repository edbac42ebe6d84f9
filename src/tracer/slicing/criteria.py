"""Criteria: which event a value, an exception or a point of the source means."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import islice
from typing import Any

from tracer.errors import CriterionNotFound
from tracer.frames import NotKept
from tracer.points import Point
from tracer.slicing.effects import ATOMIC
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.printed import Printed, last_printed
from tracer.swapping import not_recorded

_CAUSES = 3
"""Functions that an error names at most, the latest ones."""


def find(output: Any, index: Index, criterion: object) -> int:
    """Return the event that a criterion means. Raises CriterionNotFound."""
    if isinstance(criterion, Point):
        return _at(index, criterion)
    if isinstance(criterion, Printed):
        printed = last_printed(index)
        return outcome(None, index) if printed == NONE else printed
    if isinstance(criterion, BaseException):
        event = _raised(index, criterion)
        if event != NONE:
            return event
    event = _valued(index, criterion)
    if event == NONE:
        raise CriterionNotFound(
            f"{type(criterion).__name__} object at {id(criterion):#x} was never a value of traced code in this recording; "
            f"{_available(output, index)}"
        )
    return event


def outcome(error: BaseException | None, index: Index) -> int:
    """Return the event of the recording's output, or of its error. Raises CriterionNotFound."""
    if error is not None:
        event = _raised(index, error)
        if event == NONE:  # a `raise` that is not recorded: what it was given is
            event = _valued(index, error)
        if event != NONE:
            return event
    last = _last_result(index)
    if last == NONE:
        causes = "".join(f". {told}" for told in not_recorded()[-_CAUSES:])
        raise CriterionNotFound(
            "the recording has no output: no traced function was called to its end while it was open; "
            f"call one inside `with record()`, or name a value or Point{causes}"
        )
    return last


def _last_result(index: Index) -> int:
    """The value that the last outermost frame gave: what it returned, else its last event."""
    outermost = [r for r in (index.runs[n] for n in index.outermost) if _last(r) != NONE]
    functions = [r for r in outermost if r.statics.node(r.site) not in {"Module", "ClassDef"}]
    return next((_result(index, run) for run in reversed(functions or outermost)), NONE)


def _last(run: Run) -> int:
    return next(run.backwards(), NONE)


def _result(index: Index, run: Run) -> int:
    """The `return` of a frame, else its last event."""
    last = _last(run)
    if run.statics.node(index.site(last)) == "Return":
        return last
    for event in islice(run.backwards(), 200):
        if run.statics.node(index.site(event)) == "Return" and event not in index.errors:
            return event
    return last


def _raised(index: Index, error: BaseException) -> int:
    """The evaluation that raised an exception first; frames it left on its way raised it again."""
    same = [event for event, identity in index.errors.items() if identity == id(error)]
    return max(same, default=NONE)


def _valued(index: Index, value: object) -> int:
    """The latest event with this very value, those that an outermost call returned before all others."""
    found = NONE
    values = index.values
    for event in range(len(values) - 1, -1, -1):
        if values[event] is value:
            found = event
            break
    if found == NONE:
        return NONE
    results = [_last_result(index)]
    if type(value) in ATOMIC:  # one object may be many values: 3 is 3
        outermost = (index.runs[number] for number in reversed(index.outermost))
        results += [_result(index, run) for run in outermost if _last(run) != NONE]
    return next((e for e in results if e != NONE and _returns(index, e, value)), found)


def _returns(index: Index, event: int, value: object) -> bool:
    """Is this value what a `return` gave?"""
    run = index.run_of(event)
    operands = [index.latest(run, part, event) for part in run.statics.operands(index.site(event))]
    return bool(operands) and operands[-1] != NONE and index.values[operands[-1]] is value


def _at(index: Index, point: Point) -> int:
    files = {r.statics.table.file for r in index.runs}
    fitting = _fitting(point.file, files)
    if len(fitting) != 1:
        several = (
            f"fits several recorded files: {', '.join(sorted(fitting))}; give more of its path"
        )
        known = f"is no recorded file; recorded are {', '.join(sorted(files)) or 'none'}"
        raise CriterionNotFound(f"{point.file} {several if fitting else known}")
    (file,) = fitting
    events = sorted(_evaluations(index, file, point.line, point.name))
    if not events:
        near = sorted(_names(index, file, point.line))
        there = (
            f"names evaluated there: {', '.join(near)}"
            if near
            else "nothing was evaluated on that line"
        )
        raise CriterionNotFound(
            f"{file}:{point.line}: {point.name!r} was not evaluated on this line; {there}"
        )
    try:
        return events[point.nth]
    except IndexError:
        raise CriterionNotFound(
            f"{file}:{point.line}: {point.name!r} was not evaluated so often on this line; the last time is "
            f"nth={len(events) - 1} ({point.name}#{len(events)})"
        ) from None


def _fitting(name: str, files: Iterable[str]) -> set[str]:
    exact = {f for f in files if f in {name, os.path.abspath(name)}}
    tail = os.sep + name.replace("/", os.sep)
    return exact or {f for f in files if f.endswith(tail)}


def _evaluations(index: Index, file: str, line: int, name: str) -> Iterable[int]:
    for run in index.runs:
        if run.statics.table.file == file:
            rows = run.statics.rows
            for event in run.events:
                row = rows[index.site(event)]
                if row[4] <= line <= row[6] and _is_of(
                    run.statics.rows, index.site(event), name, line
                ):
                    yield event


def _is_of(rows: Any, site: int, name: str, line: int) -> bool:
    row = rows[site]
    if row[0] == "AugAssign":
        target = rows[site + 1]
        return bool(target[3] == name and target[4] == line)
    return bool(row[3] == name and row[4] == line)


def _names(index: Index, file: str, line: int) -> set[str]:
    return {
        name
        for run in index.runs
        if run.statics.table.file == file
        for event in run.events
        for row in [run.statics.rows[index.site(event)]]
        if row[4] == line and (name := row[3]) is not None
    }


def _available(output: Any, index: Index) -> str:
    """Return what can be sliced: the output and the latest stores."""
    names: dict[str, None] = {}
    for event in range(len(index) - 1, max(-1, len(index) - 2_000), -1):
        frame = index.run_of(event)
        row = frame.statics.rows[index.site(event)]
        if row[0] == "Name" and row[3] and not isinstance(index.values[event], NotKept):
            place = f"Point({frame.statics.table.file!r}, {row[4]}, {row[3]!r})"
            names.setdefault(place)
        if len(names) == 5:
            break
    return f"what can be sliced: the output ({type(output).__name__}), and among others {', '.join(names) or 'nothing'}"
