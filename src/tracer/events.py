"""The second reading: every evaluation in order, with the value it had."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rewriters.sites import Site
from rewriters.templates import Action, RecordKind
from tracer import linking, raising
from tracer.frames import Activation, Frame, Record
from tracer.runtime import UNSET
from tracer.values import NOT_KEPT, load


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


def evaluations(roots: list[Activation]) -> Iterator[Evaluation]:
    """Iterate over all evaluations, those of inner frames at the step that entered them."""
    stack: list[Iterator[Evaluation | Activation]] = [_own(a) for a in reversed(roots)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, Activation):
            stack.append(_own(item))
        else:
            yield item


def _own(activation: Activation) -> Iterator[Evaluation | Activation]:
    """Iterate over one activation's evaluations, with inner activations in their places."""
    frame, run = activation.frame, _Run()
    for entry in activation.entries:
        if isinstance(entry, Activation):
            run.inside.append(entry)
            continue
        kind = entry.template.kind
        if kind is RecordKind.MARK:
            run.marks.append((entry.template.steps[0], run.inside))
            run.inside = []
            continue
        if kind in (RecordKind.RAISE, RecordKind.UNWIND):
            yield from _evaluated(frame, raising.steps(entry), run)
            for inner in raising.inner_steps(entry):
                yield from _evaluated(frame, inner, run)
        elif kind is RecordKind.TURN or kind is RecordKind.SINGLE:
            turn = _Run(inside=run.inside)
            run.inside = []
            yield from _evaluated(frame, written_steps(entry), turn)
            continue
        else:
            yield from _evaluated(frame, written_steps(entry), run)
        run = _Run()
    yield from run.left()


class _Run:
    """What was entered during the run that the next record will tell."""

    def __init__(self, inside: list[Activation] | None = None) -> None:
        self.inside: list[Activation] = [] if inside is None else inside
        self.marks: list[tuple[int, list[Activation]]] = []

    def left(self) -> list[Activation]:
        """Return all of it, where no record tells the steps."""
        return [a for _, inside in self.marks for a in inside] + self.inside

    def by_step(self, steps: list[Step], frame: Frame) -> dict[int, list[Activation]]:
        """Return which step entered what."""
        out: dict[int, list[Activation]] = {}
        begin = 0
        for end, inside in [*self.marks, (len(steps), self.inside)]:
            linking.assign(steps, begin, min(end, len(steps)), inside, frame.module.sites, out)
            begin = min(end, len(steps))
        return out


Step = tuple[int, Action, Any]
"""Site, what happened, value; UNSET in place of a value means that the step has none on the tape."""


def written_steps(record: Record) -> list[Step]:
    """Return the steps of a record that were evaluated, with the values of their slots."""
    template = record.template
    values = dict(zip(template.slots, record.values, strict=True))
    skipped: set[int] = set()
    for slot, first, last in template.skips:
        if record.values[slot] is UNSET:
            skipped.update(range(first, last))
    return [
        (code >> 2, Action(code & 3), values.get(number, UNSET))
        for number, code in enumerate(template.steps)
        if number not in skipped
    ]


def _evaluated(frame: Frame, steps: list[Step], run: _Run) -> Iterator[Evaluation | Activation]:
    inside = run.by_step(steps, frame) if run.inside or run.marks else {}
    for number, (site, action, kept) in enumerate(steps):
        yield from inside.get(number, ())
        yield frame, site, action, _value(frame, site, action, kept)
    yield from inside.get(len(steps), ())


def _value(frame: Frame, site: int, action: Action, kept: Any) -> Any:
    """Return what a step gave: as kept, or as its frame's stores and the code tell."""
    if action in (Action.TAKE, Action.SKIP):
        return NOT_KEPT
    if kept is UNSET:
        kept = load(frame, site, action)
    if action is Action.STORE:
        name = frame.module.sites.rows[site][3]
        if name is None and frame.module.sites.rows[site][0] == "AugAssign":
            name = frame.module.sites.rows[frame.module.sites.children[site][0]][3]
        if name is not None:
            frame.names[name] = kept
    frame.values[site] = kept
    return kept


def literal(code: str) -> Any:
    """Return the value of a constant's source text."""
    return ast.literal_eval(code)
