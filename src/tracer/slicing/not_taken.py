"""The events at which a decision went past an arm, for each kind of decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from rewriters.templates import Action
from tracer.frames import NotKept
from tracer.slicing.controls import exits
from tracer.slicing.effects import ATOMIC, GENERATORS
from tracer.slicing.flows import Flows
from tracer.slicing.histories import ALL
from tracer.slicing.index import Run
from tracer.slicing.maywrite import BREAKS, Arm
from tracer.slicing.statics import LOOPS, Statics


class NotTaken:
    """Answers for an interval of events, in one frame or (None) in all of the function."""

    def __init__(self, flows: Flows) -> None:
        self.flows, self.index = flows, flows.index

    def events(
        self, run: Run | None, statics: Statics, arm: Arm, after: int, before: int
    ) -> Iterator[int]:
        """Iterate over the events at which a decision went past an arm."""
        node = statics.node(arm.decision)
        if arm.taken is False and node in LOOPS:
            yield from self._broken(run, statics, arm.decision, after, before)
        yield from _KINDS.get(node, NotTaken._decided)(self, run, statics, arm, after, before)

    def _between(
        self, run: Run | None, statics: Statics, site: int, after: int, before: int
    ) -> Sequence[int]:
        if run is not None:
            return self.index.between(run, site, after, before)
        return self.index.across(statics, site, after, before)

    def _decided(
        self, run: Run | None, statics: Statics, arm: Arm, after: int, before: int
    ) -> Iterator[int]:
        """`if`, `while`: the decisions for the other arm; of a way out before what may write, all."""
        past = {True: Action.SKIP, False: Action.TAKE, None: None}[arm.taken]
        for event in self._between(run, statics, arm.decision, after, before):
            if past is None or self.index.action(event) == past:
                yield event

    def _matched(
        self, run: Run | None, statics: Statics, arm: Arm, after: int, before: int
    ) -> Iterator[int]:
        """`match`: the subject and the guards."""
        for child in statics.children[arm.decision]:
            if statics.role(child) in {"subject", "guard"}:
                yield from self._between(run, statics, child, after, before)

    def _chosen(
        self, run: Run | None, statics: Statics, arm: Arm, after: int, before: int
    ) -> Iterator[int]:
        """`a if t else b`, `a and b`: all operands."""
        for child in statics.children[arm.decision]:
            yield from self._between(run, statics, child, after, before)

    def _turned(
        self, run: Run | None, statics: Statics, arm: Arm, after: int, before: int
    ) -> Iterator[int]:
        """`for`: what decided that there were no more turns."""
        iterable = statics.child(arm.decision, "iter")
        for source in (
            () if iterable is None else self._between(run, statics, iterable, after, before)
        ):
            yield source
            yield from self._empty(source)
            yield from self._exhausted(source)

    def _broken(
        self, run: Run | None, statics: Statics, loop: int, after: int, before: int
    ) -> Iterator[int]:
        """The decisions that may have left a loop before its `else`."""
        for child in statics.children[loop]:
            if statics.role(child) == "body":
                for site in exits(statics, child, BREAKS):
                    yield from self._between(run, statics, site, after, before)

    def _empty(self, source: int) -> Iterator[int]:
        """The writes that decided how many elements a loop had: they would have been more turns."""
        value = self.index.values[source]
        if not isinstance(value, NotKept) and type(value) not in ATOMIC:
            reads = self.flows.heap.read(value, ALL, source)
            yield from (event for event, part in reads if part is None)

    def _exhausted(self, source: int) -> Iterator[int]:
        """What decided that a generator yielded no more: there would have been more turns."""
        calls, value = self.flows.calls, self.index.values[source]
        ran = calls.generators.frame_of(value) if type(value) in GENERATORS else None
        if ran is not None:
            for number, start in enumerate(ran.starts):
                if source < start:
                    yield from calls.results.of((ran.place, number))


_Kind = Callable[[NotTaken, Run | None, Statics, Arm, int, int], Iterator[int]]
_KINDS: Mapping[str, _Kind] = {
    "For": NotTaken._turned,
    "AsyncFor": NotTaken._turned,
    "Match": NotTaken._matched,
    "IfExp": NotTaken._chosen,
    "BoolOp": NotTaken._chosen,
}
