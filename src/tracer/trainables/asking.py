"""What code that asks is given: another value, an object that has one, another body, or what it had."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from types import FunctionType
from typing import Any, NamedTuple

from rewriters.editing.literals import same
from tracer.live import UNSET, Cell, overlaid

_BUILTIN = frozenset({str, int, float, complex, bool, bytes, list, dict, set, tuple, type(None)})

Known = Callable[[], Any]
"""Gives the value that a place has from its mark."""


def comes_from(value: Any, known: Any) -> bool:
    """Did a place get its value from the mark?"""
    return value is known or (type(value) in _BUILTIN and same(value, known))


class PlaceOf(NamedTuple):
    """A mark's place: its cell, and the value that it gives where no overlay is open."""

    cell: Cell
    known: Known


class AskValue:
    """A global or a default: called with its value."""

    __slots__ = ("_place",)

    def __init__(self, place: PlaceOf) -> None:
        self._place = place

    def __call__(self, value: Any) -> Any:
        """Return it, or what the overlay has in its place."""
        changes = overlaid.get()
        if changes is None:
            return value
        new = changes.values.get(self._place.cell, UNSET)
        return value if new is UNSET or not comes_from(value, self._place.known()) else new


class Attribute(NamedTuple):
    """A mark's attribute: of instances of a class and of the class itself, or of one object."""

    place: PlaceOf
    classes: tuple[type, ...]
    owner: object = UNSET


class AskOwner:
    """The owner of an attribute: called with it, gives it back, or what has another value there."""

    __slots__ = ("_name", "attributes")

    def __init__(self, name: str) -> None:
        self._name = name
        self.attributes: Sequence[Attribute] = ()

    def __call__(self, owner: Any) -> Any:
        """Return it, or what has the overlay's value under the attribute's name."""
        changes = overlaid.get()
        if changes is None:
            return owner
        for place, classes, only in self.attributes:
            new = changes.values.get(place.cell, UNSET)
            if new is UNSET or not (owner is only or _is_of(owner, classes)):
                continue
            if comes_from(_held(owner, self._name), place.known()):
                return _Instead(new)
        return owner


def _is_of(owner: Any, classes: tuple[type, ...]) -> bool:
    return isinstance(owner, classes) or (isinstance(owner, type) and issubclass(owner, classes))


def _held(owner: Any, name: str) -> Any:
    """Return what an attribute holds, without running code of the object's own."""
    try:
        names = object.__getattribute__(owner, "__dict__")
    except AttributeError:
        names = {}
    if name in names:
        return names[name]
    for cls in owner.__mro__ if isinstance(owner, type) else type(owner).__mro__:
        if name in vars(cls):
            value = vars(cls)[name]
            if type(value).__name__ == "member_descriptor" and not isinstance(owner, type):
                try:
                    return value.__get__(owner)
                except AttributeError:
                    return UNSET
            return value
    return UNSET


class _Instead:
    """Has one value under whatever name it is asked for."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        object.__setattr__(self, "_value", value)

    def __getattribute__(self, name: str) -> Any:
        return object.__getattribute__(self, "_value")


class AskItems:
    """A container: called with it, gives it back, or what has other values under some keys."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        self.places: Sequence[tuple[object, object, PlaceOf]] = ()

    def __call__(self, container: Any) -> Any:
        """Return it, or what has the overlay's values under their keys."""
        changes = overlaid.get()
        if changes is None:
            return container
        other = {}
        for holder, key, place in self.places:
            if holder is container:
                new = changes.values.get(place.cell, UNSET)
                if new is not UNSET and comes_from(_item(container, key), place.known()):
                    other[key] = new
        return _InsteadItems(container, other) if other else container


def _item(container: Any, key: Any) -> Any:
    try:
        return container[key]
    except (KeyError, IndexError):
        return UNSET


class _InsteadItems:
    """Has other values under some keys."""

    __slots__ = ("_container", "_other")

    def __init__(self, container: Any, other: Mapping[Any, Any]) -> None:
        self._container, self._other = container, other

    def __getitem__(self, key: Any) -> Any:
        return self._other[key] if key in self._other else self._container[key]

    def get(self, key: Any, *default: Any) -> Any:
        """As the container's own."""
        return self._other[key] if key in self._other else self._container.get(key, *default)


class AskMark:
    """A mark: is something to be used in place of its value, and what?"""

    __slots__ = ("_cell",)

    def __init__(self, cell: Cell) -> None:
        self._cell = cell

    def has(self) -> bool:
        """Is there?"""
        return self._cell.chosen() is not UNSET

    def given(self) -> Any:
        """Return it."""
        return self._cell.current(self._cell.seen, sys._getframe(1))


class AskBody:
    """A function: called with its closure, gives the function to call instead, or None."""

    __slots__ = ("_cell", "_make")

    def __init__(
        self, cell: Cell, make: Callable[[Any, tuple[Any, ...] | None], FunctionType]
    ) -> None:
        self._cell, self._make = cell, make

    def __call__(self, closure: tuple[Any, ...] | None) -> FunctionType | None:
        """Return the function to call instead."""
        changes = overlaid.get()
        if changes is None:
            return None
        body = changes.bodies.get(self._cell)
        return None if body is None else self._make(body, closure)
