"""Data dependence: which events an event's value was made from."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from types import CoroutineType
from typing import Any

from rewriters.templates import Action
from tracer.frames import NotKept
from tracer.slicing.attributes import Attributes
from tracer.slicing.calls import Calls
from tracer.slicing.cells import SHAPE
from tracer.slicing.containers import DISPLAYS, Containers, Use
from tracer.slicing.controls import stored_names
from tracer.slicing.effects import ATOMIC, FLAT, GENERATORS
from tracer.slicing.facts import Facts
from tracer.slicing.heap import ALL, Heap
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.parts import Parts
from tracer.slicing.patterns import attribute_captured, inspected
from tracer.slicing.places import Places
from tracer.slicing.statics import COMPREHENSIONS, LOOPS
from tracer.slicing.untraced import Untraced

MAX_AWAITED = 10_000
"""Events looked at for the coroutines behind one `await`."""

_IDENTITY = frozenset({"is", "is not", "Is", "IsNot"})


class Flows:
    """Answers what each event used. One object for one recording; it keeps what it has worked out."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.places = Places(index)
        self.calls = Calls(index, self.places)
        self.heap = Heap(index, self.calls)
        self.containers = Containers(index, self.calls, self.heap)
        self.parts = Parts(self.containers)
        self.attributes = Attributes(index, self.places, self.calls, self.heap)
        self.untraced = Untraced(self.containers, self.attributes)

    def uses(self, event: int, part: Any = None) -> list[Use]:
        """Return what an event used (`part` None), or what a part of the container it made came from."""
        index = self.index
        run, site = index.run_of(event), index.site(event)
        if part is not None:
            return [u for u in self.parts.part(event, run, site, part) if u[0] < event]
        if event in index.errors:
            found = self._raised(event)
        elif index.action(event) in (Action.TAKE, Action.SKIP):
            found = self._decision(event, run, site)
        elif index.action(event) == Action.STORE:
            found = self._store(event, run, site)
        else:
            rule = _RULES.get(run.statics.node(site), Flows._operation)
            found = rule(self, event, run, site)
            if run.statics.role(site) == "subject":
                found += self._inspected(event, run, site)
        return [u for u in found if u[0] != NONE and u[0] < event]

    def at_once(self, event: int, run: Run, rule: Facts) -> list[int] | None:
        """Return the events whose values are all that an event used, or None where more must be asked."""
        index = self.index
        if event in index.entered or event in index.errors:
            return None
        values, found = index.values, list[int]()
        if rule.name is not None and (rule.shared or rule.grows):
            if rule.grows:
                old = self.calls.old(event, run, rule.site)
            else:
                old = self.places.store(run, rule.name, event)
            if old == NONE:
                mine = rule.grows or (rule.name.function == run.site and run.entry != NONE)
                return None if mine else []
            if rule.grows and type(values[old]) not in FLAT:
                return None
            found.append(old)
        if rule.keys:
            found += index.latest_of(run, rule.keys, event)
        if rule.alone:
            found = [max(found)] if found else []
        if rule.flat and any(type(values[used]) not in FLAT for used in found):
            return None
        return found if found or not rule.alone else None

    def all_of(self, event: int) -> list[Use]:
        """Return what decides everything that a criterion's value holds."""
        return list(self.containers.contents(event, event + 1))

    def _inspected(self, event: int, run: Run, site: int) -> list[Use]:
        """What the patterns look at in a subject."""
        looks = inspected(run.statics, run.statics.parent(site))
        if looks is None:
            return []
        look = self.containers.shape if looks == SHAPE else self.containers.contents
        found: list[Use] = []
        for used, part in look(event, event + 1):
            made_here = used == event and part is not None
            found += self.parts.part(event, run, site, part) if made_here else [(used, part)]
        return found

    # ------------------------------------------------------------------ stores

    def _store(self, event: int, run: Run, site: int) -> list[Use]:
        node = run.statics.node(site)
        rule = _STORES.get(node)
        return (
            list(rule(self, event, run, site)) if rule else list(self._assigned(event, run, site))
        )

    def _formal(self, event: int, run: Run, site: int) -> Iterator[Use]:
        spread = self.calls.spread(event)
        if spread is not None:
            yield from self._from_star(event, *spread)
            return
        if run.statics.role(site) in {"vararg", "kwarg"} and self.calls.gathered(event) is not None:
            return
        found, deep = self.calls.argument(event)
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
        path, top = _path(run, site)
        parent = statics.parent(top)
        node = statics.node(parent)
        yield from self._target(event, run, site)
        if node in LOOPS or node in COMPREHENSIONS:
            iterable = next(
                (c for c in statics.children[parent] if c > top and statics.role(c) == "iter"), None
            )
            source = NONE if iterable is None else index.latest(run, iterable, event)
            if source != NONE:
                yield from self._turn(event, run, site, source, path)
            yield from self.calls.gave(event)
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
            yield from self._yielded(event, run, top, source, path)
            return
        yield from self._unpacked(source, path, event)
        yield from self.calls.gave(event)

    def _yielded(
        self, event: int, run: Run, top: int, source: int, path: list[Any]
    ) -> Iterator[Use]:
        """What a generator gave for one place of an unpacking: all its turns were entered at the first."""
        index = self.index
        first = next(
            (
                e
                for name in stored_names(run.statics, top)
                for e in [index.latest(run, name, event + 1, source)]
                if e != NONE and e in index.entered
            ),
            NONE,
        )
        turns = index.entered.get(first, [])
        number = path[0]
        if number is not None and len(path) == 1 and number < len(turns):
            turns = [turns[number]]
        for activation in turns:
            yield from ((result, None) for result in self.calls.results(activation))

    def _target(self, event: int, run: Run, site: int) -> Iterator[Use]:
        """What chose the place: the object, the key."""
        if run.statics.node(site) in {"Attribute", "Subscript"}:
            for part in run.statics.operands(site):
                yield self.index.latest(run, part, event), None

    def _unpacked(self, source: int, path: list[Any], event: int) -> Iterator[Use]:
        """One place of what is unpacked, as far as its parts are known."""
        if path and isinstance(path[0], slice):
            yield from self._middle(source, path[0], event)
            return
        for number in path:
            value = self.index.values[source]
            reads = list(
                self.containers.element(source, ALL if number is None else ("key", number), event)
            )
            yield from reads
            inner = None if number is None else self._single(reads)
            if inner is None:
                if type(value) not in ATOMIC and number is not None and path[-1] != number:
                    yield from self.containers.contents(source, event)
                return
            source = inner

    def _middle(self, source: int, places: slice, event: int) -> Iterator[Use]:
        """What a starred target took: all that the targets beside it left."""
        cells = self.containers.cells_of(source, event)
        if not isinstance(cells, list):
            yield from self.containers.contents(source, event)
            return
        yield from self.containers.shape(source, event)
        for number in range(len(cells))[places]:
            yield from self.containers.element(source, ("key", number), event)
            if cells[number].held != NONE:
                yield from self.containers.contents(cells[number].held, event)

    def _single(self, reads: list[Use]) -> int | None:
        """The event that gave an element, where one display or append did."""
        if len(reads) != 1:
            return None
        event, part = reads[0]
        if part is not None:
            run, site = self.index.run_of(event), self.index.site(event)
            found = (
                self.parts.display(event, run, site, part)
                if run.statics.node(site) in DISPLAYS
                else []
            )
            return found[-1] if found and type(part) is tuple and len(found) < 3 else None
        found = self.calls.operands(event)
        return found[-1] if found else None

    def _turn(self, event: int, run: Run, site: int, source: int, path: list[Any]) -> Iterator[Use]:
        """The element of this turn of a loop."""
        yield source, None
        value = self.index.values[source]
        if type(value) not in {list, tuple}:
            yield from self._of_iterator(source, event)
            return
        turn = self.index.count(run, site, source, event)
        reads = list(self.containers.element(source, ("key", turn), event))
        yield from reads
        if path:
            inner = self._single(reads)
            if inner is None:
                yield from self.containers.contents(source, event)
            else:
                yield from self._unpacked(inner, path, event)

    def _of_iterator(self, source: int, event: int) -> Iterator[Use]:
        yield from self.containers.contents(source, event)

    def _defined(self, event: int, run: Run, site: int) -> Iterator[Use]:
        """A `def` or `class`: its decorators and bases; defaults are used by the formals they fill."""
        for child in run.statics.operands(site):
            if run.statics.role(child) not in {"defaults", "kw_defaults"}:
                yield self.index.latest(run, child, event), None
        if run.statics.node(site) != "ClassDef":
            yield from self.calls.gave(event)

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
            yield from self.calls.gave(event)

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
        yield from self.calls.gave(event)

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

    # ------------------------------------------------------------------ decisions and exceptions

    def _decision(self, event: int, run: Run, site: int) -> list[Use]:
        statics, index = run.statics, self.index
        node = statics.node(site)
        if node == "ExceptHandler":
            return [(self.index.raised_before(event, run), None)]
        if statics.role(site) == "pattern":
            subject = statics.child(statics.parent(site), "subject")
            looked = NONE if subject is None else index.latest(run, subject, event)
            return [(looked, None), *self.calls.gave(event)]
        role = "iter" if node in {"For", "AsyncFor"} else "test"
        part = statics.child(site, role)
        source = NONE if part is None else index.latest(run, part, event)
        if source == NONE:
            return list(self.calls.gave(event))
        found: list[Use] = [(source, None), *self.calls.gave(event)]
        value = index.values[source]
        if role == "test" or type(value) in {list, tuple}:
            return [*found, *self.containers.shape(source, event)]
        return [*found, *self.containers.contents(source, event)]

    def _raised(self, event: int) -> list[Use]:
        """What raised: the operands, or what raised in the frame that was called."""
        inner = [
            last
            for frame, which in self.index.entered.get(event, ())
            for last in [self._failed(self.index.runs[frame], which, self.index.errors[event])]
            if last != NONE
        ]
        if inner:
            return [(e, None) for e in inner]
        run, site = self.index.run_of(event), self.index.site(event)
        if run.statics.node(site) == "Subscript" and self.index.action(event) == Action.EVALUATE:
            return self._subscript(event, run, site)
        found: list[Use] = []
        for part in self.calls.parts(event):
            found.append((part, None))
            found += self.containers.contents(part, event)
        return [*found, *self.calls.gave(event)]

    def _failed(self, run: Run, which: int, error: int) -> int:
        events = self.index.raised_in(run)
        end = run.ends[which] if run.ends[which] != NONE else len(self.index)
        place = bisect_left(events, end) - 1
        same = place >= 0 and self.index.errors[events[place]] in (error, 0)
        return events[place] if same else NONE

    # ------------------------------------------------------------------ expressions

    def _constant(self, _event: int, _run: Run, _site: int) -> list[Use]:
        return []

    def _name(self, event: int, run: Run, site: int) -> list[Use]:
        binding = run.statics.binding(site)
        stored = self.places.store(run, binding, event)
        if stored == NONE and binding.function == run.site and run.entry != NONE:
            formals = [step >> 2 for step in binding.stores if run.statics.node(step >> 2) == "arg"]
            for formal in formals:  # its store is not recorded: a lambda inside a comprehension
                found, deep = self.calls.argument(event, formal)
                inner = [u for e in found if deep for u in self.containers.contents(e, event)]
                return [*((e, None) for e in found), *inner]
        return [(stored, None)]

    def _subscript(self, event: int, run: Run, site: int) -> list[Use]:
        parts = run.statics.children[site]
        base = self.calls.operand(event, parts[0])
        keys = [
            e for p in run.statics.operands(site)[1:] if (e := self.calls.operand(event, p)) != NONE
        ]
        found: list[Use] = [(e, None) for e in (base, *keys) if e != NONE]
        found += self.calls.gave(event)
        if base == NONE or event in self.index.entered:
            return found
        value = self.index.values[base]
        key: Any = ALL
        if (
            run.statics.node(parts[1]) != "Slice"
            and keys
            and parts[1] in run.statics.operands(site)
        ):
            key = self.heap.key_of(value, self.index.values[keys[0]], event)
        return [*found, *self.containers.element(base, key, event)]

    def _operation(self, event: int, _run: Run, _site: int) -> list[Use]:
        """An operator uses its operands, and what they hold; of objects whose own methods ran those tell that."""
        found: list[Use] = []
        for part in self.calls.operands(event):
            found.append((part, None))
            if not self.calls.told_by_methods(event, part):
                found += self.containers.contents(part, event)
        return [*found, *self.calls.gave(event)]

    def _compare(self, event: int, run: Run, site: int) -> list[Use]:
        if set(run.statics.operator(site).split()) <= _IDENTITY:
            return [(e, None) for e in self.calls.operands(event)]
        return self._operation(event, run, site)

    def _chosen(self, event: int, _run: Run, _site: int) -> list[Use]:
        """`a and b`, `a if t else b` give one of their operands, and the others decided which."""
        operands = self.calls.operands(event)
        found: list[Use] = [(e, None) for e in operands]
        for tested in operands[:-1]:
            found += self.containers.contents(tested, event)
        return found

    def _made(self, event: int, _run: Run, _site: int) -> list[Use]:
        """A new container is a new object, whatever is put in."""
        return list(self.calls.gave(event))

    def _awaited(self, event: int, run: Run, site: int) -> list[Use]:
        """What awaiting gave: of a coroutine what it returned, of tasks what theirs did."""
        found = self._operation(event, run, site)
        if self.index.entered.get(event):
            return found
        todo, seen = self.calls.operands(event), set[int]()
        while todo and len(seen) < MAX_AWAITED:
            used = todo.pop()
            if used in seen or used == NONE:
                continue
            seen.add(used)
            if type(self.index.values[used]) is CoroutineType:
                found += (
                    (e, None) for a in self.calls.made_by(used) for e in self.calls.results(a)
                )
            else:
                todo += [e for e, _ in self.uses(used)]
        return found

    def _with(self, event: int, run: Run, site: int) -> list[Use]:
        """Entering a manager gives what its `__enter__` gave."""
        entered = list(self.calls.gave(event))
        managers = (
            index_of
            for c in run.statics.children[site]
            if run.statics.role(c) == "context_expr"
            for index_of in [self.index.latest(run, c, event)]
        )
        found: list[Use] = [(m, None) for m in managers]
        return [*found, *entered]

    def _lambda(self, _event: int, _run: Run, _site: int) -> list[Use]:
        return []

    def _return(self, event: int, _run: Run, _site: int) -> list[Use]:
        return [(e, None) for e in self.calls.operands(event)]

    def _yield(self, event: int, run: Run, site: int) -> list[Use]:
        """A `yield` gives what was sent by who resumed the generator."""
        entry = run.entered_by[run.activation(event)]
        if entry == NONE or run.statics.node(site) != "Yield":
            return [*self.calls.gave(event), *((e, None) for e in self.calls.operands(event))]
        return []

    def _call(self, event: int, run: Run, site: int) -> list[Use]:
        statics = run.statics
        callee = self.calls.operand(event, statics.children[site][0])
        found: list[Use] = [(callee, None)]
        if site in statics.table.parameters:
            return [(e, None) for e in self.calls.operands(event)[1:2]]
        direct = self.calls.direct(event)
        if direct:
            if self._is_made(event):
                return found
            for activation in direct:
                found += [(e, None) for e in self.calls.results(activation)]
            return found
        return [*found, *self.untraced.result(event, run, site, callee)]

    def _is_made(self, event: int) -> bool:
        """Did a call make an object: was what it entered an `__init__`?"""
        runs = (self.index.runs[frame] for frame, _ in self.index.entered[event])
        return all(r.statics.rows[r.site][3] == "__init__" for r in runs)


