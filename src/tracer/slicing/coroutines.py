"""Which call made the coroutine that a frame runs, also where an event loop began it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from types import AsyncGeneratorType, CoroutineType
from typing import Any

from tracer.codes import function_of, runs
from tracer.frames import NotKept
from tracer.letting_go import async_generator
from tracer.slicing.call_sites import callee_name, positional_formals, written
from tracer.slicing.index import NONE, Index, Run
from tracer.standins import RunsSite

_KINDS: frozenset[type] = frozenset({CoroutineType, AsyncGeneratorType, async_generator})
_SAVED = frozenset({"coroutine", "async_generator"})
_BY_VALUE: frozenset[type] = frozenset({int, float, complex, bool, str, bytes, type(None)})
_STARTING = frozenset({"create_task", "ensure_future", "run_coroutine_threadsafe", "gather"})
"""Functions that start the coroutines they are handed in the order in which they stand."""


class Coroutines:
    """Matches frames and coroutines. `parts` are the values an event works on, `made` the first events that had each.

    A frame that is entered by what awaits the coroutine itself is known to be its own. The others have the same
    function and were handed the very arguments of the frame; where they were made as they were started, the order says which.
    """

    def __init__(
        self, index: Index, parts: Callable[[int], list[int]], made: Callable[[], Mapping[int, int]]
    ) -> None:
        self.index, self._parts, self._made = index, parts, made

    def makers(self, run: Run) -> tuple[int, ...]:
        """Return the calls one of which made the coroutine of a frame."""
        return self._makers.get(run.place, ())

    def frames_of(self, value: Any) -> list[Run]:
        """Return the frames one of which is that of a coroutine; none where its function is not recorded."""
        return self._frames.get(self._made().get(id(value), NONE), [])

    @cached_property
    def _frames(self) -> dict[int, list[Run]]:
        found: dict[int, list[Run]] = {}
        for place, makers in self._makers.items():
            for maker in makers:
                found.setdefault(maker, []).append(self.index.runs[place])
        return found

    @cached_property
    def _makers(self) -> dict[int, tuple[int, ...]]:
        known: dict[int, int] = {}
        taken: set[int] = set()
        frames = [r for r in self.index.runs if r.statics.node(r.site) == "AsyncFunctionDef"]
        for run in frames:
            for event in self._awaited(run):
                if event not in taken:
                    known[run.place] = event
                    taken.add(event)
                    break
        alike = self._by_arguments(taken)
        found: dict[int, tuple[int, ...]] = {}
        for run in sorted(frames, key=lambda r: r.starts[0]):
            if run.place in known:
                found[run.place] = (known[run.place],)
                continue
            fitting = [e for e in _fitting(alike, run, self._handed_in(run)) if e < run.starts[0]]
            first = next((e for e in fitting if e not in taken), NONE)
            if first != NONE and all(map(self._starts_in_order, fitting)):
                taken.add(first)
                fitting = [first]
            found[run.place] = tuple(fitting)
        return found

    def _awaited(self, run: Run) -> Iterator[int]:
        """The coroutines of this function that the event which entered a frame worked on."""
        if run.entry == NONE:
            return
        for operand in self._parts(run.entry):
            value = self.index.values[operand]
            if is_coroutine(value) and runs(value, run.statics.table, run.site):
                yield self._made().get(id(value), operand)

    def _by_arguments(self, taken: set[int]) -> _Alike:
        """The other coroutines, in the order they were made, by their function and arguments (None: not known)."""
        tables = {s.table.file: s.table for s in {r.statics for r in self.index.runs}}
        found: _Alike = {}
        for event in sorted(self._made().values()):
            value = self.index.values[event]
            if event in taken or not is_coroutine(value):
                continue
            function = (
                (value.file, value.site)
                if isinstance(value, RunsSite)
                else function_of(value, tables)
            )
            if function is not None:
                found.setdefault(function, {}).setdefault(self._arguments(event), []).append(event)
        return found

    def _arguments(self, event: int) -> _Given:
        """The arguments of a call, None where they are not all written by place."""
        run, site = self.index.run_of(event), self.index.site(event)
        if run.statics.node(site) != "Call":
            return None
        call = written(run.statics, site)
        given = [self.index.latest(run, a, event) for a in call.args]
        if call.keywords or not call.plain or NONE in given:
            return None
        return self._identities(given)

    def _handed_in(self, run: Run) -> _Given:
        """What the formals of a frame got, None where that is not known of all."""
        stored = [run.occurrences[~f][:1] for f in positional_formals(run.statics, run.site)]
        return self._identities([s[0] for s in stored]) if all(map(len, stored)) else None

    def _identities(self, events: list[int]) -> _Given:
        values = [self.index.values[e] for e in events]
        return None if any(isinstance(v, NotKept) for v in values) else tuple(map(identity, values))

    def _starts_in_order(self, event: int) -> bool:
        """Was this coroutine made where it is handed to what starts it?"""
        statics, site = self.index.run_of(event).statics, self.index.site(event)
        if statics.node(site) != "Call":
            return False
        parent = statics.parent(site)
        if statics.node(parent) in {"ListComp", "GeneratorExp"}:
            parent = statics.parent(parent)
            if statics.node(parent) != "Starred":
                return False
            parent = statics.parent(parent)
        return statics.node(parent) == "Call" and callee_name(statics, parent) in _STARTING


_Given = tuple[object, ...] | None
_Alike = dict[tuple[str, int], dict[_Given, list[int]]]


def identity(value: Any) -> object:
    """Return what is equal for one object at two events; constants are told by the source, so by what they equal."""
    return (type(value), value) if type(value) in _BY_VALUE else id(value)


def _fitting(alike: _Alike, run: Run, handed: _Given) -> list[int]:
    """Return the coroutines that a frame may run: those with its arguments or, of a method, with all but the first."""
    groups = alike.get((run.statics.table.file, run.site), {})
    keys = {handed, None if handed is None else handed[1:], None}
    found = sorted(e for k in keys for e in groups.get(k, ()))
    return found if found and handed is not None else sorted(e for g in groups.values() for e in g)


def is_coroutine(value: Any) -> bool:
    """Is this a coroutine or asynchronous generator, or what stands for one in a loaded run?"""
    return type(value) in _KINDS or (
        isinstance(value, RunsSite) and type(value).__qualname__ in _SAVED
    )
