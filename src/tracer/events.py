"""The second reading: every evaluation in order, with the value it had."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rewriters.sites import Site
from rewriters.templates import Action, RecordKind
from tracer import linking, raising, truth
from tracer.batches import Batch, batch, entered_at, pieces
from tracer.frames import DUMPS, NOT_KEPT, Activation, Frame, NotKept, Record
from tracer.linking import Inner, Step, Turn
from tracer.runtime import UNSET
from tracer.values import load, remember, told_by_truth


@dataclass(frozen=True, slots=True)
class Event:
    """One evaluation: `index` counts them in order, `frame` numbers the runs of functions.

    `value` is the object itself, or NOT_KEPT where it has none (a `pass`) or none was kept (a bound method that was
    called, an expression that raised).
    """

    index: int
    site: Site
    frame: int
    value: Any
    action: Action = Action.EVALUATE


Evaluation = tuple[Frame, int, Action, Any]
"""Frame, site, what happened there, value."""
_Mixed = Iterator[Evaluation | Activation | Batch | NotKept]


class Raised(NotKept):
    """In place of the value of an evaluation that ended in an exception, whose identity is `error`."""

    __slots__ = ("error",)

    def __init__(self, error: int) -> None:
        self.error = error


def evaluations(roots: list[Activation]) -> Iterator[Evaluation]:
    """Iterate over all evaluations, those of inner frames at the step that entered them."""
    for item in told(roots):
        if type(item) is Batch:
            frame = item.frame
            for code, value in zip(item.codes, item.values, strict=True):
                yield frame, code >> 2, Action(code & 3), value
        elif type(item) is tuple and type(item[3]) is not Raised:
            yield item


def told(roots: list[Activation]) -> Iterator[Evaluation | Activation | Batch | NotKept | None]:
    """Iterate over all that happened: evaluations, those that raised too, and the activations they entered.

    Several evaluations come as one batch where nothing was entered between them. An activation comes when it begins, None when it ends. The next evaluation of the frame around is what entered it,
    unless NOT_KEPT comes before: then it ran between two of them.
    """
    for root in roots:
        yield root
        stack: list[_Mixed] = [_own(root)]
        while stack:
            item = next(stack[-1], None)
            if item is None:
                stack.pop()
            elif isinstance(item, Activation):
                stack.append(_own(item))
            yield item


class _Run:
    """What was entered during the run that the next record will tell."""

    def __init__(self) -> None:
        self.inside: list[Inner] = []
        self.marks: list[tuple[int, list[Inner]]] = []

    def mark(self, steps: int) -> None:
        """What was entered so far belongs to the first so many steps."""
        self.marks.append((steps, self.inside))
        self.inside = []

    def turn(self, record: Record) -> None:
        """A turn takes what was entered since the one before it."""
        mine: list[Inner] = []
        while self.inside and _is_within(self.inside[-1], record):
            mine.append(self.inside.pop())
        self.inside.append(Turn(record, mine[::-1]))

    def all(self) -> list[Inner]:
        """Return what was entered, where no record tells the steps."""
        return [a for _, inside in self.marks for a in inside] + self.inside

    def activations(self) -> list[Activation]:
        """Return what was entered if that is activations only, else nothing."""
        inside = self.all()
        found = [i for i in inside if isinstance(i, Activation)]
        return found if len(found) == len(inside) else []

    def by_step(self, steps: list[Step | None], frame: Frame) -> dict[int, list[Inner]]:
        """Return which step entered what."""
        out: dict[int, list[Inner]] = {}
        begin = 0
        for end, inside in [*self.marks, (len(steps), self.inside)]:
            linking.assign(steps, begin, min(end, len(steps)), inside, frame, out)
            begin = min(end, len(steps))
        return out


_PIECES = (RecordKind.TURN, RecordKind.SINGLE)


def _is_within(item: Inner, record: Record) -> bool:
    """Was this entered in the turn that `record` tells: a frame, or a turn of a comprehension inside?"""
    if isinstance(item, Activation):
        return True
    sites = record.module.sites
    outer, inner = (sites.comprehension(r.template.steps[0] >> 2) for r in (record, item.record))
    return outer not in {0, inner} and sites.stands_in(inner, outer)


def _own(activation: Activation) -> _Mixed:
    """Iterate over one activation's evaluations, with inner activations in their places."""
    frame, run = activation.frame, _Run()
    batched = not _observed(frame)
    for entry in activation.entries:
        if isinstance(entry, Activation):
            run.inside.append(entry)
        elif entry.template.kind is RecordKind.MARK:
            run.mark(entry.template.steps[0])
        elif batched and entry.template.kind in _PIECES:
            run.turn(entry)
        elif entry.template.kind is not RecordKind.RESUME or entry.template.steps:
            raised = entry.template.kind in DUMPS
            if not raised:
                raising.goes_on(entry, frame)
                if not (run.inside or run.marks):
                    yield batch(frame, entry)
                    continue
                inside = run.activations()
                found = batch(frame, entry) if inside else None
                places = entered_at(found, inside) if found else None
                if found and places is not None:
                    yield from pieces(found, inside, places)
                    run = _Run()
                    continue
            steps = raising.steps(entry, frame) if raised else written_steps(entry)
            error = Raised(entry.values[-2]) if raised else None
            yield from _evaluated(frame, steps, run, error)
            run = _Run()
    yield from _loose(frame, run.all())


