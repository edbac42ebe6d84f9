"""What the result of code that is not recorded depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from tracer.frames import NotKept
from tracer.slicing import effects
from tracer.slicing.attributes import Attributes
from tracer.slicing.containers import Containers, Use
from tracer.slicing.effects import ATOMIC
from tracer.slicing.index import NONE, Run

_KEYED = frozenset({"get", "setdefault", "pop", "__getitem__", "__contains__"})
_BLIND = frozenset({"append", "extend", "add", "clear", "insert", "update", "discard"})
"""Methods whose result tells nothing of their receiver."""


class Untraced:
    """Answers what calls of builtins and libraries used."""

    def __init__(self, containers: Containers, attributes: Attributes) -> None:
        self.containers, self.attributes = containers, attributes
        self.index, self.calls = containers.index, containers.calls

    def result(self, event: int, run: Run, site: int, callee: int) -> Iterator[Use]:
        """Iterate over its arguments, what they hold, and what callbacks gave."""
        arguments = self.calls.operands(event)
        arguments = arguments[arguments[:1] == [callee] :]
        special = _special(self.calls.function(event))
        known = special(self, event, arguments) if special is not None else None
        if known is not None:
            yield from known
            return
        yield from self._cached(event, callee)
        yield from self._of_receiver(event, run, site, callee, arguments)
        for argument in arguments:
            yield argument, None
            if not self.calls.told_by_methods(event, argument):
                yield from self.containers.contents(argument, event)
        yield from self.calls.results.gave(event)

    def _of_receiver(
        self, event: int, run: Run, site: int, callee: int, arguments: list[int]
    ) -> Iterator[Use]:
        """What the object whose method is called held, as far as the method may look at it."""
        statics, index = run.statics, self.index
        function = statics.children[site][0]
        if statics.node(function) != "Attribute":
            if callee != NONE and not isinstance(index.values[callee], type):
                yield from self.containers.contents(callee, event)
            return
        base, name = (
            self.calls.operand(event, statics.children[function][0]),
            statics.rows[function][3],
        )
        if base == NONE:
            return
        receiver = index.values[base]
        popped = (
            self._popped(base, arguments, event)
            if type(receiver) is list and name == "pop"
            else None
        )
        if type(receiver) is dict and arguments and name in _KEYED:
            key = self.containers.heap.key_of(receiver, index.values[arguments[0]], event)
            yield from self.containers.element(base, key, event)
        elif popped is not None:
            yield from self.containers.element(base, popped, event)
        elif type(receiver) not in effects.MUTATORS or name not in _BLIND:
            yield from self.containers.contents(base, event)

    def length(self, event: int, arguments: list[int]) -> list[Use] | None:
        """`len(container)` uses how many elements there are, not what they are."""
        if len(arguments) != 1 or event in self.index.entered:
            return None
        return [(arguments[0], None), *self.containers.shape(arguments[0], event)]

    def attribute(self, event: int, arguments: list[int]) -> list[Use] | None:
        """`getattr(object, name)` is a load of that attribute."""
        if len(arguments) < 2:
            return None
        found: list[Use] = [*((a, None) for a in arguments), *self.calls.results.gave(event)]
        value, name = (self.index.values[a] for a in arguments[:2])
        if isinstance(value, NotKept) or type(value) in ATOMIC or type(name) is not str:
            return found
        reads = self.containers.heap.read(value, f".{name}", event)
        stored = any(part is None for _, part in reads)
        return [*found, *(reads if stored else self.attributes.of_class(value, name, event))]

    def _cached(self, event: int, callee: int) -> Iterator[Use]:
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
                if (
                    callee != NONE
                    and type(self.index.values[callee]).__name__ == "_lru_cache_wrapper"
                ):
                    found.setdefault(id(self.index.values[callee]), []).append(event)
        return found

    def _popped(self, base: int, arguments: list[int], event: int) -> Any:
        """The place that `pop` takes from, None where the list's elements are not known."""
        cells = self.containers.cells_of(base, event)
        place = self.index.values[arguments[0]] if arguments else -1
        if (
            not isinstance(cells, list)
            or type(place) is not int
            or not -len(cells) <= place < len(cells)
        ):
            return None
        return "key", place % len(cells)


_Special = Callable[[Untraced, int, list[int]], "list[Use] | None"]


def _special(function: Any) -> _Special | None:
    """By identity: a callable of the user's may have a hash of its own."""
    if function is len:
        return Untraced.length
    return Untraced.attribute if function is getattr else None
