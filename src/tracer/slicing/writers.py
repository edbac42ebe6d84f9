"""Which events write to which objects."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import BuiltinMethodType, CoroutineType, ModuleType
from typing import Any

from rewriters.templates import Action
from tracer.frames import NOT_KEPT, NotKept
from tracer.slicing import effects
from tracer.slicing.calls import Calls
from tracer.slicing.effects import ATOMIC, CONTAINERS, GENERATORS
from tracer.slicing.histories import ALL, Write, place
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.statics import Statics, remembered

_LOOPS = frozenset({"For", "AsyncFor"})


class Writers:
    """Answers what an event wrote."""

    def __init__(self, index: Index, calls: Calls) -> None:
        self.index, self.calls = index, calls

    def of(self, event: int, run: Run) -> Iterator[tuple[int, Write]]:
        """Iterate over the writes of an event, each with the identity of the object."""
        index = self.index
        site, action = index.site(event), index.action(event)
        node = run.statics.node(site)
        if node == "Call":
            yield from self._call(event, run, site)
        elif node in _LOOPS:
            if action == Action.TAKE:
                yield from self._consumed(event, run, site)
        elif node == "AugAssign":
            yield from self._augmented(event, run, site)
        elif action == Action.STORE:
            yield from self._stored(event, run, site, site)

    def _stored(self, event: int, run: Run, site: int, target: int) -> Iterator[tuple[int, Write]]:
        """`o.a = v`, `o[k] = v`, `del o[k]`: where the target's parts say."""
        index, statics = self.index, run.statics
        base = index.latest(run, statics.children[target][0], event)
        if base == NONE or isinstance(index.values[base], NotKept):
            return
        value = index.values[base]
        deletes = statics.node(statics.parent(site)) == "Delete"
        if statics.node(target) == "Attribute":
            yield id(value), Write(event, effects.SET, f".{statics.rows[target][3]}", sure=True)
            return
        key = index.latest(run, statics.children[target][1], event)
        where: Any = ALL
        written = statics.children[target][1]
        if statics.node(written) == "Constant" and key == NONE:  # constants are not always recorded
            where = place(ast.literal_eval(statics.table[written].code))
        elif statics.node(written) != "Slice" and key != NONE:
            where = place(index.values[key])
        what = effects.SET
        if type(value) is list and (deletes or where == ALL):
            what = effects.REMOVE if deletes and where != ALL else effects.ANY
        yield id(value), Write(event, what, where, sure=where != ALL and what == effects.SET)

    def _augmented(self, event: int, run: Run, site: int) -> Iterator[tuple[int, Write]]:
        target = run.statics.children[site][0]
        if run.statics.node(target) in {"Attribute", "Subscript"}:
            yield from self._stored(event, run, site, target)
        value = self.index.values[event]
        if type(value) not in ATOMIC and not isinstance(value, (NotKept, tuple, frozenset)):
            what = effects.EXTEND if type(value) is list else effects.ANY
            yield id(value), Write(event, what)

    def _consumed(self, event: int, run: Run, site: int) -> Iterator[tuple[int, Write]]:
        """Each turn of a loop over an iterator moves it."""
        iterable = run.statics.child(site, "iter")
        source = NONE if iterable is None else self.index.latest(run, iterable, event)
        if source != NONE:
            value = self.index.values[source]
            if is_iterator(value):
                yield id(value), Write(event, effects.ANY)

    def _call(self, event: int, run: Run, site: int) -> Iterator[tuple[int, Write]]:
        index, statics = self.index, run.statics
        if site in statics.table.parameters or self.calls.direct(event):
            return
        callee = statics.children[site][0]
        value = self.calls.function(event)
        if statics.node(callee) == "Attribute":
            base = index.latest(run, statics.children[callee][0], event)
            receiver = index.values[base] if base != NONE else NOT_KEPT
            name = statics.rows[callee][3] or ""
            if (
                type(receiver) in effects.MUTATORS
                or type(receiver) in ATOMIC
                or type(receiver) in CONTAINERS
            ):
                yield from self._method(event, run, site, receiver, name)
                return
            if not isinstance(receiver, NotKept):
                value = NOT_KEPT
                yield id(receiver), Write(event, effects.ANY)
        if not effects.is_pure(value):
            yield from self._handed(event, run, site, value)
        else:
            yield from self._iterators(event, run, site)

    def _method(
        self, event: int, run: Run, site: int, receiver: Any, name: str
    ) -> Iterator[tuple[int, Write]]:
        kind = type(receiver)
        if type(receiver) is ModuleType:
            function = vars(receiver).get(name, NOT_KEPT)
            if not effects.is_pure(function):
                yield from self._handed(event, run, site, function)
            return
        what = effects.MUTATORS.get(kind, {}).get(name)
        if kind is type or what is None:
            if kind is type:
                yield from self._handed(event, run, site, NOT_KEPT)
            else:
                yield from self._iterators(event, run, site)
            return
        yield from self._iterators(event, run, site)
        key: Any = ALL
        args = self._arguments(event, run, site)
        if kind is dict and what == effects.SET and args:
            key = place(self.index.values[args[0]])
        yield id(receiver), Write(event, what, key)

    def _arguments(self, event: int, run: Run, site: int) -> list[int]:
        parts = run.statics.operands(site)[1:]
        found = (self.index.latest(run, p, event) for p in parts)
        return [e for e in found if e != NONE]

    def _handed(
        self, event: int, run: Run, site: int, function: Any
    ) -> Iterator[tuple[int, Write]]:
        """A function we know nothing of may change what it is handed."""
        setter = function is setattr or function is delattr
        args = self._arguments(event, run, site)
        if setter and len(args) > 1 and type(self.index.values[args[1]]) is str:
            name = self.index.values[args[1]]
            yield id(self.index.values[args[0]]), Write(event, effects.SET, f".{name}", sure=True)
            return
        yield from self._iterators(event, run, site)
        for argument in args:
            value = self.index.values[argument]
            fixed = (NotKept, tuple, frozenset, type, *GENERATORS, CoroutineType)
            if type(value) not in ATOMIC and not isinstance(value, fixed):
                yield id(value), Write(event, effects.ANY)

    def _iterators(self, event: int, run: Run, site: int) -> Iterator[tuple[int, Write]]:
        """Iterators are moved; a bound method that is handed on may be called."""
        for argument in self._arguments(event, run, site):
            value = self.index.values[argument]
            if is_iterator(value):
                yield id(value), Write(event, effects.ANY)
            elif type(value) is BuiltinMethodType and type(value.__self__) in effects.MUTATORS:
                yield id(value.__self__), Write(event, effects.ANY)


def is_iterator(value: Any) -> bool:
    """Does reading this object move it? Generators that are recorded tell that themselves."""
    kind = type(value)
    if kind in ATOMIC | CONTAINERS | GENERATORS or isinstance(value, NotKept):
        return False
    return kind.__name__.endswith("_iterator") or (
        kind.__module__ in {"builtins", "itertools"} and hasattr(kind, "__next__")
    )


@remembered
def writing_steps(statics: Statics) -> frozenset[int]:
    """Return the steps of a module that may write to an object."""
    steps = set()
    for site, row in enumerate(statics.rows):
        if row[0] == "Call":
            steps.add(site << 2)
        elif (row[0] in {"Attribute", "Subscript"} and not row[8]) or row[0] == "AugAssign":
            steps.add(site << 2 | Action.STORE)
        elif row[0] in _LOOPS:
            steps.add(site << 2 | Action.TAKE)
    return frozenset(steps)
