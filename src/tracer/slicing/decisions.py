"""What decisions and exceptions depend on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from rewriters.templates import Action
from tracer.slicing.cells import SHAPE
from tracer.slicing.containers import Use
from tracer.slicing.expressions import Expressions
from tracer.slicing.index import NONE, Run
from tracer.slicing.patterns import inspected
from tracer.slicing.readers import Readers
from tracer.slicing.statics import Statics


class Decisions:
    """Answers what branches, loops, patterns and evaluations that raised used."""

    def __init__(self, ask: Readers, expressions: Expressions) -> None:
        self.index, self.calls = ask.index, ask.calls
        self.containers, self.parts, self._expressions = ask.containers, ask.parts, expressions

    def inspected(self, event: int, run: Run, site: int) -> list[Use]:
        """What the patterns look at in a subject."""
        looks = inspected(run.statics, run.statics.parent(site))
        if looks is None:
            return []
        look = self.containers.shape if looks == SHAPE else self.containers.contents
        found: list[Use] = []
        for used, part in look(event, event + 1):
            made_here = used == event and part is not None
            found += self.parts.part(event, run, site, part) if made_here else [(used, part)]
        return found

    def decision(self, event: int, run: Run, site: int) -> list[Use]:
        """Return what a branch, loop, `assert`, handler or pattern was decided by."""
        statics, index = run.statics, self.index
        node = statics.node(site)
        if node == "ExceptHandler":
            return [(self.index.raised_before(event, run), None)]
        if statics.role(site) == "pattern":
            subject = statics.child(statics.parent(site), "subject")
            looked = NONE if subject is None else index.latest(run, subject, event)
            return [(looked, None), *self.calls.results.gave(event)]
        role = "iter" if node in {"For", "AsyncFor"} else "test"
        part = statics.child(site, role)
        source = NONE if part is None else index.latest(run, part, event)
        if source == NONE:
            asked = [] if part is None else self._parts_of_test(event, run, part)
            return [*asked, *self.calls.results.gave(event)]
        found: list[Use] = [(source, None), *self.calls.results.gave(event)]
        value = index.values[source]
        if role == "test" or type(value) in {list, tuple}:
            return [*found, *self.containers.shape(source, event)]
        return [*found, *self.containers.contents(source, event)]

    def _parts_of_test(self, event: int, run: Run, test: int) -> list[Use]:
        """`assert a and b`, of which pytest has made an `if` for each operand: those that were evaluated this time."""
        asked = [
            e for p in _leaves(run.statics, test) if (e := self.index.latest(run, p, event)) != NONE
        ]
        return [
            use
            for e in asked
            if e >= asked[0]  # the first is always evaluated; what is older was so another time
            for use in ((e, None), *self.containers.shape(e, event))
        ]

    def raised(self, event: int) -> list[Use]:
        """What raised: the operands, or what raised in the frame that was called."""
        inner = [
            last
            for frame, which in self.index.entered.get(event, ())
            for last in [self._failed(self.index.runs[frame], which, self.index.errors[event])]
            if last != NONE
        ]
        if inner:
            return [(e, None) for e in inner]
        run, site = self.index.run_of(event), self.index.site(event)
        if run.statics.node(site) == "Subscript" and self.index.action(event) == Action.EVALUATE:
            return self._expressions.subscript(event, run, site)
        found: list[Use] = []
        for part in self.calls.parts(event):
            found.append((part, None))
            found += self.containers.contents(part, event)
        return [*found, *self._asserted(event, run, site), *self.calls.results.gave(event)]

    def _asserted(self, event: int, run: Run, site: int) -> list[Use]:
        """What an `assert` tested that has no event of its own."""
        test = run.statics.child(site, "test") if run.statics.node(site) == "Assert" else None
        if test is None or self.index.latest(run, test, event) != NONE:
            return []
        return self._parts_of_test(event, run, test)

    def _failed(self, run: Run, which: int, error: int) -> int:
        events = self.index.raised_in(run)
        end = run.ends[which] if run.ends[which] != NONE else len(self.index)
        place = bisect_left(events, end) - 1
        same = place >= 0 and self.index.errors[events[place]] in (error, 0)
        return events[place] if same else NONE


def _leaves(statics: Statics, site: int) -> Iterator[int]:
    """Iterate over the operands of `and` and `or`, and of those inside, in the order of their evaluation."""
    if statics.node(site) == "BoolOp":
        for operand in statics.operands(site):
            yield from _leaves(statics, operand)
    else:
        yield site
