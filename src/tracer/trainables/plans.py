"""What each module is to ask while an overlay is open, and who answers."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from types import FunctionType
from typing import Any

from rewriters import asking as ask
from rewriters.marked import Form
from rewriters.places import Kind
from rewriters.spans import Span
from tracer.live import UNSET
from tracer.trainables.asking import (
    AskBody,
    AskItems,
    AskMark,
    AskOwner,
    AskValue,
    Attribute,
    PlaceOf,
)
from tracer.trainables.code import scope_of
from tracer.trainables.importers import imported_as
from tracer.trainables.objects import classes_named
from tracer.trainables.rebinding import containers
from tracer.trainables.state import ParameterState

MakeBody = Callable[[Any, ParameterState, tuple[Any, ...] | None], FunctionType]


class Plan:
    """The questions of all modules, for the parameters known when it was made."""

    def __init__(self, known: Iterable[ParameterState], make: MakeBody) -> None:
        self._known = list(known)
        self._make = make
        self._attributes = self._owners()
        self._items = [
            (holder, key, _place(p)) for p in self._known for holder, key in containers(p)
        ]

    def _owners(self) -> dict[str, AskOwner]:
        found: dict[str, list[Attribute]] = {}
        for parameter in self._known:
            place, space = parameter.mark.place, parameter.file.namespace
            if parameter.owner is not UNSET:
                one = Attribute(_place(parameter), (), parameter.owner)
                found.setdefault(parameter.attribute, []).append(one)
            elif place is not None and not place.path and place.kind in _OWNED:
                classes = tuple(classes_named(space, place.owner))
                found.setdefault(place.name, []).append(Attribute(_place(parameter), classes))
            elif place is not None and not place.path and place.kind is Kind.GLOBAL:
                for module in _modules(parameter):
                    one = Attribute(_place(parameter), (), module)
                    found.setdefault(place.name, []).append(one)
        return {name: AskOwner(name, attributes) for name, attributes in found.items()}

    def of_module(
        self, source: bytes, path: str, namespace: Mapping[str, Any]
    ) -> tuple[ask.Asked, dict[str, object]]:
        """Return what the functions of a module ask, and the answers by placeholder."""
        helpers: dict[str, object] = {}
        names = self._globals(source, path, namespace, helpers)
        attributes = {n for n in self._attributes if n.encode() in source}
        for name in attributes:
            helpers[ask.placeholder_of_attribute(name)] = self._attributes[name]
        own = [p for p in self._known if p.file.path == path and p.has_source]
        defaults = {_default(p, helpers) for p in own if _is_default(p)}
        marks = {_mark(p, helpers) for p in own if asks_at_mark(p)}
        bodies = dict(self._body(p, helpers) for p in own if p.mark.form is Form.BODY)
        helpers[ask.ITEMS] = AskItems(self._items)
        asked = ask.Asked(
            frozenset(names),
            frozenset(attributes),
            bool(self._items),
            frozenset(defaults),
            frozenset(marks),
            bodies,
        )
        return asked, helpers

    def of_body(
        self, text: str, path: str, namespace: Mapping[str, Any]
    ) -> tuple[ask.Asked, dict[str, object]]:
        """Return what a new body asks, whose definition stands in the file `path`."""
        helpers: dict[str, object] = {}
        names = self._globals(text.encode(), path, namespace, helpers)
        attributes = {n for n in self._attributes if n in text}
        for name in attributes:
            helpers[ask.placeholder_of_attribute(name)] = self._attributes[name]
        helpers[ask.ITEMS] = AskItems(self._items)
        return ask.Asked(frozenset(names), frozenset(attributes), bool(self._items)), helpers

    def with_body(
        self, asked: ask.Asked, helpers: dict[str, object], parameter: ParameterState
    ) -> tuple[ask.Asked, dict[str, object]]:
        """Make a new body that is set give way to those of overlays, too."""
        _, free = self._body(parameter, helpers)
        helpers[ask.placeholder_of_body(1)] = helpers[
            ask.placeholder_of_body(parameter.mark.whole.line)
        ]
        return (
            ask.Asked(asked.globals, asked.attributes, asked.items, bodies={1: free}),
            helpers,
        )

    def _globals(
        self,
        source: bytes,
        path: str,
        namespace: Mapping[str, Any],
        helpers: dict[str, object],
    ) -> set[str]:
        names = set()
        for parameter in self._known:
            place = parameter.mark.place
            if place is None or place.kind is not Kind.GLOBAL or place.path:
                continue
            if place.name.encode() not in source and parameter.file.path == path:
                continue
            here = [place.name]
            if parameter.file.path != path:
                here = imported_as(namespace, parameter.file.module, place.name)
            for name in here:
                names.add(name)
                helpers[ask.placeholder_of_global(name)] = AskValue(_place(parameter))
        return names

    def _body(
        self, parameter: ParameterState, helpers: dict[str, object]
    ) -> tuple[int, tuple[str, ...]]:
        line, scope = parameter.mark.whole.line, scope_of(parameter)
        assert scope is not None  # its file is loaded

        def made(body: Any, closure: tuple[Any, ...] | None) -> FunctionType:
            return self._make(body, parameter, closure)

        helpers[ask.placeholder_of_body(line)] = AskBody(parameter.cell, made)
        return line, scope.co_freevars


_OWNED = frozenset({Kind.CLASS, Kind.INSTANCE})


def _place(parameter: ParameterState) -> PlaceOf:
    def known() -> Any:
        return parameter.cell.new if parameter.cell.new is not UNSET else parameter.first_value()

    return PlaceOf(parameter.cell, known)


def _modules(parameter: ParameterState) -> list[object]:
    import sys

    space = parameter.file.namespace
    return [m for m in list(sys.modules.values()) if getattr(m, "__dict__", None) is space]


def _is_default(parameter: ParameterState) -> bool:
    place = parameter.mark.place
    return place is not None and place.kind is Kind.DEFAULT and not place.path


def _default(parameter: ParameterState, helpers: dict[str, object]) -> tuple[int, str]:
    place, line = parameter.mark.place, parameter.mark.whole.line
    assert place is not None
    for node in ast.walk(parameter.file.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (
            node.lineno <= line <= node.body[0].lineno
        ):
            line = node.lineno
    helpers[ask.placeholder_of_default(line, place.name)] = AskValue(_place(parameter))
    return line, place.name


def asks_at_mark(parameter: ParameterState) -> bool:
    """Is the mark evaluated in functions, and must something else be evaluated in its place?

    A call of the mark around a literal finds out by itself.
    """
    mark = parameter.mark
    if mark.form is Form.BODY or not mark.in_function:
        return False
    return mark.form is Form.COMMENT or not mark.literal


def _mark(parameter: ParameterState, helpers: dict[str, object]) -> Span:
    span, answers = parameter.mark.whole, AskMark(parameter.cell)
    helpers[ask.placeholder_of_mark(span, "has")] = answers.has
    helpers[ask.placeholder_of_mark(span, "given")] = answers.given
    return span
