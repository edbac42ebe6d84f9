"""Calls: what they entered, which argument became which formal, and what an activation gave."""

from __future__ import annotations

import builtins
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from types import AsyncGeneratorType, CoroutineType, FunctionType, GeneratorType, MethodType
from typing import Any

from rewriters.templates import Action
from tracer.frames import NOT_KEPT
from tracer.runtime import async_generator, generator
from tracer.slicing.controls import exits
from tracer.slicing.effects import ATOMIC, CONTAINERS, GENERATORS
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.places import Places
from tracer.slicing.statics import FUNCTIONS, Statics, remembered

_MADE_BY = frozenset({"__init__", "__new__", "__call__", "__post_init__"})
_YIELDS = frozenset({"Yield", "YieldFrom"})
_CODE: Mapping[type, Callable[[Any], Any]] = {
    GeneratorType: attrgetter("gi_code"),
    CoroutineType: attrgetter("cr_code"),
    AsyncGeneratorType: attrgetter("ag_code"),
    generator: attrgetter("code"),
    async_generator: attrgetter("code"),
}
_RETURNS = frozenset({"Return"})


class Calls:
    """Answers questions about the events that entered frames."""

    def __init__(self, index: Index, places: Places) -> None:
        self.index, self.places = index, places
        self._makers: dict[int, int] = {}

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
        entered = index.entered.get(event)
        if not entered:
            return []
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
            return function[3] in _MADE_BY
        if value is NOT_KEPT or statics.rows[callee_site][0] == "Attribute":
            return name == function[3] or (
                value is NOT_KEPT and statics.rows[callee_site][0] != "Attribute"
            )
        outer = entered.statics.rows[function[2]]
        return function[3] == "__call__" or name in {
            function[3],
            outer[3] if function[3] in _MADE_BY else None,
        }

    # ------------------------------------------------------------------ arguments

    def argument(self, event: int, formal: int | None = None) -> tuple[list[int], bool]:
        """Return the events that a formal got its value from, and whether what they contain matters too.

        `formal`: its site, where not the event itself but a load tells its value.

        None at all: the frame was entered by code that is not recorded.
        """
        index = self.index
        run = index.run_of(event)
        formal = index.site(event) if formal is None else formal
        entry = run.entered_by[run.activation(event)]
        if entry == NONE:
            maker = self.maker(run)
            if maker == NONE:
                return [], False
            return self._bound(event, formal, run, maker, index.run_of(maker))
        caller = index.run_of(entry)
        site = index.site(entry)
        if caller.statics.node(site) == "Call" and (run.place, 0) in self.direct(entry):
            return self._bound(event, formal, run, entry, caller)
        maker = self.maker(run)
        if maker != NONE:
            return self._bound(event, formal, run, maker, index.run_of(maker))
        candidates = self.parts(entry)
        callee = caller.statics.children[site][:1] if caller.statics.node(site) == "Call" else ()
        base = self._base(entry, caller, callee[0]) if callee else None
        candidates += [] if base is None else [base]
        name = run.statics.rows[formal][3] or ""
        candidates += self.default(event, run, name)
        found = self._same(event, candidates)
        return found, found == candidates and caller.statics.node(site) == "Call"

    def maker(self, run: Run) -> int:
        """Return the call that made the generator or coroutine whose frame this is, or NONE."""
        if run.place not in self._makers:
            self._makers[run.place] = self._find_maker(run)
        return self._makers[run.place]

    def _find_maker(self, run: Run) -> int:
        index, name = self.index, run.statics.rows[run.site][3]
        entry = run.entry
        if run.statics.node(run.site) not in FUNCTIONS:
            return NONE
        if entry == NONE:  # it gave nothing, so that no event is known to have entered it
            alike = (
                e
                for e in self._made.values()
                if e < run.starts[0] and type(index.values[e]) in GENERATORS
            )
            return max((e for e in alike if _runs(index.values[e], name)), default=NONE)
        for operand in self.parts(entry):
            if _runs(index.values[operand], name):
                return self._made.get(id(index.values[operand]), NONE)
        return self._tasks.get(run.place, NONE)

    @cached_property
    def _tasks(self) -> dict[int, int]:
        """The calls behind coroutines that an event loop runs: of one function they begin in the order they were made."""
        found: dict[int, int] = {}
        taken: set[int] = set()
        for run in self.index.runs:
            if run.statics.node(run.site) != "AsyncFunctionDef" or run.entry == NONE:
                continue
            name, start = run.statics.rows[run.site][3], run.starts[0]
            awaited = (e for e in self.parts(run.entry) if _runs(self.index.values[e], name))
            made = self._made.get(id(self.index.values[next(awaited, 0)]), NONE)
            if made == NONE:
                fitting = (
                    e
                    for e in self._made.values()
                    if e < start and e not in taken and _runs(self.index.values[e], name)
                )
                made = next(fitting, NONE)
            taken.add(made)
            found[run.place] = made
        return found

    def made_by(self, event: int) -> list[tuple[int, int]]:
        """Return the last activation of the frame of the coroutine that an event had."""
        made = self._made.get(id(self.index.values[event]), NONE)
        for run in self.index.runs:
            if run.statics.node(run.site) == "AsyncFunctionDef" and self.maker(run) == made:
                return [(run.place, len(run.starts) - 1)]
        return []

    def delegating(self, value: object, before: int) -> Iterator[int]:
        """Iterate over what a generator has given on with `yield from` before an event."""
        run = self.frame_of(value)
        if run is not None:
            for site in self._yields(run.statics, run.site):
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
            if run.statics.node(run.site) == "FunctionDef" and self._yields(run.statics, run.site):
                found[self.maker(run)] = run
        found.pop(NONE, None)
        return found

    @cached_property
    def _made(self) -> dict[int, int]:
        """The first event that had each generator and coroutine."""
        found: dict[int, int] = {}
        for event, value in enumerate(self.index.values):
            if type(value) in _CODE:
                found.setdefault(id(value), event)
        return found

    def gathered(self, event: int) -> dict[Any, int] | None:
        """Return what `*args` or `**kwargs` gathered, by place; None where a star makes that unknown."""
        index = self.index
        run, formal = index.run_of(event), index.site(event)
        entry = run.entry
        role = run.statics.role(formal)
        if entry == NONE or index.run_of(entry).statics.node(index.site(entry)) != "Call":
            return None
        if (run.place, 0) not in self.direct(entry):
            return None
        caller = index.run_of(entry)
        statics, call = caller.statics, index.site(entry)
        args = [c for c in statics.children[call] if statics.role(c) == "args"]
        names = statics.keywords(call)
        given: list[tuple[Any, int]]
        if role == "kwarg":
            if None in names:
                return None
            taken = {n for _, n, _ in run.statics.formals(run.site)}
            keywords = [c for c in statics.children[call] if statics.role(c) == "keywords"]
            given = [
                (("key", n), c) for n, c in zip(names, keywords, strict=True) if n not in taken
            ]
        else:
            if any(statics.node(a) == "Starred" for a in args):
                return None
            positional = [
                f for f, _, r in run.statics.formals(run.site) if r in {"posonlyargs", "args"}
            ]
            shift = 0 if self._receiver(event, run, entry, caller) is None else 1
            given = [(("key", n), c) for n, c in enumerate(args[max(0, len(positional) - shift) :])]
        return {k: index.latest(caller, c, entry) for k, c in given}

    def spread(self, event: int) -> tuple[int, Any] | None:
        """Return the star's operand, and the place in it, that a formal got its value from."""
        index = self.index
        run, formal = index.run_of(event), index.site(event)
        entry, role = run.entry, run.statics.role(formal)
        if entry == NONE or role in {"vararg", "kwarg"}:
            return None
        caller = index.run_of(entry)
        statics, call = caller.statics, index.site(entry)
        if statics.node(call) != "Call" or written(statics, call).plain:
            return None
        if (run.place, 0) not in self.direct(entry):
            return None
        args = [c for c in statics.children[call] if statics.role(c) == "args"]
        stars = [n for n, a in enumerate(args) if statics.node(a) == "Starred"]
        names = statics.keywords(call)
        receiver = self._receiver(event, run, entry, caller)
        positional = [
            f for f, _, r in run.statics.formals(run.site) if r in {"posonlyargs", "args"}
        ]
        if receiver is not None and positional[:1] == [formal]:
            return None
        place = positional.index(formal) - (receiver is not None) if formal in positional else -1
        if len(stars) == 1 and place >= stars[0] and not names:
            source = index.latest(caller, statics.operands(args[stars[0]])[0], entry)
            value: Any = index.values[source] if source != NONE else None
            number = place - stars[0]
            inside = type(value) in {list, tuple} and number < len(value)
            return (source, ("key", number)) if inside else None
        name = run.statics.rows[formal][3]
        if names == (None,) and not stars and not 0 <= place < len(args):
            keywords = [c for c in statics.children[call] if statics.role(c) == "keywords"]
            source = index.latest(caller, keywords[0], entry)
            value = index.values[source] if source != NONE else None
            return (source, ("key", name)) if type(value) is dict and name in value else None
        return None

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

    def _same(self, event: int, candidates: list[int]) -> list[int]:
        """Of several operands the one that is the very object, if there is one."""
        value = self.index.values[event]
        same = [e for e in candidates if self.index.values[e] is value]
        return same[-1:] or candidates

    def _bound(
        self, event: int, formal: int, run: Run, entry: int, caller: Run
    ) -> tuple[list[int], bool]:
        """A formal of the function that a call names: by place, by name, from a star or its default."""
        call = written(caller.statics, self.index.site(entry))
        args, keywords, names = call.args, call.keywords, call.names
        place, site_name, role = places_of_formals(run.statics, run.site)[formal]
        positional = positional_formals(run.statics, run.site)
        receiver = self._receiver(event, run, entry, caller)
        if receiver is not None and place == 0:
            return receiver, False
        shift = 0 if receiver is None else 1
        if role == "vararg":
            given = args[max(0, len(positional) - shift) :]
            return self._values(entry, caller, given)
        if role == "kwarg":
            taken = {n for _, n, _ in run.statics.formals(run.site)}
            given = tuple(k for k, n in zip(keywords, names, strict=False) if n not in taken)
            return self._values(entry, caller, given)
        if place != NONE:
            place -= shift
            if call.star is not None and place >= call.star:
                found, _ = self._values(entry, caller, args[call.star :])
                return found, True
            if 0 <= place < len(args):
                return self._values(entry, caller, args[place : place + 1])
        if site_name in names:
            number = names.index(site_name)
            return self._values(entry, caller, keywords[number : number + 1])
        default = self.default(event, run, site_name)
        if None in names:
            given = tuple(k for k, n in zip(keywords, names, strict=True) if n is None)
            found, _ = self._values(entry, caller, given)
            return [*found, *default], True
        return default, False

    def default(self, event: int, run: Run, name: str) -> list[int]:
        """Return the evaluation of a formal's default, if it was recorded."""
        site = run.statics.default(run.site, name)
        if site is None:
            return []
        made = self.places.last(run.statics, site << 2, event)
        return [] if made == NONE else [made]

    def _values(self, entry: int, caller: Run, sites: tuple[int, ...]) -> tuple[list[int], bool]:
        statics, found, stars = caller.statics, [], False
        for site in sites:
            stars |= statics.node(site) == "Starred"
            for part in statics.operands(site) if statics.node(site) == "Starred" else (site,):
                event = self.index.latest(caller, part, entry)
                if event != NONE:
                    found.append(event)
        return found, stars

    def _receiver(self, event: int, run: Run, entry: int, caller: Run) -> list[int] | None:
        """Return where the first formal came from where no argument was written for it, else None."""
        statics, index = caller.statics, self.index
        row = run.statics.rows[run.site]
        if row[0] != "Lambda" and run.statics.node(row[2]) != "ClassDef":
            callee = statics.children[index.site(entry)][0]
            if statics.node(callee) != "Attribute":
                return None
        if run.statics.node(row[2]) != "ClassDef" and row[0] != "Lambda":
            # A function that was made a method by assignment looks like any other.
            first = self._first_formal(event, run)
            base = self._base(entry, caller, callee)
            if base is None or first is NOT_KEPT or index.values[base] is not first:
                return None
            return [base] if type(first) not in ATOMIC else None
        if row[0] == "Lambda":
            return None
        callee = statics.children[index.site(entry)][0]
        called = index.latest(caller, callee, entry)
        value = index.values[called] if called != NONE else NOT_KEPT
        if isinstance(value, type) or (row[3] in _MADE_BY and statics.node(callee) == "Name"):
            return [called] if called != NONE else []
        decorators = {
            run.statics.rows[c][3]
            for c in run.statics.children[run.site]
            if run.statics.role(c) == "decorator_list"
        }
        if "staticmethod" in decorators:
            return None
        base = self._base(entry, caller, callee)
        if base is not None:
            of_class = isinstance(index.values[base], type) and "classmethod" not in decorators
            if of_class and index.values[base] is not self._first_formal(event, run):
                return None
            return [base]
        if statics.node(callee) == "Attribute":  # super().method()
            return [called] if called != NONE else []
        return [called] if called != NONE else None

    def _base(self, entry: int, caller: Run, callee: int) -> int | None:
        if caller.statics.node(callee) != "Attribute":
            return None
        event = self.index.latest(caller, caller.statics.children[callee][0], entry)
        return None if event == NONE else event

    def _first_formal(self, event: int, run: Run) -> object:
        formals = run.statics.formals(run.site)
        if not formals:
            return NOT_KEPT
        first = self.index.latest(run, formals[0][0], event + 1)
        return NOT_KEPT if first == NONE else self.index.values[first]

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

    # ------------------------------------------------------------------ results

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

    def gave(self, event: int) -> Iterator[tuple[int, None]]:
        """Iterate over the results of all that an event entered, as what it used."""
        for activation in self.index.entered.get(event, ()):
            for result in self.results(activation):
                yield result, None

    def results(self, activation: tuple[int, int]) -> Iterator[int]:
        """Iterate over the events that say what an activation gave: what it returned or yielded."""
        run = self.index.runs[activation[0]]
        start, end = run.starts[activation[1]], run.ends[activation[1]]
        end = len(self.index) if end == NONE else end
        own = self._last_event(run, start, end)
        if own == NONE:
            return
        statics = run.statics
        if statics.node(run.site) in {"Lambda", "GeneratorExp"}:
            role = "body" if statics.node(run.site) == "Lambda" else "elt"
            part = statics.child(run.site, role)
            value = NONE if part is None else self.index.latest(run, part, end, start - 1)
            yield value if value != NONE else own
            return
        returned = self._return(run, start, end)
        if returned != NONE:
            yield returned
            return
        yields = self._yields(statics, run.site)
        if (
            own in self.index.errors
            or statics.node(statics.parent(self.index.site(own))) in _YIELDS
        ):
            yield own
        yield from self._yielding(run, yields, start, end)
        # Nothing was returned: every test that could have returned something else decided that.
        for child in statics.children[run.site]:
            if statics.role(child) == "body":
                for site in exits(statics, child, _RETURNS):
                    decided = self.index.latest(run, site, end, start - 1)
                    if decided != NONE:
                        yield decided

    def _yields(self, statics: Statics, function: int) -> tuple[int, ...]:
        return yields(statics, function)

    def _yielding(self, run: Run, sites: tuple[int, ...], start: int, end: int) -> Iterator[int]:
        """What decided that the generator yielded, or went past a `yield`."""
        statics, seen = run.statics, set[int]()
        for yielding in sites:
            site = yielding
            if statics.node(site) == "YieldFrom":
                yield from self.index.between(run, site, start - 1, end)
            while site != run.site:
                site = statics.parent(site)
                node = statics.node(site)
                part = statics.child(site, "iter") if node in {"For", "AsyncFor"} else site
                if part is None or site in seen or node not in {"If", "While", "For", "AsyncFor"}:
                    continue
                seen.add(site)
                if part != site:
                    source = self.index.latest(run, part, end)
                    yield from (source,) if source != NONE else ()
                yield from self.index.between(run, site, start - 1, end)

    def _return(self, run: Run, start: int, end: int) -> int:
        events, index = run.events, self.index
        for place in range(len(events) - 1, -1, -1):
            event = events[place]
            if event >= end:
                continue
            if event < start:
                return NONE
            node = run.statics.node(index.site(event))
            if node == "Return" and event not in index.errors:
                return event
            if place < len(events) - 200:
                return NONE
        return NONE

    def _last_event(self, run: Run, start: int, end: int) -> int:
        place = bisect_left(run.events, end) - 1
        return run.events[place] if place >= 0 and run.events[place] >= start else NONE


