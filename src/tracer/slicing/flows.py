"""Data dependence: which events an event's value was made from."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from types import CoroutineType, GeneratorType
from typing import Any

from rewriters.templates import Action
from tracer.frames import NOT_KEPT, NotKept
from tracer.slicing import effects
from tracer.slicing.calls import Calls
from tracer.slicing.cells import SHAPE, SHIFT, Cell, Of, Timeline, first_cells
from tracer.slicing.controls import stored_names
from tracer.slicing.effects import ATOMIC
from tracer.slicing.heap import ALL, Heap, is_iterator
from tracer.slicing.index import NONE, Index, Run
from tracer.slicing.places import Places
from tracer.slicing.statics import COMPREHENSIONS, LOOPS

MAX_AWAITED = 10_000
"""Events looked at for the coroutines behind one `await`."""

Use = tuple[int, Any]
"""An event that was used, and what of it: None for its value, else the part of the container it made."""

_DISPLAYS = frozenset({"List", "Tuple", "Set", "Dict"})
_IDENTITY = frozenset({"is", "is not", "Is", "IsNot"})


class Flows:
    """Answers what each event used. One object for one recording; it keeps what it has worked out."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.places = Places(index)
        self.calls = Calls(index, self.places)
        self.heap = Heap(index, self.calls)
        self._timelines: dict[int, Timeline] = {}
        self._first: dict[int, Any] = {}

    def uses(self, event: int, part: Any = None) -> list[Use]:
        """Return what an event used (`part` None), or what a part of the container it made came from."""
        index = self.index
        run, site = index.run_of(event), index.site(event)
        if part is not None:
            return [u for u in self._part(event, run, site, part) if u[0] < event]
        if event in index.errors:
            found = self._raised(event, run, site)
        elif index.action(event) in (Action.TAKE, Action.SKIP):
            found = self._decision(event, run, site)
        elif index.action(event) == Action.STORE:
            found = self._store(event, run, site)
        else:
            rule = _RULES.get(run.statics.node(site), Flows._operation)
            found = rule(self, event, run, site)
        return [u for u in found if u[0] != NONE and u[0] < event]

    def all_of(self, event: int) -> list[Use]:
        """Return what decides everything that a criterion's value holds."""
        return list(self.contents(event, event + 1))

    # ------------------------------------------------------------------ containers

    def contents(self, source: int, before: int) -> Iterator[Use]:
        """Iterate over what decides everything that an event's value held at a later point, at any depth."""
        value = self.index.values[source]
        if isinstance(value, NotKept) or type(value) in ATOMIC:
            return
        todo, seen = [value], {id(value)}
        while todo:
            value = todo.pop()
            for event, part, held in self._everything(value, before):
                yield event, part
                for inner in held:
                    if id(inner) not in seen and not isinstance(inner, NotKept) and type(inner) not in ATOMIC:
                        seen.add(id(inner))
                        todo.append(inner)

    def objects(self, source: int, before: int) -> Iterator[Any]:
        """Iterate over an event's value and all that it held at a later point, at any depth."""
        value = self.index.values[source]
        if isinstance(value, NotKept) or type(value) in ATOMIC:
            return
        todo, seen = [value], {id(value)}
        while todo:
            value = todo.pop()
            yield value
            for _, _, held in self._everything(value, before):
                for inner in held:
                    if id(inner) not in seen and not isinstance(inner, NotKept) and type(inner) not in ATOMIC:
                        seen.add(id(inner))
                        todo.append(inner)

    def _everything(self, value: Any, before: int) -> Iterator[tuple[int, Any, list[Any]]]:
        """All that put something into an object, and what that was."""
        cells = self._cells(value, before)
        if cells is None:
            for event, part in self.heap.read(value, ALL, before):
                yield event, part, self._held(event, part)
            return
        for event, part in self._shape(value, before):
            yield event, part, []
        for cell in cells.values() if isinstance(cells, dict) else cells:
            yield cell.event, cell.part, [self.index.values[cell.held]] if cell.held != NONE else []

    def _held(self, event: int, part: Any) -> list[Any]:
        """The objects that a write or display put in; of what code that is not recorded made, what it holds now."""
        if part is None:
            return [self.index.values[e] for e in self.calls.parts(event)]
        run = self.index.run_of(event)
        node = run.statics.node(self.index.site(event))
        if node in _DISPLAYS or node in COMPREHENSIONS:
            return [self.index.values[e] for e in self.elements(event)]
        value = self.index.values[event]
        if type(value) is dict:
            return [*value, *value.values()]
        return list(value) if type(value) in effects.CONTAINERS else []

    # ------------------------------------------------------------------ cells

    def _cells(self, value: Any, before: int) -> Any:
        """The cells of a list, tuple or dict just before an event, None where they are not known."""
        kind = type(value)
        if kind not in {list, dict, tuple}:
            return None
        timeline = self._timeline(value)
        if timeline is not None:
            return timeline.at(before)
        if id(value) not in self._first:
            origin = self.heap.origin(value)
            self._first[id(value)] = None if origin == NONE else first_cells(self, origin)
        return self._first[id(value)]

    def _timeline(self, value: Any) -> Timeline | None:
        history = self.heap.history(value) if type(value) in {list, dict} else None
        if history is None:
            return None
        if id(value) not in self._timelines:
            origin = self.heap.origin(value)
            self._timelines[id(value)] = Timeline(self, value, history, origin)
        return self._timelines[id(value)]

    def cells_of(self, source: int, before: int) -> Any:
        """Return the cells of an event's value just before another event, None where they are not known."""
        return self._cells(self.index.values[source], before)

    def shape(self, source: int, before: int) -> Iterator[Use]:
        """Iterate over what decides how many elements an event's value had; all it held where that is not known."""
        value = self.index.values[source]
        if isinstance(value, NotKept) or type(value) in ATOMIC:
            return
        if self._cells(value, before) is None:
            yield from self.contents(source, before)
        else:
            yield from self._shape(value, before)

    def _shape(self, value: Any, before: int) -> Iterator[Use]:
        """The last write that changed how many elements there are; it tells of those before."""
        timeline = self._timeline(value)
        last = NONE if timeline is None else timeline.resized(before)
        if last != NONE:
            yield last, SHIFT
            return
        origin = self.heap.origin(value)
        if origin != NONE and origin < before:
            yield origin, SHAPE

    def _resizing(self, event: int, run: Run, site: int, part: Of) -> list[Use]:
        """A write, as far as it changed the shape of its object: which object, which place, and its shape before."""
        statics, index = run.statics, self.index
        target = site
        if statics.node(site) == "Call":
            callee = statics.children[site][0]
            base = self.calls.operand(event, statics.children[callee][0]) if statics.children[callee] else NONE
            name = statics.rows[callee][3]
            places = self.calls.operands(event)[1:2] if name in {"pop", "insert", "remove"} else []
            found: list[Use] = [(self.calls.operand(event, callee), None), *((e, None) for e in places)]
        elif statics.node(site) == "AugAssign" and statics.node(statics.children[site][0]) == "Name":
            base = self._old(event, run, site)
            found = []
        else:
            target = statics.children[site][0] if statics.node(site) == "AugAssign" else site
            base = self.calls.operand(event, statics.children[target][0])
            keys = (index.latest(run, k, event) for k in statics.operands(target)[1:])
            found = [(k, None) for k in keys]
        found += [(base, None), *part.sources]
        if base != NONE and not isinstance(index.values[base], NotKept):
            found += self._shape(index.values[base], event)
        return found

    def elements(self, event: int) -> list[int]:
        """Return the events that gave the elements of what a display or comprehension made."""
        run, site = self.index.run_of(event), self.index.site(event)
        if run.statics.node(site) in COMPREHENSIONS:
            return self.heap.elements(event)
        return self.calls.operands(event)

    def element(self, source: int, key: Any, before: int, got: Any = NOT_KEPT) -> Iterator[Use]:
        """Iterate over what decides one element of an event's value; all of it where the place is not known."""
        value = self.index.values[source]
        if isinstance(value, NotKept) or type(value) in ATOMIC:
            return
        if key == ALL or type(value) not in effects.CONTAINERS:
            yield from self.contents(source, before)
            return
        cell = self._cell(value, key, before)
        if cell is None:
            yield from self.heap.read(value, key, before, got)
            return
        yield cell.event, cell.part
        timeline = self._timeline(value)
        if timeline is not None and type(value) is list:
            if cell.event != self.heap.origin(value):
                yield from self._shape_before(value, cell.event)
            for event in timeline.shifted(before, cell.event, ends=True):
                yield event, SHIFT

    def _shape_before(self, value: Any, event: int) -> Iterator[Use]:
        """Where an element was appended is told by how many there were."""
        yield from self._shape(value, event)

    def _cell(self, value: Any, key: Any, before: int) -> Cell | None:
        cells = self._cells(value, before)
        if isinstance(cells, dict):
            found: Cell | None = cells.get(key)
            return found
        if isinstance(cells, list) and type(key) is tuple and type(key[1]) is int and 0 <= key[1] < len(cells):
            cell: Cell = cells[key[1]]
            return cell
        return None

    def _part(self, event: int, run: Run, site: int, part: Any) -> list[Use]:
        """What a part of the object an event gave came from; of a load or call, all that it was made from."""
        node = run.statics.node(site)
        if isinstance(part, Of):
            return self._resizing(event, run, site, part)
        if node == "arg" and run.statics.role(site) in {"vararg", "kwarg"}:
            gathered = self.calls.gathered(event) or {}
            wanted = [gathered[part]] if part in gathered else list(gathered.values())
            return [] if part == SHAPE else [(e, None) for e in wanted]
        if node in _DISPLAYS:
            return [(e, None) for e in self._display(event, run, site, part)]
        if node in COMPREHENSIONS and node != "GeneratorExp":
            return list(self._comprehension(event, run, site, part))
        if node in {"Subscript", "Attribute"} and self.index.action(event) == Action.EVALUATE:
            base = self.calls.operand(event, run.statics.children[site][0])
            return [] if base == NONE else list(self.contents(base, event))
        return []

    def _display(self, event: int, run: Run, site: int, part: Any) -> list[int]:
        statics, children = run.statics, run.statics.children[site]
        operands = self.calls.operands(event)
        if part == SHAPE and not any(statics.node(c) == "Starred" for c in children):
            return [] if statics.node(site) in {"List", "Tuple"} else [
                self.calls.operand(event, c) for c in children if statics.role(c) == "keys"
            ]
        if part in (ALL, SHAPE) or any(statics.node(c) == "Starred" for c in children) or type(part) is not tuple:
            return operands
        if statics.node(site) in {"List", "Tuple"}:
            number = part[1]
            inside = type(number) is int and 0 <= number < len(operands)
            return [operands[number]] if inside else operands
        if statics.node(site) == "Dict":
            keys = [c for c in children if statics.role(c) == "keys"]
            values = [c for c in children if statics.role(c) == "values"]
            return self._of_key(event, keys, values, part[1], operands)
        return operands

    def _of_key(
        self, event: int, keys: list[int], values: list[int], key: Any, operands: list[int]
    ) -> list[int]:
        """The key and value of a dict display; all keys where it is missing; all there is where one cannot be compared."""
        if len(keys) != len(values):
            return operands
        found = [self.calls.operand(event, k) for k in keys]
        for k, v in zip(keys, values, strict=True):
            known = self.calls.operand(event, k)
            if known == NONE or not effects.known_key(self.index.values[known]):
                return operands
            if self.index.values[known] == key:
                found = [known, self.calls.operand(event, v)]
        return [e for e in found if e != NONE]

    def _comprehension(self, event: int, run: Run, site: int, part: Any) -> Iterator[Use]:
        """Its elements, the tests that let them through, what it went over."""
        statics, index = run.statics, self.index
        before = index.latest(run, site, event)
        only = self._wanted(event, run, site, part)
        for child in statics.children[site]:
            role = statics.role(child)
            if role in {"elt", "key", "value"}:
                events = index.between(run, child, before, event)
                if part == SHAPE:
                    events = events if role == "key" else ()
                elif only is not None:
                    events = events[only : only + 1]
                yield from ((e, None) for e in events)
            elif role == "ifs":
                yield from ((e, None) for e in index.between(run, child, before, event))
            elif role == "iter":
                source = index.latest(run, child, event)
                if source != NONE:
                    yield source, None
                    yield from self.shape(source, event)

    def _wanted(self, event: int, run: Run, site: int, part: Any) -> int | None:
        """Which element of a comprehension a part means, None for all."""
        if type(part) is not tuple:
            return None
        if run.statics.node(site) == "ListComp":
            return part[1] if type(part[1]) is int and part[1] >= 0 else None
        key = run.statics.child(site, "key")
        if key is None:
            return None
        before = self.index.latest(run, site, event)
        keys = [self.index.values[e] for e in self.index.between(run, key, before, event)]
        known = all(effects.known_key(k) for k in keys) and part[1] in keys
        return len(keys) - 1 - keys[::-1].index(part[1]) if known else None

    # ------------------------------------------------------------------ stores

    def _store(self, event: int, run: Run, site: int) -> list[Use]:
        node = run.statics.node(site)
        rule = _STORES.get(node)
        return list(rule(self, event, run, site)) if rule else list(self._assigned(event, run, site))

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
                yield from self.contents(argument, event)

    def _from_star(self, event: int, source: int, key: Any) -> Iterator[Use]:
        yield source, None
        yield from self.element(source, key, event)

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
            yield from self._entered(event)
            return
        if node in {"With", "AsyncWith"}:
            items = [c for c in statics.children[parent] if statics.role(c) == "context_expr" and c < top]
            manager = index.latest(run, items[-1], event) if items else NONE
            entered = index.latest(run, parent, event)
            yield entered, None
            if entered != NONE and manager != NONE and not index.entered.get(entered):
                yield from self.contents(manager, event)
            return
        if node == "Delete":
            return
        value = statics.child(parent, "value")
        source = NONE if value is None else index.latest(run, value, event)
        if source == NONE:
            return
        yield source, None
        if path and type(index.values[source]) is GeneratorType:
            yield from self._yielded(event, run, top, source, path)
            return
        yield from self._unpacked(source, path, event)
        yield from self._entered(event)

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

    def _entered(self, event: int) -> Iterator[Use]:
        for activation in self.index.entered.get(event, ()):
            for result in self.calls.results(activation):
                yield result, None

    def _target(self, event: int, run: Run, site: int) -> Iterator[Use]:
        """What chose the place: the object, the key."""
        if run.statics.node(site) in {"Attribute", "Subscript"}:
            for part in run.statics.operands(site):
                yield self.index.latest(run, part, event), None

    def _unpacked(self, source: int, path: list[Any], event: int) -> Iterator[Use]:
        """One place of what is unpacked, as far as its parts are known."""
        for number in path:
            value = self.index.values[source]
            reads = list(self.element(source, ALL if number is None else ("key", number), event))
            yield from reads
            inner = None if number is None else self._single(reads)
            if inner is None:
                if type(value) not in ATOMIC and number is not None and path[-1] != number:
                    yield from self.contents(source, event)
                return
            source = inner

    def _single(self, reads: list[Use]) -> int | None:
        """The event that gave an element, where one display or append did."""
        if len(reads) != 1:
            return None
        event, part = reads[0]
        if part is not None:
            run, site = self.index.run_of(event), self.index.site(event)
            found = (
                self._display(event, run, site, part) if run.statics.node(site) in _DISPLAYS else []
            )
            return found[-1] if found and type(part) is tuple and len(found) < 3 else None
        found = self.calls.operands(event)
        return found[-1] if found else None

    def _turn(
        self, event: int, run: Run, site: int, source: int, path: list[Any]
    ) -> Iterator[Use]:
        """The element of this turn of a loop."""
        yield source, None
        value = self.index.values[source]
        if type(value) not in {list, tuple}:
            yield from self._of_iterator(source, event)
            return
        turn = len(self.index.between(run, site, source, event))
        reads = list(self.element(source, ("key", turn), event))
        yield from reads
        if path:
            inner = self._single(reads)
            if inner is None:
                yield from self.contents(source, event)
            else:
                yield from self._unpacked(inner, path, event)

    def _of_iterator(self, source: int, event: int) -> Iterator[Use]:
        yield from self.contents(source, event)

    def _defined(self, event: int, run: Run, site: int) -> Iterator[Use]:
        """A `def` or `class`: its decorators and bases; defaults are used by the formals they fill."""
        for child in run.statics.operands(site):
            if run.statics.role(child) not in {"defaults", "kw_defaults"}:
                yield self.index.latest(run, child, event), None
        if run.statics.node(site) != "ClassDef":
            yield from self._entered(event)

    def _imported(self, _event: int, _run: Run, _site: int) -> Iterator[Use]:
        return iter(())

    def _caught(self, event: int, run: Run, _site: int) -> Iterator[Use]:
        yield self.raised_before(event, run), None

    def raised_before(self, event: int, run: Run) -> int:
        """Return the evaluation of this frame that raised last, or NONE."""
        place = bisect_left(self.raised_in(run), event) - 1
        return self.raised_in(run)[place] if place >= 0 else NONE

    def raised_in(self, run: Run) -> list[int]:
        """Return the evaluations of a frame that raised."""
        by_frame = self.__dict__.get("_errors")
        if by_frame is None:
            by_frame = self.__dict__["_errors"] = {}
            for event in self.index.errors:
                by_frame.setdefault(self.index.frames[event], []).append(event)
        found: list[int] = by_frame.get(run.place, [])
        return found

    def _captured(self, event: int, run: Run, site: int) -> Iterator[Use]:
        """What a pattern captured is some part of the subject."""
        statics = run.statics
        match = site
        while statics.node(match) != "Match":
            match = statics.parent(match)
        subject = statics.child(match, "subject")
        source = NONE if subject is None else self.index.latest(run, subject, event)
        if source != NONE:
            yield source, None
            yield from self.contents(source, event)

    def _grown(self, event: int, run: Run, site: int) -> Iterator[Use]:
        """`target op= value`: the old value and the operand."""
        statics, index = run.statics, self.index
        target, operand = statics.children[site][:2]
        if statics.node(target) == "Name":
            old = self._old(event, run, site)
        else:
            old = index.latest(run, target, event)
            yield from self._target_of(event, run, target)
        more = index.latest(run, operand, event)
        for used in (old, more):
            if used != NONE:
                yield used, None
        if more != NONE:
            yield from self.contents(more, event)
        value = index.values[event]
        if old != NONE and index.values[old] is not value:
            yield from self.contents(old, event)
        yield from self._entered(event)

    def _old(self, event: int, run: Run, site: int) -> int:
        """The value that `name op= …` began with: a load of its own, or the last store."""
        target = run.statics.children[site][0]
        before = self.index.latest(run, site, event)
        old = self.index.latest_step(run, target << 2, event, before)
        return old if old != NONE else self.places.store(run, run.statics.binding(target), event)

    def _target_of(self, event: int, run: Run, target: int) -> Iterator[Use]:
        for part in run.statics.operands(target):
            yield self.index.latest(run, part, event), None

    # ------------------------------------------------------------------ decisions and exceptions

    def _decision(self, event: int, run: Run, site: int) -> list[Use]:
        statics, index = run.statics, self.index
        node = statics.node(site)
        if node == "ExceptHandler":
            return [(self.raised_before(event, run), None)]
        if statics.role(site) == "pattern":
            return list(self._captured(event, run, site))
        role = "iter" if node in {"For", "AsyncFor"} else "test"
        part = statics.child(site, role)
        source = NONE if part is None else index.latest(run, part, event)
        if source == NONE:
            return list(self._entered(event))
        found: list[Use] = [(source, None), *self._entered(event)]
        value = index.values[source]
        if role == "test" or type(value) in {list, tuple}:
            return [*found, *self.shape(source, event)]
        return [*found, *self.contents(source, event)]

    def _raised(self, event: int, run: Run, site: int) -> list[Use]:
        """What raised: the operands, or what raised in the frame that was called."""
        inner = [
            last
            for frame, which in self.index.entered.get(event, ())
            for last in [self._failed(self.index.runs[frame], which, self.index.errors[event])]
            if last != NONE
        ]
        if inner:
            return [(e, None) for e in inner]
        found: list[Use] = []
        for part in self.calls.parts(event):
            found.append((part, None))
            found += self.contents(part, event)
        return [*found, *self._entered(event)]

    def _failed(self, run: Run, which: int, error: int) -> int:
        events = self.raised_in(run)
        end = run.ends[which] if run.ends[which] != NONE else len(self.index)
        place = bisect_left(events, end) - 1
        same = place >= 0 and self.index.errors[events[place]] == error
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
                inner = [u for e in found if deep for u in self.contents(e, event)]
                return [*((e, None) for e in found), *inner]
        return [(stored, None)]

    def _attribute(self, event: int, run: Run, site: int) -> list[Use]:
        statics, index = run.statics, self.index
        base = self.calls.operand(event, statics.children[site][0])
        if base == NONE:
            return []
        found: list[Use] = [(base, None), *self._entered(event)]
        value, name = index.values[base], statics.rows[site][3]
        if isinstance(value, NotKept) or event in index.entered:
            return found
        if statics.role(site) == "func" and index.values[event] is NOT_KEPT and self._is_method(value, name):
            return found
        reads = self.heap.read(value, f".{name}", event) if type(value) not in ATOMIC else []
        stored = any(part is None and not self._deletes(e) for e, part in reads)
        computed = self._computed.get((id(value), name or ""), NONE)
        if not stored and NONE < computed < event:
            return [*found, (computed, None)]
        if not stored:
            of_class = self._of_class(value, name, event)
            if of_class:
                return [*found, *reads[: len(reads) * any(p is None for _, p in reads)], *of_class]
        return [*found, *reads]

    def _deletes(self, event: int) -> bool:
        run = self.index.run_of(event)
        return run.statics.node(run.statics.parent(self.index.site(event))) == "Delete"

    def stored(self, value: Any, name: str | None, before: int) -> bool:
        """Has recorded code stored this attribute of an object or its class before?"""
        reads = self.heap.read(value, f".{name}", before) if type(value) not in ATOMIC else []
        return any(part is None for _, part in reads) or bool(self._of_class(value, name, before))

    def _is_method(self, value: Any, name: str | None) -> bool:
        if isinstance(value, type):
            return False
        found = next((vars(k)[name] for k in type(value).__mro__ if name in vars(k)), None)
        return callable(found) or isinstance(found, (classmethod, staticmethod))

    def _of_class(self, value: Any, name: str | None, before: int) -> list[Use]:
        """The attribute's latest store in a class of the object: from outside, or in the class body."""
        classes = type.mro(value) if isinstance(value, type) and type(value) is type else type(value).__mro__
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
        event = self.heap.origin(kind) if type(kind) is not type else self._classes.get(id(kind), NONE)
        for frame, _ in self.index.entered.get(event, ()):
            run = self.index.runs[frame]
            if run.statics.node(run.site) == "ClassDef":
                return run
        return None

    @property
    def _classes(self) -> Mapping[int, int]:
        """The events that made classes."""
        found = self.__dict__.get("_made_classes")
        if found is None:
            found = self.__dict__["_made_classes"] = {
                id(self.index.values[run.entry]): run.entry
                for run in self.index.runs
                if run.statics.node(run.site) == "ClassDef" and run.entry != NONE
            }
        return found

    def _subscript(self, event: int, run: Run, site: int) -> list[Use]:
        parts = run.statics.children[site]
        base = self.calls.operand(event, parts[0])
        keys = [e for p in run.statics.operands(site)[1:] if (e := self.calls.operand(event, p)) != NONE]
        found: list[Use] = [(e, None) for e in (base, *keys) if e != NONE]
        found += self._entered(event)
        if base == NONE or event in self.index.entered:
            return found
        value = self.index.values[base]
        key: Any = ALL
        if run.statics.node(parts[1]) != "Slice" and keys and parts[1] in run.statics.operands(site):
            key = self.heap.key_of(value, self.index.values[keys[0]], event)
        return [*found, *self.element(base, key, event, self.index.values[event])]

    def _operation(self, event: int, run: Run, site: int) -> list[Use]:
        """An operator uses its operands, and what they hold; of objects whose own methods ran those tell that."""
        found: list[Use] = []
        for part in self.calls.operands(event):
            found.append((part, None))
            if not self._told_by_methods(event, part):
                found += self.contents(part, event)
        return [*found, *self._entered(event)]

    def _told_by_methods(self, event: int, operand: int) -> bool:
        """Is this an object of a recorded class, one of whose methods the event entered?"""
        entered = self.index.entered.get(event)
        value = self.index.values[operand]
        if not entered or type(value) in effects.CONTAINERS:
            return False
        for frame, _ in entered:
            run = self.index.runs[frame]
            formals = run.statics.formals(run.site)
            first = self.index.latest(run, formals[0][0], len(self.index)) if formals else NONE
            if first != NONE and self.index.values[first] is value:
                return True
        return False

    def _compare(self, event: int, run: Run, site: int) -> list[Use]:
        if set(run.statics.operator(site).split()) <= _IDENTITY:
            return [(e, None) for e in self.calls.operands(event)]
        return self._operation(event, run, site)

    def _chosen(self, event: int, run: Run, site: int) -> list[Use]:
        """`a and b`, `a if t else b` give one of their operands, and the others decided which."""
        operands = self.calls.operands(event)
        found: list[Use] = [(e, None) for e in operands]
        for tested in operands[:-1]:
            found += self.contents(tested, event)
        return found

    def _made(self, event: int, run: Run, site: int) -> list[Use]:
        """A new container is a new object, whatever is put in."""
        return list(self._entered(event))

    def _awaited(self, event: int, run: Run, site: int) -> list[Use]:
        """What awaiting gave: of a coroutine what it returned, of tasks what theirs did."""
        found = self._operation(event, run, site)
        if self.index.entered.get(event):
            return found
        todo, seen = [e for e in self.calls.operands(event)], set[int]()
        while todo and len(seen) < MAX_AWAITED:
            used = todo.pop()
            if used in seen or used == NONE:
                continue
            seen.add(used)
            if type(self.index.values[used]) is CoroutineType:
                found += ((e, None) for a in self.calls.made_by(used) for e in self.calls.results(a))
            else:
                todo += [e for e, _ in self.uses(used)]
        return found

    def _with(self, event: int, run: Run, site: int) -> list[Use]:
        """Entering a manager gives what its `__enter__` gave."""
        entered = list(self._entered(event))
        managers = (
            index_of
            for c in run.statics.children[site]
            if run.statics.role(c) == "context_expr"
            for index_of in [self.index.latest(run, c, event)]
        )
        found: list[Use] = [(m, None) for m in managers]
        return [*found, *entered]

    def _lambda(self, event: int, run: Run, site: int) -> list[Use]:
        return [(e, None) for e in self.calls.operands(event)[:0]]

    def _return(self, event: int, run: Run, site: int) -> list[Use]:
        return [(e, None) for e in self.calls.operands(event)]

    def _yield(self, event: int, run: Run, site: int) -> list[Use]:
        """A `yield` gives what was sent by who resumed the generator."""
        entry = run.entered_by[run.activation(event)]
        if entry == NONE or run.statics.node(site) != "Yield":
            return [*self._entered(event), *((e, None) for e in self.calls.operands(event))]
        return []

    def _call(self, event: int, run: Run, site: int) -> list[Use]:
        statics, index = run.statics, self.index
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
        return [*found, *self._untraced(event, run, site, callee)]

    def _is_made(self, event: int) -> bool:
        """Did a call make an object: was what it entered an `__init__`?"""
        runs = (self.index.runs[frame] for frame, _ in self.index.entered[event])
        return all(r.statics.rows[r.site][3] == "__init__" for r in runs)

    def _untraced(self, event: int, run: Run, site: int, callee: int) -> Iterator[Use]:
        """The result of code that is not recorded: its arguments, what they hold, what its callbacks gave."""
        statics, index = run.statics, self.index
        function = statics.children[site][0]
        if self.calls.function(event) is len and len(statics.children[site]) == 2:
            measured = self.calls.operand(event, statics.children[site][1])
            if measured != NONE and event not in index.entered:
                yield measured, None
                yield from self.shape(measured, event)
                return
        arguments = [
            e for p in statics.operands(site)[1:] if (e := self.calls.operand(event, p)) != NONE
        ]
        if self.calls.function(event) is getattr and len(arguments) > 1:
            yield from ((a, None) for a in arguments)
            yield from self._entered(event)
            value, wanted = index.values[arguments[0]], index.values[arguments[1]]
            if not isinstance(value, NotKept) and type(value) not in ATOMIC and type(wanted) is str:
                reads = self.heap.read(value, f".{wanted}", event)
                yield from reads if any(p is None for _, p in reads) else self._of_class(value, wanted, event)
            return
        yield from self._cached(event, run, site, callee)
        name = statics.rows[function][3]
        if statics.node(function) == "Attribute":
            base = self.calls.operand(event, statics.children[function][0])
            if base != NONE:
                receiver = index.values[base]
                if type(receiver) is dict and arguments and name in _KEYED:
                    key = self.heap.key_of(receiver, index.values[arguments[0]], event)
                    yield from self.element(base, key, event)
                elif type(receiver) is list and name == "pop" and self._popped(base, arguments, event) is not None:
                    yield from self.element(base, self._popped(base, arguments, event), event)
                elif type(receiver) not in effects.MUTATORS or name not in _BLIND:
                    yield from self.contents(base, event)
        elif callee != NONE and not isinstance(index.values[callee], type):
            yield from self.contents(callee, event)
        for argument in arguments:
            yield argument, None
            if not self._told_by_methods(event, argument):
                yield from self.contents(argument, event)
        yield from self._entered(event)


    def _cached(self, event: int, run: Run, site: int, callee: int) -> Iterator[Use]:
        """A call that a cache answered: the earlier call of the same function with equal arguments, which filled it."""
        index = self.index
        function = index.values[callee] if callee != NONE else None
        if event in index.entered or type(function).__name__ != "_lru_cache_wrapper":
            return
        arguments = [index.values[e] for e in self.calls.operands(event)[1:]]
        for earlier in reversed(self._cache_calls.get(id(function), ())):
            given = [index.values[e] for e in self.calls.operands(earlier)[1:]]
            same = len(given) == len(arguments) and all(
                a is b or (effects.known_key(a) and effects.known_key(b) and a == b)
                for a, b in zip(arguments, given, strict=True)
            )
            if earlier < event and same:
                yield earlier, None
                return

    @cached_property
    def _cache_calls(self) -> dict[int, list[int]]:
        """The calls that filled a cache, by its function."""
        found: dict[int, list[int]] = {}
        for event in sorted(self.index.entered):
            run, site = self.index.run_of(event), self.index.site(event)
            if run.statics.node(site) == "Call":
                callee = self.calls.operand(event, run.statics.children[site][0])
                if callee != NONE and type(self.index.values[callee]).__name__ == "_lru_cache_wrapper":
                    found.setdefault(id(self.index.values[callee]), []).append(event)
        return found

    @cached_property
    def _computed(self) -> dict[tuple[int, str], int]:
        """The attribute loads that ran a method: what a cached property gave first."""
        found: dict[tuple[int, str], int] = {}
        for event in sorted(self.index.entered):
            run, site = self.index.run_of(event), self.index.site(event)
            if run.statics.node(site) == "Attribute":
                base = self.calls.operand(event, run.statics.children[site][0])
                if base != NONE:
                    found.setdefault((id(self.index.values[base]), run.statics.rows[site][3] or ""), event)
        return found

    def _popped(self, base: int, arguments: list[int], event: int) -> Any:
        """The place that `pop` takes from, None where the list's elements are not known."""
        cells = self.cells_of(base, event)
        place = self.index.values[arguments[0]] if arguments else -1
        if not isinstance(cells, list) or type(place) is not int or not -len(cells) <= place < len(cells):
            return None
        return "key", place % len(cells)


def _path(run: Run, site: int) -> tuple[list[Any], int]:
    """Return the places in an unpacking that lead to a target, None where a star makes them unknown; and its top."""
    statics, path = run.statics, []
    while statics.node(statics.parent(site)) in {"Tuple", "List", "Starred"}:
        parent = statics.parent(site)
        if statics.node(parent) == "Starred":
            path.append(None)
        else:
            siblings = statics.children[parent]
            number = siblings.index(site)
            star = any(statics.node(c) == "Starred" for c in siblings[: number + 1])
            path.append(None if star else number)
        site = parent
    return path[::-1], site


Rule = Callable[[Flows, int, Run, int], "list[Use]"]
_KEYED = frozenset({"get", "setdefault", "pop", "__getitem__", "__contains__"})
_BLIND = frozenset({"append", "extend", "add", "clear", "insert", "update", "discard"})
"""Methods whose result tells nothing of their receiver."""
_RULES: Mapping[str, Rule] = {
    "Constant": Flows._constant,
    "Name": Flows._name,
    "Attribute": Flows._attribute,
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