def _observed(frame: Frame) -> bool:
    """Is each expression of this frame, or each turn of a generator expression, a record of its own?"""
    return frame.module.sites.rows[frame.function][0] == "GeneratorExp"


def _loose(frame: Frame, inside: list[Inner]) -> _Mixed:
    for item in inside:
        if isinstance(item, Turn):
            run = _Run()
            run.inside = item.inside
            yield from _evaluated(frame, written_steps(item.record), run)
        else:
            yield item


def written_steps(record: Record) -> list[Step | None]:
    """Return the steps of a record with the values of their slots, None for those not evaluated."""
    template = record.template
    steps = template.steps[:-1] if template.kind is RecordKind.YIELD else template.steps
    values = dict(zip(template.slots, record.values, strict=True))
    skipped: set[int] = set()
    for slot, first, last in template.skips:
        if record.values[slot] is UNSET:
            skipped.update(range(first, last))
    return [
        None if number in skipped else (code >> 2, Action(code & 3), values.get(number, UNSET))
        for number, code in enumerate(steps)
    ]


def _evaluated(
    frame: Frame, steps: list[Step | None], run: _Run, error: Raised | None = None
) -> _Mixed:
    """Iterate over a run's steps. Values come first: what they are tells which step entered what."""
    told_by = (
        truth.of_steps(steps, frame.module.sites)
        if any(s is not None and s[2] is UNSET for s in steps)
        else {}
    )
    last = len(steps) if error is None else len(steps) - 1
    turns = any(isinstance(i, Turn) for i in run.all())
    values: list[Any] = [NOT_KEPT] * len(steps)
    if not turns:
        values = [
            NOT_KEPT if s is None or n == last else _value(frame, s, told_by)
            for n, s in enumerate(steps)
        ]
    inside = run.by_step(steps, frame) if run.inside or run.marks else {}
    yield from _loose(frame, inside.get(-1, []))
    if -1 in inside:
        yield NOT_KEPT
    for number, step in enumerate(steps):
        if step is None:
            continue
        yield from _loose(frame, inside.get(number, []))
        if number != last:
            yield frame, step[0], step[1], _value(frame, step, told_by) if turns else values[number]
        else:
            yield frame, step[0], step[1], error
    yield from _loose(frame, inside.get(len(steps), []))


def _value(frame: Frame, step: Step, told: dict[int, bool]) -> Any:
    """Return what a step gave: as kept, or as its frame's stores, the code and the arms taken tell."""
    site, action, value = step
    if action in (Action.TAKE, Action.SKIP):
        return NOT_KEPT
    if value is UNSET:
        value = load(frame, site, action)
    if value is NOT_KEPT and site in told:
        value = told_by_truth(frame, site, told)
    remember(frame, site, action, value)
    return value
