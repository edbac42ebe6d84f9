"""The second reading: every evaluation in order, with the value it had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rewriters.sites import Site
from rewriters.templates import Action, RecordKind
from tracer import linking, raising, truth
from tracer.batches import Batch, batch, entered_at, pieces, plan_of
from tracer.frames import DUMPS, NOT_KEPT, Activation, Frame, NotKept, Record
from tracer.linking import Inner, Mark, Step, Turn
from tracer.modules import Module
from tracer.places import places
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
    """In place of the value of an evaluation that ended in an exception, whose identity is `error`, or 0: not known."""

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


class Run:
    """What was entered during the run that the next record will tell, in order; the exception that ended it."""

    def __init__(self) -> None:
        self.error: int | None = None
        self.entered: list[Inner | Mark] = []

    def turn(self, record: Record) -> None:
        """A turn takes what was entered since the one before it."""
        mine = Run()
        while self.entered and _is_within(self.entered[-1], record):
            mine.entered.append(self.entered.pop())
        mine.entered.reverse()
        self.entered.append(Turn(record, mine.entered))

    def all(self) -> list[Inner]:
        """Return what was entered, where no record tells the steps."""
        return [item for item in self.entered if not isinstance(item, Mark)]

    def activations(self) -> list[Activation]:
        """Return what was entered if that is activations only, else nothing."""
        inside = self.all()
        found = [i for i in inside if isinstance(i, Activation)]
        return found if len(found) == len(inside) else []

    def by_step(self, steps: list[Step | None], frame: Frame) -> dict[int, list[Inner]]:
        """Return before which step what was entered; -1: before the run began."""
        out: dict[int, list[Inner]] = {}
        run = places(steps, frame.module.sites)
        begin, inside = 0, list[Inner]()
        last = self._failed() if steps and self.error is not None else None
        entered = self.entered if last is None else self.entered[:-1]
        for item in [*entered, Mark(len(steps), 0)]:
            if not isinstance(item, Mark):
                inside.append(item)
                continue
            end = min(item.steps, len(steps))
            linking.assign(run, begin, end, inside, frame, out)
            begin, inside = end, []
        if last is not None:
            out.setdefault(len(steps) - 1, []).append(last)
        return out

    def _failed(self) -> Activation | None:
        """Return what the exception came out of, if it was recorded: that is what the failing step has entered."""
        last = self.entered[-1] if self.entered else None
        if isinstance(last, Activation) and (
            last.left or (last.frame.failed and last.frame.error == self.error)
        ):
            return last
        return None


_PIECES = (RecordKind.TURN, RecordKind.SINGLE)


def _is_within(item: Inner | Mark, record: Record) -> bool:
    """Was this entered in the turn that `record` tells: a frame, or a turn of a comprehension inside?"""
    turns = record.template.turns
    if isinstance(item, Activation):
        return turns != 0 or _enters(record)
    if isinstance(item, Mark):
        return turns != 0 and item.turns == turns
    sites, inner = record.module.sites, item.record.template
    site = inner.turns or inner.steps[0] >> 2
    return turns not in {0, inner.turns} and sites.stands_in(site, turns)


def _enters(record: Record) -> bool:
    """May the one expression that this tells have entered anything?"""
    sites, site = record.module.sites, record.template.steps[0] >> 2
    if sites.rows[site][0] in {"List", "Tuple"}:
        return any(sites.rows[c][0] == "Starred" for c in sites.children[site])
    return sites.rows[site][0] not in {"Name", "Lambda"}


def _own(activation: Activation) -> _Mixed:
    """Iterate over one activation's evaluations, with inner activations in their places."""
    frame, run = activation.frame, Run()
    for entry in activation.entries:
        if isinstance(entry, Activation):
            run.entered.append(entry)
            continue
        kind = entry.template.kind
        if kind is RecordKind.MARK:
            run.entered.append(Mark(entry.template.steps[0], entry.template.turns))
        elif kind in _PIECES and is_piece(entry, frame.module, frame.function):
            run.turn(entry)
        elif kind is not RecordKind.RESUME or entry.template.steps:
            raised = kind in DUMPS
            if not raised:
                raising.goes_on(entry, frame)
                told_at_once = _batched(frame, entry, run)
                if told_at_once is not None:
                    yield from told_at_once
                    run = Run()
                    continue
            yield from told_by(entry, frame, run)
            run = Run()
    if activation.left:
        steps = raising.steps_left(frame, activation.left)
        yield from evaluated(frame, steps, run, Raised(0))
    else:
        yield from loose(frame, run.all())


