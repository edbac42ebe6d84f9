"""Calls: their operands, the function each called, and what it entered."""

from __future__ import annotations

import builtins
from functools import cached_property
from types import FunctionType, MethodType
from typing import Any

from rewriters.templates import Action
from tracer.frames import NOT_KEPT
from tracer.slicing.arguments import Arguments
from tracer.slicing.call_sites import chooser_of
from tracer.slicing.effects import CONTAINERS
from tracer.slicing.generators import Generators
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.places import Places
from tracer.slicing.receivers import MADE_BY
from tracer.slicing.results import Results
from tracer.slicing.statics import Statics


class Calls:
    """Answers questions about the events that entered frames.

    `arguments`, `results` and `generators` answer those about what went in, what came out, and what is resumed.
    """

    def __init__(self, index: Index, places: Places) -> None:
        self.index, self.places = index, places
        self.generators = Generators(index, self.parts)
        self.arguments = Arguments(index, places, self, self.generators)
        self.results = Results(index)

    def operand(self, event: int, site: int) -> int:
        """Return the latest evaluation of a part of an event's expression, or NONE."""
        return self.index.latest(self.index.run_of(event), site, event)

    def function(self, event: int) -> Any:
        """Return the object that a call called, NOT_KEPT where it is not known; builtins are known by name."""
        index = self.index
        run, site = index.run_of(event), index.site(event)
        callee = run.statics.children[site][0]
        if run.statics.node(callee) == "Name":
            binding = run.statics.binding(callee)
            if not binding.function and not binding.stores:
                known = getattr(builtins, binding.name, NOT_KEPT)
                if known is not NOT_KEPT:
                    return known
        called = index.latest(run, callee, event)
        return index.values[called] if called != NONE else NOT_KEPT

    def operands(self, event: int) -> list[int]:
        """Return the events whose values an expression was made from; parts that were skipped this time are not among them."""
        index = self.index
        run, site = index.run_of(event), index.site(event)
        parts = run.statics.operands(site)
        if not parts:
            return []
        bound = NONE
        if run.statics.node(site) in {"BoolOp", "IfExp", "Compare"}:
            bound = index.latest(run, site, event)
        found = (index.latest(run, part, event, bound) for part in parts)
        return [e for e in found if e != NONE]

    def direct(self, event: int) -> list[tuple[int, int]]:
        """Return the activations of the function that a call names, as opposed to callbacks of untraced code."""
        index = self.index
        entered: list[tuple[int, int]] = index.entered.get(event, [])
        if not entered:
            return entered
        run, site = index.run_of(event), index.site(event)
        if run.statics.node(site) != "Call":
            return entered
        return [a for a in entered if self._names(event, run.statics, site, index.runs[a[0]])]

    def _names(self, event: int, statics: Statics, site: int, entered: Run) -> bool:
        function = entered.statics.rows[entered.site]
        if function[0] == "GeneratorExp":
            return False
        callee_site = statics.children[site][0]
        if statics.table.entries.get(site) == 1:
            return True
        value, name = self.function(event), statics.rows[callee_site][3]
        if type(value) is MethodType:
            value = value.__func__
        if type(value) is FunctionType:
            code = value.__code__
            same_file = entered.statics.table.file == code.co_filename
            return code.co_name == (function[3] or "<lambda>") and same_file
        if isinstance(value, type):
            return function[3] in MADE_BY
        if value is NOT_KEPT or statics.rows[callee_site][0] == "Attribute":
            return name == function[3] or (
                value is NOT_KEPT and statics.rows[callee_site][0] != "Attribute"
            )
        outer = entered.statics.rows[function[2]]
        return function[3] == "__call__" or name in {
            function[3],
            outer[3] if function[3] in MADE_BY else None,
        }

    def parts(self, event: int) -> list[int]:
        """Return the values that an operator, store or loop works on."""
        index = self.index
        run, site = index.run_of(event), index.site(event)
        statics = run.statics
        found = self.operands(event)
        if index.action(event) == Action.STORE and statics.node(site) != "AugAssign":
            parent = statics.parent(site)
            found += [
                e for c in statics.operands(parent) if (e := index.latest(run, c, event)) != NONE
            ]
        elif statics.node(site) == "AugAssign":
            target = statics.children[site][0]
            found += [
                e
                for c in (target, *statics.operands(target))
                if (e := index.latest(run, c, event)) != NONE
            ]
        return found

    def old(self, event: int, run: Run, site: int) -> int:
        """The value that `name op= …` began with: a load of its own, or the last store."""
        target = run.statics.children[site][0]
        before = self.index.latest(run, site, event)
        old = self.index.latest_step(run, target << 2, event, before)
        return old if old != NONE else self.places.store(run, run.statics.binding(target), event)

    @cached_property
    def choices(self) -> dict[int, int]:
        """The calls whose function was chosen when the program ran, in order, and the event that chose it."""
        found: dict[int, int] = {}
        for event in sorted(self.index.entered):
            run, site = self.index.run_of(event), self.index.site(event)
            chooser = chooser_of(run.statics, site)
            chosen = NONE if chooser is None else self.index.latest(run, chooser, event)
            if chosen != NONE:
                found[event] = chosen
        return found

    @cached_property
    def dynamic(self) -> list[tuple[int, int]]:
        """The same as pairs."""
        return list(self.choices.items())

    def told_by_methods(self, event: int, operand: int) -> bool:
        """Is this an object of a recorded class, one of whose methods the event entered?"""
        entered = self.index.entered.get(event)
        value = self.index.values[operand]
        if not entered or type(value) in CONTAINERS:
            return False
        for frame, _ in entered:
            run = self.index.runs[frame]
            formals = run.statics.formals(run.site)
            first = self.index.latest(run, formals[0][0], len(self.index)) if formals else NONE
            if first != NONE and self.index.values[first] is value:
                return True
        return False
