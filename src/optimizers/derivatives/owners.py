"""Which parameter a float is the value of.

A value that an overlay or `set` gave is an object of its own, so that it is known wherever it turns up. A literal is one
object for all places of a module where it is written: there the way it came decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import cached_property
from typing import Any

from optimizers.derivatives.links import Link, NoRuleError
from rewriters.places import Kind
from tracer.computing import Computing
from tracer.live import UNSET
from tracer.slicing.index import NONE
from tracer.slicing.operations import Place
from tracer.trainables.parameter import Parameter


class Elsewhere(Enum):
    """Where a float comes from that is no parameter's value."""

    LITERAL = "it is written in the source"
    UNKNOWN = "it was computed, or came from outside"


Owner = Parameter | Elsewhere


class Owners:
    """Tells the parameters among the values of one recording."""

    def __init__(self, computing: Computing, parameters: Iterable[Parameter]) -> None:
        self._computing = computing
        self._places: dict[Place, Parameter] = {}
        self._globals: dict[tuple[str, str], Parameter] = {}
        self._given: dict[int, Parameter | None] = {}
        self._kept: list[Any] = []  # as long as they live no other object has their identity
        for parameter in parameters:
            self._add(parameter)

    def _add(self, parameter: Parameter) -> None:
        if parameter.has_source:
            span = parameter.mark.whole
            where = parameter.file.path, span.line, span.col, span.end_line, span.end_col
            self._places[where] = parameter
            place = parameter.mark.place
            if place is not None and place.kind is Kind.GLOBAL:
                self._globals[parameter.file.path, place.name] = parameter
        chosen = parameter.cell.chosen() if parameter.has_source else parameter.value
        if chosen is not UNSET:
            self._kept.append(chosen)
            self._given[id(chosen)] = None if id(chosen) in self._given else parameter

    def at(self, event: int) -> Parameter | None:
        """Return the parameter that an event evaluated, or whose place it loaded."""
        if type(self._computing.operations.values[event]) is not float:
            return None
        found = self._places.get(self._computing.operations.place(event))
        if found is not None:
            return found
        given = self._given.get(id(self._computing.operations.values[event]))
        if given is not None:
            return given
        name = self._computing.ways.global_name(event)
        if name is not None and name in self._globals:
            return self._globals[name]
        mark = self._computing.ways.mark(event)
        return self._places.get(mark) if mark is not None else None

    def computes(self, event: int) -> bool:
        """Does an expression compute its value, rather than being the mark of a parameter?"""
        return self._computing.operations.place(event) not in self._places

    def gave(self, value: Any) -> bool:
        """Is this object known to have been a parameter's value?"""
        return id(value) in self._marks or id(value) in self._given

    def of(self, link: Link, origin: int) -> Owner:
        """Return the parameter that an operand is the value of. Raises NoRuleError where that cannot be told."""
        if origin == NONE or type(link.value) is not float:
            return Elsewhere.UNKNOWN
        if self.is_shared(link.value):
            return self._by_way(link, origin)
        marks = self._marks.get(id(link.value))
        if marks is None or not self.computes(origin):
            return self.at(origin) or Elsewhere.UNKNOWN
        if self._computing.ways.signed(origin):
            return self._places.get(next(iter(marks)), Elsewhere.LITERAL)
        return self._by_way(link, origin)  # what a mark was called with has its object too

    def is_shared(self, value: Any) -> bool:
        """May one object be the value of several places?"""
        return type(value) is float and (abs(value) in self._literals or id(value) in self._several)

    def _by_way(self, link: Link, origin: int) -> Owner:
        """Follow an object that may have several owners back along the way it came."""
        computing, event = self._computing, link.event
        if link.number is not None:
            event = computing.contents.element_event(
                event, link.number, len(computing.operations.values)
            )
        todo, seen, found = [event], set[int](), set[Owner]()
        while todo:
            at = todo.pop()
            if at == NONE or at in seen:
                continue
            seen.add(at)
            owner = self._marked(at)
            computed = at == origin and computing.operations.operation(at) is not None
            sources = [] if owner is not None or computed else list(computing.ways.sources(at))
            literal = NONE if sources else computing.ways.literal(at)
            if owner is not None:
                found.add(owner)
            elif literal != NONE:
                found.add(self._marked(literal) or Elsewhere.LITERAL)
            elif not sources:
                found.add(Elsewhere.LITERAL if computing.ways.signed(at) else Elsewhere.UNKNOWN)
            todo += sources
        return found.pop() if len(found) == 1 else self._alone(link)

    def _marked(self, event: int) -> Parameter | None:
        computing = self._computing
        found = self._places.get(computing.operations.place(event))
        if found is not None:
            return found
        name, mark = computing.ways.global_name(event), computing.ways.mark(event)
        if name is not None and name in self._globals:
            return self._globals[name]
        return self._places.get(mark) if mark is not None else None

    def _alone(self, link: Link) -> Owner:
        """The way is not known: the one parameter that was given this object, if there is one."""
        given = self._given.get(id(link.value))
        if given is not None:
            return given
        if id(link.value) in self._several or id(link.value) in self._marks:
            raise NoRuleError(
                f"it cannot be told whether {link.value!r} is a parameter's value here or a literal: set the parameters "
                "to other values first"
            )
        return Elsewhere.UNKNOWN

    @cached_property
    def _literals(self) -> frozenset[float]:
        return self._computing.ways.literals()

    @cached_property
    def _marks(self) -> dict[int, set[Place]]:
        """The identities of values that marks gave."""
        return self._computing.ways.given_by_marks()

    @cached_property
    def _several(self) -> frozenset[int]:
        """The identities of values with several owners."""
        shared = {i for i, parameter in self._given.items() if parameter is None}
        return frozenset(shared | {i for i, places in self._marks.items() if len(places) > 1})
