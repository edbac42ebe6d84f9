"""Calls: what they entered, which argument became which formal, and what an activation gave."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from rewriters.templates import Action
from tracer.frames import NOT_KEPT
from tracer.slicing.controls import exits
from tracer.slicing.effects import ATOMIC
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.places import Places
from tracer.slicing.statics import Statics

_MADE_BY = frozenset({"__init__", "__new__", "__call__", "__post_init__"})
_RETURNS = frozenset({"Return"})


class Calls:
    """Answers questions about the events that entered frames."""

    def __init__(self, index: Index, places: Places) -> None:
        self.index, self.places = index, places

    def operand(self, event: int, site: int) -> int:
        """Return the latest evaluation of a part of an event's expression, or NONE."""
        return self.index.latest(self.index.run_of(event), site, event)

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
        callee = self.operand(event, callee_site)
        value = self.index.values[callee] if callee != NONE else NOT_KEPT
        code = getattr(value, "__code__", None) if type(value) is not type else None
        if code is not None:
            return bool(
                code.co_name == (function[3] or "<lambda>")
                and entered.statics.table.file == code.co_filename
            )
        if isinstance(value, type):
            return function[3] in {"__init__", "__new__", "__call__", "__post_init__"}
        if statics.rows[callee_site][0] == "Attribute":
            return statics.rows[callee_site][3] == function[3]
        if value is NOT_KEPT:
            return True
        return function[3] == "__call__" or getattr(value, "__name__", None) == function[3]

    # ------------------------------------------------------------------ arguments

    def argument(self, event: int) -> tuple[list[int], bool]:
        """Return the events that a formal got its value from, and whether what they contain matters too.

        None at all: the frame was entered by code that is not recorded.
        """
        index = self.index
        run = index.run_of(event)
        entry = run.entered_by[run.activation(event)]
        if entry == NONE:
            return [], False
        caller = index.run_of(entry)
        site = index.site(entry)
        if caller.statics.node(site) == "Call":
            if (run.place, 0) in self.direct(entry):
                return self._bound(event, run, entry, caller)
            return self._same(event, self.operands(entry)), True
        return self._same(event, self.parts(entry)), False

    def parts(self, event: int) -> list[int]:
        """Return the values that an operator, store or loop works on."""
        index = self.index
        run, site = index.run_of(event), index.site(event)
        statics = run.statics
        found = self.operands(event)
        if index.action(event) == Action.STORE and statics.node(site) != "AugAssign":
            parent = statics.parent(site)
            found += [
                e
                for c in statics.operands(parent)
                if (e := index.latest(run, c, event)) != NONE
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

    def _bound(self, event: int, run: Run, entry: int, caller: Run) -> tuple[list[int], bool]:
        """A formal of the function that a call names: by place, by name, from a star or its default."""
        index, statics = self.index, caller.statics
        call, formal = index.site(entry), index.site(event)
        children = statics.children[call]
        args = [c for c in children if statics.role(c) == "args"]
        keywords = [c for c in children if statics.role(c) == "keywords"]
        names = statics.keywords(call)
        formals = run.statics.formals(run.site)
        positional = [f for f, _, role in formals if role in {"posonlyargs", "args"}]
        site_name, role = next((n, r) for f, n, r in formals if f == formal)
        receiver = self._receiver(event, run, entry, caller)
        if receiver is not None and positional[:1] == [formal]:
            return receiver, False
        shift = 0 if receiver is None else 1
        if role == "vararg":
            given = args[max(0, len(positional) - shift) :]
            return self._values(entry, caller, given)
        if role == "kwarg":
            taken = {n for _, n, _ in formals}
            given = [k for k, n in zip(keywords, names, strict=False) if n not in taken]
            return self._values(entry, caller, given)
        if role in {"posonlyargs", "args"}:
            place = positional.index(formal) - shift
            star = next((n for n, a in enumerate(args) if statics.node(a) == "Starred"), None)
            if star is not None and place >= star:
                found, _ = self._values(entry, caller, args[star:])
                return found, True
            if 0 <= place < len(args):
                return self._values(entry, caller, [args[place]])
        if site_name in names:
            return self._values(entry, caller, [keywords[names.index(site_name)]])
        default = self.default(event, run, site_name)
        if None in names:
            given = [k for k, n in zip(keywords, names, strict=True) if n is None]
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

    def _values(self, entry: int, caller: Run, sites: list[int]) -> tuple[list[int], bool]:
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
        if run.statics.node(row[2]) != "ClassDef" and row[0] != "Lambda":
            # A function that was made a method by assignment looks like any other.
            first = self._first_formal(event, run)
            callee = statics.children[index.site(entry)][0]
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

    # ------------------------------------------------------------------ results

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
        if own in self.index.errors or yields:
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
        for site in sites:
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


@lru_cache(maxsize=None)
def yields(statics: Statics, function: int) -> tuple[int, ...]:
    """Return the places where a generator function yields."""
    return tuple(
        s
        for s, row in enumerate(statics.rows)
        if row[0] in {"Yield", "YieldFrom"} and statics.function(s) == function
    )
