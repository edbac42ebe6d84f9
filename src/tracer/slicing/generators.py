"""Generators: which call made each, and which frame it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from operator import attrgetter
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from typing import Any

from tracer.letting_go import async_generator, generator
from tracer.slicing.call_sites import yields
from tracer.slicing.coroutines import Coroutines, is_coroutine
from tracer.slicing.effects import GENERATORS
from tracer.slicing.index import NONE, Index, Run

_CODE: Mapping[type, Callable[[Any], Any]] = {
    GeneratorType: attrgetter("gi_code"),
    CoroutineType: attrgetter("cr_code"),
    AsyncGeneratorType: attrgetter("ag_code"),
    generator: attrgetter("code"),
    async_generator: attrgetter("code"),
}


class Generators:
    """Finds the calls and frames of generators. `parts` are the values that an event works on."""

    def __init__(self, index: Index, parts: Callable[[int], list[int]]) -> None:
        self.index, self._parts = index, parts
        self._makers: dict[int, int] = {}
        self.coroutines = Coroutines(index, parts, lambda: self._made)

    def maker(self, run: Run) -> int:
        """Return the call that made the generator whose frame this is, or NONE."""
        if run.place not in self._makers:
            self._makers[run.place] = self._find_maker(run)
        return self._makers[run.place]

    def _find_maker(self, run: Run) -> int:
        index, name = self.index, run.statics.rows[run.site][3]
        entry = run.entry
        if not yields(run.statics, run.site):
            return NONE
        if entry == NONE:  # it gave nothing, so that no event is known to have entered it
            alike = (
                e
                for e in self._made.values()
                if e < run.starts[0] and type(index.values[e]) in GENERATORS
            )
            return max((e for e in alike if _runs(index.values[e], name)), default=NONE)
        for operand in self._parts(entry):
            if _runs(index.values[operand], name):
                return self._made.get(id(index.values[operand]), NONE)
        return NONE

    def makers(self, run: Run) -> tuple[int, ...]:
        """Return the calls one of which made the generator or coroutine whose frame this is."""
        if run.statics.node(run.site) == "AsyncFunctionDef":
            return self.coroutines.makers(run)
        maker = self.maker(run)
        return () if maker == NONE else (maker,)

    def delegating(self, value: object, before: int) -> Iterator[int]:
        """Iterate over what a generator has given on with `yield from` before an event."""
        run = self.frame_of(value)
        if run is not None:
            for site in yields(run.statics, run.site):
                if run.statics.node(site) == "YieldFrom":
                    yield from self.index.between(run, run.statics.children[site][0], NONE, before)

    def frame_of(self, value: object) -> Run | None:
        """Return the frame of a generator, where it was recorded."""
        return self._generators.get(self._made.get(id(value), NONE))

    @cached_property
    def _generators(self) -> dict[int, Run]:
        """The frames of generators by the calls that made them."""
        found: dict[int, Run] = {}
        for run in self.index.runs:
            if run.statics.node(run.site) == "FunctionDef" and yields(run.statics, run.site):
                found[self.maker(run)] = run
        found.pop(NONE, None)
        return found

    @cached_property
    def _made(self) -> dict[int, int]:
        """The first event that had each generator and coroutine."""
        found: dict[int, int] = {}
        for event, value in self.index.given():
            if type(value) in _CODE or is_coroutine(value):
                found.setdefault(id(value), event)
        return found


def _runs(value: Any, name: str | None) -> bool:
    """Is this a generator or coroutine of the function of that name?"""
    code = _CODE.get(type(value))
    return code is not None and code(value).co_name == name
