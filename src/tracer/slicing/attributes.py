"""What an attribute depends on: its last store, in the object or a class of it, or the method that computed it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from tracer.frames import NOT_KEPT, NotKept
from tracer.slicing.calls import Calls
from tracer.slicing.containers import Use
from tracer.slicing.effects import ATOMIC
from tracer.slicing.heap import Heap
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.places import Places


class Attributes:
    """Answers what loads of attributes used."""

    def __init__(self, index: Index, places: Places, calls: Calls, heap: Heap) -> None:
        self.index, self.places, self.calls, self.heap = index, places, calls, heap

    def load(self, event: int, run: Run, site: int) -> list[Use]:
        """Return what the load of an attribute used."""
        statics, index = run.statics, self.index
        base = self.calls.operand(event, statics.children[site][0])
        if base == NONE:
            return []
        found: list[Use] = [(base, None), *self.calls.results.gave(event)]
        value, name = index.values[base], statics.rows[site][3]
        if isinstance(value, NotKept) or event in index.entered:
            return found
        if (
            statics.role(site) == "func"
            and index.values[event] is NOT_KEPT
            and self._is_method(value, name)
        ):
            return found
        reads = self.heap.read(value, f".{name}", event) if type(value) not in ATOMIC else []
        stored = any(part is None and self._sets(e) for e, part in reads)
        computed = self._computed.get((id(value), name or ""), NONE)
        if not stored and NONE < computed < event:
            return [*found, (computed, None)]
        if not stored:
            of_class = self.of_class(value, name, event)
            if of_class:
                return [*found, *reads[: len(reads) * any(p is None for _, p in reads)], *of_class]
        return [*found, *reads]

    def _sets(self, event: int) -> bool:
        """Did a write surely store an attribute? `del` does not, nor does handing the object to other code."""
        run, site = self.index.run_of(event), self.index.site(event)
        if run.statics.node(site) == "Call":
            return self.calls.function(event) is setattr
        target = run.statics.children[site][0] if run.statics.node(site) == "AugAssign" else site
        stores = run.statics.node(target) == "Attribute"
        return stores and run.statics.node(run.statics.parent(site)) != "Delete"

    def place(self, value: Any, name: str, before: int) -> list[Use]:
        """Return what an attribute of an object was made from, its own or its class's."""
        reads = self.heap.read(value, f".{name}", before)
        if any(part is None and self._sets(e) for e, part in reads):
            return reads
        return [*reads, *self.of_class(value, name, before)]

    def stored(self, value: Any, name: str | None, before: int) -> bool:
        """Has recorded code stored this attribute of an object or its class before?"""
        reads = self.heap.read(value, f".{name}", before) if type(value) not in ATOMIC else []
        sure = any(part is None and self._sets(e) for e, part in reads)
        return sure or bool(self.of_class(value, name, before))

    def _is_method(self, value: Any, name: str | None) -> bool:
        if isinstance(value, type):
            return False
        found = next(
            (vars(k)[name] for k in type(value).__mro__ if name is not None and name in vars(k)),
            None,
        )
        return callable(found) or isinstance(found, (classmethod, staticmethod))

    def of_class(self, value: Any, name: str | None, before: int) -> list[Use]:
        """The attribute's latest store in a class of the object: from outside, or in the class body."""
        classes = (
            type.mro(value)
            if isinstance(value, type) and type(value) is type
            else type(value).__mro__
        )
        for kind in classes:
            written = [u for u in self.heap.read(kind, f".{name}", before) if u[1] is None]
            if written:
                return written
            body = self._class_body(kind)
            if body is not None:
                binding = body.statics.resolve(name or "", body.site)
                if binding.function == body.site:
                    store = self.places.store(body, binding, before)
                    if store != NONE:
                        return [(store, None)]
        return []

    def _class_body(self, kind: type) -> Run | None:
        event = (
            self.heap.origin(kind) if type(kind) is not type else self._classes.get(id(kind), NONE)
        )
        for frame, _ in self.index.entered.get(event, ()):
            run = self.index.runs[frame]
            if run.statics.node(run.site) == "ClassDef":
                return run
        return None

    @cached_property
    def _classes(self) -> dict[int, int]:
        """The events that made classes."""
        return {
            id(self.index.values[run.entry]): run.entry
            for run in self.index.runs
            if run.statics.node(run.site) == "ClassDef" and run.entry != NONE
        }

    @cached_property
    def _computed(self) -> dict[tuple[int, str], int]:
        """The attribute loads that ran a method: what a cached property gave first."""
        found: dict[tuple[int, str], int] = {}
        for event in sorted(self.index.entered):
            run, site = self.index.run_of(event), self.index.site(event)
            if run.statics.node(site) == "Attribute":
                base = self.calls.operand(event, run.statics.children[site][0])
                if base != NONE:
                    found.setdefault(
                        (id(self.index.values[base]), run.statics.rows[site][3] or ""), event
                    )
        return found