@remembered
def chooser_of(statics: Statics, site: int) -> int | None:
    """Return the expression that chooses which function a call enters, None where the source says which."""
    if statics.node(site) != "Call" or statics.table.entries.get(site) == 1:
        return None
    callee = statics.children[site][0]
    if statics.node(callee) == "Name" and not statics.binding(callee).function:
        return None
    return statics.children[callee][0] if statics.node(callee) == "Attribute" else callee


@dataclass(frozen=True, slots=True)
class Written:
    """A call as it is written: its arguments, and where the first star stands."""

    args: tuple[int, ...]
    keywords: tuple[int, ...]
    names: tuple[str | None, ...]
    star: int | None

    @property
    def plain(self) -> bool:
        """Is it without `*` and `**`?"""
        return self.star is None and None not in self.names


@remembered
def written(statics: Statics, call: int) -> Written:
    """Return how a call is written."""
    children = statics.children[call]
    args = tuple(c for c in children if statics.role(c) == "args")
    keywords = tuple(c for c in children if statics.role(c) == "keywords")
    star = next((n for n, a in enumerate(args) if statics.node(a) == "Starred"), None)
    return Written(args, keywords, statics.keywords(call) if keywords else (), star)


@remembered
def positional_formals(statics: Statics, function: int) -> tuple[int, ...]:
    """Return the formals that arguments fill by place."""
    return tuple(f for f, _, r in statics.formals(function) if r in {"posonlyargs", "args"})


@remembered
def places_of_formals(statics: Statics, function: int) -> dict[int, tuple[int, str, str]]:
    """Return for each formal which positional one it is, else NONE, its name and role."""
    positional = positional_formals(statics, function)
    return {
        f: (positional.index(f) if f in positional else NONE, name, role)
        for f, name, role in statics.formals(function)
    }


def _runs(value: Any, name: str | None) -> bool:
    """Is this a generator or coroutine of the function of that name?"""
    code = _CODE.get(type(value))
    return code is not None and code(value).co_name == name


@remembered
def yields(statics: Statics, function: int) -> tuple[int, ...]:
    """Return the places where a generator function yields."""
    return tuple(
        s
        for s, row in enumerate(statics.rows)
        if row[0] in {"Yield", "YieldFrom"} and statics.function(s) == function
    )
