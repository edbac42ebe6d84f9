"""The answers to what code asks: each is one object as long as its parameter is known, so that code can be kept, too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import FunctionType
from typing import Any

from tracer.live import UNSET, Cell
from tracer.trainables.asking import (
    AskBody,
    AskItems,
    AskMark,
    AskOwner,
    AskValue,
    Attribute,
    PlaceOf,
)
from tracer.trainables.state import ParameterState

MakeBody = Callable[[Any, ParameterState, tuple[Any, ...] | None], FunctionType]


class Answers:
    """Those of all parameters; `make` makes the function of another body."""

    def __init__(self, make: MakeBody) -> None:
        self._make = make
        self.items = AskItems()
        self.owners: dict[str, AskOwner] = {}
        self._values: dict[Cell, AskValue] = {}
        self._marks: dict[Cell, AskMark] = {}
        self._bodies: dict[Cell, AskBody] = {}

    def keep(self, known: Iterable[ParameterState]) -> None:
        """Forget the answers of other parameters than these."""
        cells = {p.cell for p in known}
        for answers in (self._values, self._marks, self._bodies):
            for cell in answers.keys() - cells:
                del answers[cell]

    def set_items(self, places: Sequence[tuple[object, object, PlaceOf]]) -> None:
        """Say which containers have values from marks, and under which keys."""
        self.items.places = places

    def set_owners(self, attributes: Mapping[str, Sequence[Attribute]]) -> None:
        """Say which attributes have values from marks."""
        self.owners = {n: self.owners.get(n) or AskOwner(n) for n in attributes}
        for name, owner in self.owners.items():
            owner.attributes = attributes[name]

    def value(self, parameter: ParameterState) -> AskValue:
        """Return the answer to a global or a default."""
        return self._values.setdefault(parameter.cell, AskValue(place_of(parameter)))

    def mark(self, parameter: ParameterState) -> AskMark:
        """Return the answer to a mark."""
        return self._marks.setdefault(parameter.cell, AskMark(parameter.cell))

    def body(self, parameter: ParameterState) -> AskBody:
        """Return the answer to the head of a function."""

        def made(body: Any, closure: tuple[Any, ...] | None) -> FunctionType:
            return self._make(body, parameter, closure)

        return self._bodies.setdefault(parameter.cell, AskBody(parameter.cell, made))


def place_of(parameter: ParameterState) -> PlaceOf:
    """Return the place of a mark: its cell, and what it gives where no overlay is open."""

    def known() -> Any:
        return parameter.cell.new if parameter.cell.new is not UNSET else parameter.first_value()

    return PlaceOf(parameter.cell, known)