def told_by(record: Record, frame: Frame, run: Run) -> _Mixed:
    """Iterate over what a record tells, with what was entered in its places; an exception's tells of what it left."""
    raised = record.template.kind in DUMPS
    steps = raising.steps(record, frame) if raised else written_steps(record)
    run.error = record.values[-2] if raised else None
    yield from evaluated(frame, steps, run, Raised(record.values[-2]) if raised else None)


def _batched(frame: Frame, record: Record, run: Run) -> Iterable[Batch | Activation] | None:
    """Return a record's evaluations as a whole, or None where what was entered has no certain place."""
    plan = plan_of(record)
    if not run.entered:
        return (batch(frame, record, plan),)
    inside = run.activations()
    calls = entered_at(plan, inside) if inside else None
    return None if calls is None else pieces(batch(frame, record, plan), inside, calls)


def is_piece(record: Record, module: Module, function: int) -> bool:
    """Is this told in the middle of a run? Each turn of a generator expression is a run of its own."""
    lazy = module.sites.rows[function][0] == "GeneratorExp"
    if record.template.kind is RecordKind.TURN:
        return not lazy or record.template.turns != function
    return record.template.kind is RecordKind.SINGLE and not lazy


def loose(frame: Frame, inside: list[Inner]) -> _Mixed:
    """Iterate over what was entered where no step of the frame's own comes between."""
    for item in inside:
        if isinstance(item, Turn):
            run = Run()
            run.entered = item.entered
            yield from evaluated(frame, written_steps(item.record), run)
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


def evaluated(
    frame: Frame, steps: list[Step | None], run: Run, error: Raised | None = None
) -> _Mixed:
    """Iterate over a run's steps. Values come first: what they are tells which step entered what."""
    told_by = (
        truth.of_steps(steps, frame.module.sites)
        if any(s is not None and s[2] is UNSET for s in steps)
        else {}
    )
    last = len(steps) if error is None else len(steps) - 1
    turns = any(isinstance(i, Turn) for i in run.all())
    before = dict(frame.names) if turns else {}
    values = [
        NOT_KEPT if s is None or n == last else _value(frame, s, told_by)
        for n, s in enumerate(steps)
    ]
    if turns:  # what they store comes first: these values only tell which step entered what
        frame.names = before
    inside = run.by_step(steps, frame) if run.entered else {}
    yield from loose(frame, inside.get(-1, []))
    if -1 in inside:
        yield NOT_KEPT
    for number, step in enumerate(steps):
        yield from loose(frame, inside.get(number, []))
        if step is None:
            continue
        if number != last:
            yield frame, step[0], step[1], _value(frame, step, told_by) if turns else values[number]
        else:
            yield frame, step[0], step[1], error
    yield from loose(frame, inside.get(len(steps), []))
    if error is not None and steps and steps[-1] is None:
        done = _raises_after(frame, steps)
        if done is not None:
            yield frame, done[0], done[1], error


def _raises_after(frame: Frame, steps: list[Step | None]) -> Step | None:
    """Return the step that an exception came after, where all steps were over: an `assert` whose test failed, say."""
    done = [step for step in steps if step is not None]
    rows = frame.module.sites.rows
    failed = [s for s in done if s[1] is Action.SKIP and rows[s[0]][0] == "Assert"]
    found = failed or done
    return found[-1] if found else None


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
