"""Which part of what is unpacked, or gone over, a target got."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracer.slicing.containers import DISPLAYS, Use
from tracer.slicing.controls import stored_names
from tracer.slicing.effects import ATOMIC
from tracer.slicing.histories import ALL
from tracer.slicing.index import NONE, Run
from tracer.slicing.readers import Readers


class Unpacking:
    """Answers for the targets of assignments and loops."""

    def __init__(self, ask: Readers) -> None:
        self.index, self.calls = ask.index, ask.calls
        self.containers, self.parts = ask.containers, ask.parts

    def turn(self, event: int, run: Run, site: int, source: int, path: list[Any]) -> Iterator[Use]:
        """The element of this turn of a loop."""
        yield source, None
        value = self.index.values[source]
        if type(value) not in {list, tuple}:
            yield from self.containers.contents(source, event)
            return
        turn = self.index.count(run, site, source, event)
        reads = list(self.containers.element(source, ("key", turn), event))
        yield from reads
        if path:
            inner = self._single(reads)
            if inner is None:
                yield from self.containers.contents(source, event)
            else:
                yield from self.unpacked(inner, path, event)

    def yielded(
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
            yield from ((result, None) for result in self.calls.results.of(activation))

    def unpacked(self, source: int, path: list[Any], event: int) -> Iterator[Use]:
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


def path_of(run: Run, site: int) -> tuple[list[Any], int]:
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
