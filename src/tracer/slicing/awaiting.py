"""What recorded coroutines and functions gave to code that is not recorded, which hands it on: tasks, futures, executors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from types import FunctionType, GeneratorType, MethodType, ModuleType, NoneType
from typing import Any

from tracer.codes import runs
from tracer.frames import NotKept
from tracer.slicing.call_sites import callee_name
from tracer.slicing.containers import Use
from tracer.slicing.coroutines import is_coroutine
from tracer.slicing.effects import CONTAINERS
from tracer.slicing.index import NONE, Run
from tracer.slicing.readers import Readers
from tracer.standins import NotSaved, RunsSite

MAX_WALKED = 20_000
"""Events looked at for what is behind one awaitable; where there are more, every coroutine counts."""

_PLAIN: frozenset[type] = frozenset({int, float, complex, bool, str, bytes, NoneType, ModuleType})
"""Types of values that lead to no coroutine."""

_STARTING = frozenset({"submit", "run_in_executor", "create_task"})
"""Methods that start what they are handed, and nothing else."""

_LIBRARIES = ("asyncio", "_asyncio", "concurrent.futures")
_FUNCTIONS = (FunctionType, MethodType, partial, RunsSite)


class Awaiting:
    """Answers what stands behind awaitables and futures. `uses` says what any event used."""

    def __init__(self, ask: Readers, uses: Callable[[int, Any], list[Use]]) -> None:
        self.index, self.calls, self.heap = ask.index, ask.calls, ask.heap
        self.containers, self._uses = ask.containers, uses
        self._known: dict[Use, tuple[list[int], list[int]]] = {}
        self._kinds: dict[type, bool] = {}
        self._walks = False

    def of_call(self, event: int, run: Run, site: int, found: list[Use]) -> Iterator[Use]:
        """Iterate over what a call that is not recorded may have taken from behind what it used (`found`)."""
        if not self._concerns(found):
            return
        values = self.index.values
        handed = self._handed(event, run, site)
        yield from self.behind([e for e in handed if self.is_pending(values[e])], event)
        receiver = self._receiver(event, run, site)
        on_container = receiver != NONE and type(values[receiver]) in CONTAINERS
        if on_container or self.calls.function(event) is len:
            return
        for each in handed:
            if type(values[each]) in CONTAINERS and any(map(self.is_pending, values[each])):
                yield from self._behind(self.containers.contents(each, event), event)

    def of_store(self, event: int, run: Run, found: list[Use]) -> Iterator[Use]:
        """Iterate over what a turn of a loop or a target was given from behind what is gone over (in `found`)."""
        values = self.index.values
        sources = [e for e, _ in found]
        if run.statics.node(run.site) == "GeneratorExp" and not found and self._any_pending:
            made = self.index.across(run.statics, run.site, NONE, event)
            sources = [e for each in made for e in self.calls.operands(each)]
        elif not self._concerns(found):
            return
        if not self.is_pending(values[event]):
            yield from self.behind(
                [e for e in sources if e != NONE and self.is_pending(values[e])], event
            )

    def of_spread(self, event: int, run: Run, site: int) -> Iterator[Use]:
        """Iterate over what `*` in a display took from behind what it went over."""
        statics = run.statics
        stars = (c for c in statics.children[site] if statics.node(c) == "Starred")
        spread = (self.calls.operand(event, p) for c in stars for p in statics.operands(c))
        values = self.index.values
        yield from self.behind(
            [e for e in spread if e != NONE and self.is_pending(values[e])], event
        )

    def _concerns(self, found: list[Use]) -> bool:
        """Is there anything pending among these, as far as types tell at once, or a container that may hold some?"""
        values = self.index.values
        for event, _ in found:
            kind = NoneType if event == NONE else type(values[event])
            if kind not in self._kinds:
                self._kinds[kind] = kind is GeneratorType or _hands_on(kind)
            if self._kinds[kind] or (kind in CONTAINERS and self._any_pending):
                return True
        return False

    @cached_property
    def _any_pending(self) -> bool:
        return any(map(_hands_on, self.heap.kinds))

    def behind(self, sources: list[int], before: int) -> Iterator[Use]:
        """Iterate over what was returned, before an event, by what may have given its result to some values.

        Objects that were handed over beside it may have been written until then: what they held counts too.
        """
        return self._behind([(source, None) for source in sources], before)

    def _behind(self, sources: list[Use], before: int) -> Iterator[Use]:
        if self._walks:  # whoever walks goes on by itself
            return
        for source in sources:
            if source not in self._known:
                self._walks = True
                try:
                    self._known[source] = self._walked(source)
                finally:
                    self._walks = False
            results, handed = self._known[source]
            yield from ((e, None) for e in results if e < before)
            for each in handed:
                yield from self.containers.contents(each, before)

    def _walked(self, source: Use) -> tuple[list[int], list[int]]:
        """Return the results of what is behind a value, and the values that calls which made it were handed."""
        values, todo, seen = self.index.values, [source], set[Use]()
        results: dict[int, None] = {}
        handed: dict[int, None] = {}
        while todo:
            use = todo.pop()
            used = use[0]
            if use in seen or used == NONE or type(values[used]) in _PLAIN:
                continue
            seen.add(use)
            if len(seen) > MAX_WALKED:
                return list(self._all_results()), list(handed)
            value = values[used]
            frames = (
                self.calls.generators.coroutines.frames_of(value) if is_coroutine(value) else ()
            )
            if frames:
                gave = [e for run in frames for e in self._results(run)]
                results.update(dict.fromkeys(gave))
                todo += self._leading_on(gave)
                continue
            if self.is_pending(value):
                todo.append((self.heap.origin(value), None))
                run, site = self.index.run_of(used), self.index.site(used)
                parts = self._handed(used, run, site)
                skipped = self._starter(used, run, site)
                handed.update(dict.fromkeys(p for p in parts if p != skipped))
                for part in parts:
                    gave = list(self._of_function(part))
                    results.update(dict.fromkeys(gave))
                    todo += self._leading_on(gave)
            todo += self._uses(*use)
        return list(results), list(handed)

    def _leading_on(self, results: list[int]) -> list[Use]:
        """Results behind which there may be more: pending themselves, or containers."""
        values = self.index.values
        known = [(e, values[e]) for e in results]
        return [(e, None) for e, v in known if type(v) in CONTAINERS or self.is_pending(v)]

    def _receiver(self, event: int, run: Run, site: int) -> int:
        """The object whose method a call calls, or NONE."""
        callee = run.statics.children[site][0]
        if run.statics.node(callee) != "Attribute":
            return NONE
        return self.calls.operand(event, run.statics.children[callee][0])

    def _starter(self, event: int, run: Run, site: int) -> int:
        """The loop, pool or group that just starts what it is handed, or NONE: what else it runs says nothing of that."""
        starts = run.statics.node(site) == "Call" and callee_name(run.statics, site) in _STARTING
        return self._receiver(event, run, site) if starts else NONE

    def _handed(self, event: int, run: Run, site: int) -> list[int]:
        """The arguments of a call that is not recorded, and the object whose method it is."""
        if run.statics.node(site) != "Call" or self.calls.direct(event):
            return []
        found = [*self.calls.operands(event), self._receiver(event, run, site)]
        return [e for e in found if e != NONE and not isinstance(self.index.values[e], NotKept)]

    def _of_function(self, function: int) -> Iterator[int]:
        """What a function that a call was handed returned wherever no recorded call entered it."""
        value = self.index.values[function]
        if not isinstance(value, _FUNCTIONS):
            return
        for each in self.index.runs:
            own = runs(value, each.statics.table, each.site)
            if own and (each.place, 0) not in self.calls.direct(each.entry):
                yield from self._results(each)

    def _results(self, run: Run) -> Iterator[int]:
        return self.calls.results.of((run.place, len(run.starts) - 1))

    def _all_results(self) -> Iterator[int]:
        for run in self.index.runs:
            if run.statics.node(run.site) == "AsyncFunctionDef" or run.entry == NONE:
                yield from self._results(run)

    def is_pending(self, value: Any) -> bool:
        """May this object hand on what some coroutine or function gives: an awaitable, a future, what goes over such?"""
        if type(value) is GeneratorType:
            return value.gi_code.co_filename not in self._files
        return _hands_on(type(value))

    @cached_property
    def _files(self) -> frozenset[str]:
        return frozenset(run.statics.table.file for run in self.index.runs)


def _hands_on(kind: type) -> bool:
    """May objects of this type? In a loaded run types have their names only."""
    if kind.__module__.startswith(_LIBRARIES):
        return True
    if issubclass(kind, NotSaved):
        of_library = kind.__qualname__ == "generator" and not issubclass(kind, RunsSite)
        return kind.__module__ == "builtins" and (kind.__qualname__ == "coroutine" or of_library)
    return any("__await__" in vars(k) or "add_done_callback" in vars(k) for k in kind.__mro__)
