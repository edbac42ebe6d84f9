"""What one part of the container that an event made came from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rewriters.templates import Action
from tracer.slicing import effects
from tracer.slicing.cells import SHAPE, Of
from tracer.slicing.containers import DISPLAYS, Containers, Use
from tracer.slicing.histories import ALL
from tracer.slicing.index import NONE, Run
from tracer.slicing.statics import COMPREHENSIONS


class Parts:
    """Answers which operands of a display, comprehension or gathered argument gave a part of it."""

    def __init__(self, containers: Containers) -> None:
        self.containers, self.index, self.calls = containers, containers.index, containers.calls

    def part(self, event: int, run: Run, site: int, part: Any) -> list[Use]:
        """What a part of the object an event gave came from; of a load or call, all that it was made from."""
        node = run.statics.node(site)
        if isinstance(part, Of):
            return self.containers.resizing(event, run, site, part)
        if node == "arg" and run.statics.role(site) in {"vararg", "kwarg"}:
            gathered = self.calls.arguments.gathered(event) or {}
            wanted = [gathered[part]] if part in gathered else list(gathered.values())
            return [] if part == SHAPE else [(e, None) for e in wanted]
        if node in DISPLAYS:
            operands = self.display(event, run, site, part)
            return [(e, None) for e in operands] + self._spread(event, run, site, operands)
        if node in COMPREHENSIONS and node != "GeneratorExp":
            return list(self._comprehension(event, run, site, part))
        if node in {"Subscript", "Attribute"} and self.index.action(event) == Action.EVALUATE:
            base = self.calls.operand(event, run.statics.children[site][0])
            return [] if base == NONE else list(self.containers.contents(base, event))
        return []

    def _spread(self, event: int, run: Run, site: int, operands: list[int]) -> list[Use]:
        """What `*` and `**` in a display took from others."""
        statics, index = run.statics, self.index
        children = statics.children[site]
        keyed = sum(statics.role(c) == "keys" for c in children)
        whole = statics.node(site) == "Dict" and 2 * keyed < len(children)
        stars = {p for c in children if statics.node(c) == "Starred" for p in statics.operands(c)}
        spread = [e for e in operands if whole or index.site(e) in stars]
        return [use for e in spread for use in self.containers.contents(e, event)]

    def display(self, event: int, run: Run, site: int, part: Any) -> list[int]:
        """Return the operands of a display that gave a part of it."""
        statics, children = run.statics, run.statics.children[site]
        operands = self.calls.operands(event)
        if part == SHAPE and not any(statics.node(c) == "Starred" for c in children):
            return (
                []
                if statics.node(site) in {"List", "Tuple"}
                else [self.calls.operand(event, c) for c in children if statics.role(c) == "keys"]
            )
        if (
            part in (ALL, SHAPE)
            or any(statics.node(c) == "Starred" for c in children)
            or type(part) is not tuple
        ):
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
            elif role == "ifs" and part == SHAPE:
                elements = self.containers.heap.elements(event)
                yield from ((index.latest(run, child, e, before), None) for e in elements)
            elif role == "iter":
                source = index.latest(run, child, event)
                if source != NONE:
                    yield source, None
                    yield from self.containers.shape(source, event)

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
