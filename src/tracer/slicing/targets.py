"""What was stored where something was bound: assignments, formals, loops, definitions, patterns, `op=`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tracer.frames import NotKept
from tracer.slicing.containers import Use
from tracer.slicing.effects import ATOMIC, GENERATORS
from tracer.slicing.histories import ALL
from tracer.slicing.index import NONE, Run
from tracer.slicing.patterns import attribute_captured
from tracer.slicing.readers import Readers
from tracer.slicing.statics import COMPREHENSIONS, LOOPS
from tracer.slicing.unpacking import Unpacking, path_of


class Targets:
    """Answers what the value of a store was made from."""

    def __init__(self, ask: Readers) -> None:
        self.index, self.calls, self.heap = ask.index, ask.calls, ask.heap
        self.containers, self.attributes = ask.containers, ask.attributes
        self.unpacking = Unpacking(ask)

    def stored(self, event: int, run: Run, site: int) -> list[Use]:
        """Return what an event that stores used."""
        rule = _RULES.get(run.statics.node(site), Targets._assigned)
        return list(rule(self, event, run, site))

    def _formal(self, event: int, run: Run, site: int) -> Iterator[Use]:
        spread = self.calls.arguments.spread(event)
        if spread is not None:
            yield from self._from_star(event, *spread)
            return
        if (
            run.statics.role(site) in {"vararg", "kwarg"}
            and self.calls.arguments.gathered(event) is not None
        ):
            return
        found, deep = self.calls.arguments.of(event)
        for argument in found:
            yield argument, None
            if deep:
                yield from self.containers.contents(argument, event)

    def _from_star(self, event: int, source: int, key: Any) -> Iterator[Use]:
        yield source, None
        yield from self.containers.element(source, key, event)

    def _assigned(self, event: int, run: Run, site: int) -> Iterator[Use]:
        """A target got the value beside it, or a part of it."""
        statics, index = run.statics, self.index
        path, top = path_of(run, site)
        parent = statics.parent(top)
        node = statics.node(parent)
        yield from self._target(event, run, site)
        if node in LOOPS or node in COMPREHENSIONS:
            iterable = next(
                (c for c in statics.children[parent] if c > top and statics.role(c) == "iter"), None
            )
            source = NONE if iterable is None else index.latest(run, iterable, event)
            if source != NONE:
                yield from self.unpacking.turn(event, run, site, source, path)
            yield from self.calls.results.gave(event)
            return
        if node in {"With", "AsyncWith"}:
            items = [
                c for c in statics.children[parent] if statics.role(c) == "context_expr" and c < top
            ]
            manager = index.latest(run, items[-1], event) if items else NONE
            entered = index.latest(run, parent, event)
            yield entered, None
            if NONE not in (entered, manager) and not index.entered.get(entered):
                yield from self.containers.contents(manager, event)
            return
        if node == "Delete":
            return
        value = statics.child(parent, "value")
        source = NONE if value is None else index.latest(run, value, event)
        if source == NONE:
            return
        yield source, None
        if path and type(index.values[source]) in GENERATORS:
            yield from self.unpacking.yielded(event, run, top, source, path)
            return
        yield from self.unpacking.unpacked(source, path, event)
        yield from self.calls.results.gave(event)

    def _target(self, event: int, run: Run, site: int) -> Iterator[Use]:
        """What chose the place: the object, the key."""
        if run.statics.node(site) in {"Attribute", "Subscript"}:
            for part in run.statics.operands(site):
                yield self.index.latest(run, part, event), None

    def _defined(self, event: int, run: Run, site: int) -> Iterator[Use]:
        """A `def` or `class`: its decorators and bases; defaults are used by the formals they fill."""
        for child in run.statics.operands(site):
            if run.statics.role(child) not in {"defaults", "kw_defaults"}:
                yield self.index.latest(run, child, event), None
        if run.statics.node(site) != "ClassDef":
            yield from self.calls.results.gave(event)

    def _imported(self, _event: int, _run: Run, _site: int) -> Iterator[Use]:
        return iter(())

    def _caught(self, event: int, run: Run, _site: int) -> Iterator[Use]:
        yield self.index.raised_before(event, run), None

    def _captured(self, event: int, run: Run, site: int) -> Iterator[Use]:
        """What a pattern captured is some part of the subject."""
        statics = run.statics
        match = site
        while statics.node(match) != "Match":
            match = statics.parent(match)
        subject = statics.child(match, "subject")
        source = NONE if subject is None else self.index.latest(run, subject, event)
        if source == NONE:
            return
        yield source, None
        name = attribute_captured(statics, site)
        value = self.index.values[source]
        if name is None or isinstance(value, NotKept) or type(value) in ATOMIC:
            yield from self.containers.contents(source, event)
        else:
            yield from self.attributes.place(value, name, event)
            yield from self.calls.results.gave(event)

    def _grown(self, event: int, run: Run, site: int) -> Iterator[Use]:
        """`target op= value`: the old value and the operand."""
        statics, index = run.statics, self.index
        target, operand = statics.children[site][:2]
        if statics.node(target) == "Name":
            old = self.calls.old(event, run, site)
        else:
            old = index.latest(run, target, event, index.latest(run, site, event))
            yield from self._target_of(event, run, target)
            if old == NONE:
                yield from self._held_before(event, run, target)
        more = index.latest(run, operand, event)
        for used in (old, more):
            if used != NONE:
                yield used, None
        if more != NONE:
            yield from self.containers.contents(more, event)
        value = index.values[event]
        if old != NONE and index.values[old] is not value:
            yield from self.containers.contents(old, event)
        yield from self.calls.results.gave(event)

    def _held_before(self, event: int, run: Run, target: int) -> Iterator[Use]:
        """What an attribute or element held that code without temporaries has added to: its load has no event."""
        statics, index = run.statics, self.index
        base = index.latest(run, statics.children[target][0], event)
        if base == NONE or isinstance(index.values[base], NotKept):
            return
        if statics.node(target) == "Attribute":
            yield from self.attributes.place(
                index.values[base], statics.rows[target][3] or "", event
            )
            return
        key = index.latest(run, statics.children[target][1], event)
        where = (
            ALL if key == NONE else self.heap.key_of(index.values[base], index.values[key], event)
        )
        yield from self.containers.element(base, where, event)

    def _target_of(self, event: int, run: Run, target: int) -> Iterator[Use]:
        for part in run.statics.operands(target):
            yield self.index.latest(run, part, event), None


_Rule = Callable[[Targets, int, Run, int], Iterator[Use]]
_RULES: Mapping[str, _Rule] = {
    "arg": Targets._formal,
    "FunctionDef": Targets._defined,
    "AsyncFunctionDef": Targets._defined,
    "ClassDef": Targets._defined,
    "alias": Targets._imported,
    "ExceptHandler": Targets._caught,
    "MatchAs": Targets._captured,
    "MatchStar": Targets._captured,
    "MatchMapping": Targets._captured,
    "AugAssign": Targets._grown,
}