def _path(run: Run, site: int) -> tuple[list[Any], int]:
    """Return the places in an unpacking that lead to a target, and its top.

    A slice stands for those of a starred target, None for one that a star before it makes unknown.
    """
    statics = run.statics
    path: list[Any] = []
    while statics.node(statics.parent(site)) in {"Tuple", "List", "Starred"}:
        parent = statics.parent(site)
        if statics.node(parent) == "Starred":
            siblings = statics.children[statics.parent(parent)]
            number = siblings.index(parent)
            path.append(slice(number, number - len(siblings) + 1 or None))
            site = statics.parent(parent)
            continue
        siblings = statics.children[parent]
        number = siblings.index(site)
        star = any(statics.node(c) == "Starred" for c in siblings[: number + 1])
        path.append(None if star else number)
        site = parent
    return path[::-1], site


Rule = Callable[[Flows, int, Run, int], "list[Use]"]
_RULES: Mapping[str, Rule] = {
    "Constant": Flows._constant,
    "Name": Flows._name,
    "Attribute": lambda flows, event, run, site: flows.attributes.load(event, run, site),
    "Subscript": Flows._subscript,
    "Compare": Flows._compare,
    "BoolOp": Flows._chosen,
    "IfExp": Flows._chosen,
    "NamedExpr": Flows._chosen,
    "List": Flows._made,
    "Tuple": Flows._made,
    "Set": Flows._made,
    "Dict": Flows._made,
    "ListComp": Flows._made,
    "SetComp": Flows._made,
    "DictComp": Flows._made,
    "Lambda": Flows._lambda,
    "Return": Flows._return,
    "Yield": Flows._yield,
    "Call": Flows._call,
    "Await": Flows._awaited,
    "With": Flows._with,
    "AsyncWith": Flows._with,
}
StoreRule = Callable[[Flows, int, Run, int], Iterator[Use]]
_STORES: Mapping[str, StoreRule] = {
    "arg": Flows._formal,
    "FunctionDef": Flows._defined,
    "AsyncFunctionDef": Flows._defined,
    "ClassDef": Flows._defined,
    "alias": Flows._imported,
    "ExceptHandler": Flows._caught,
    "MatchAs": Flows._captured,
    "MatchStar": Flows._captured,
    "MatchMapping": Flows._captured,
    "AugAssign": Flows._grown,
}
