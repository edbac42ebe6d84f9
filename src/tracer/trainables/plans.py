"""What each module is to ask while an overlay is open, and who answers."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from rewriters import asking as ask
from rewriters.marked import Form
from rewriters.places import Kind
from rewriters.spans import Span
from tracer.live import UNSET
from tracer.trainables.answers import Answers, place_of
from tracer.trainables.asking import Attribute
from tracer.trainables.code import scope_of
from tracer.trainables.importers import imported_as
from tracer.trainables.objects import classes_named
from tracer.trainables.rebinding import containers
from tracer.trainables.state import ParameterState


class Plan:
    """The questions of all modules, for the parameters known when it was made."""

    def __init__(self, known: Iterable[ParameterState], answers: Answers) -> None:
        self._known = list(known)
        self._answers = answers
        answers.keep(self._known)
        answers.set_owners(self._owned())
        answers.set_items(
            [(holder, key, place_of(p)) for p in self._known for holder, key in containers(p)]
        )

    def _owned(self) -> dict[str, list[Attribute]]:
        found: dict[str, list[Attribute]] = {}
        modules = _modules()
        for parameter in self._known:
            place, space = parameter.mark.place, parameter.file.namespace
            if parameter.owner is not UNSET:
                one = Attribute(place_of(parameter), (), parameter.owner)
                found.setdefault(parameter.attribute, []).append(one)
            elif place is not None and not place.path and place.kind in _OWNED:
                classes = tuple(classes_named(space, place.owner))
                found.setdefault(place.name, []).append(Attribute(place_of(parameter), classes))
            elif place is not None and not place.path and place.kind is Kind.GLOBAL:
                for module in modules.get(id(space), ()):
                    one = Attribute(place_of(parameter), (), module)
                    found.setdefault(place.name, []).append(one)
        return found

    def of_module(
        self, source: bytes, path: str, namespace: Mapping[str, Any]
    ) -> tuple[ask.Asked, dict[str, object]]:
        """Return what the functions of a module ask, and the answers by placeholder."""
        helpers: dict[str, object] = {}
        names = self._globals(source, path, namespace, helpers)
        attributes = self._attributes(source, helpers)
        own = [p for p in self._known if p.file.path == path and p.has_source]
        defaults = {self._default(p, helpers) for p in own if _is_default(p)}
        marks = {self._mark(p, helpers) for p in own if asks_at_mark(p)}
        bodies = dict(self._body(p, helpers) for p in own if p.mark.form is Form.BODY)
        helpers[ask.ITEMS] = self._answers.items
        asked = ask.Asked(
            frozenset(names),
            attributes,
            self._asks_items(),
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
        attributes = self._attributes(text.encode(), helpers)
        helpers[ask.ITEMS] = self._answers.items
        return ask.Asked(frozenset(names), attributes, self._asks_items()), helpers

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

    def _asks_items(self) -> bool:
        return bool(self._answers.items.places)

    def _attributes(self, source: bytes, helpers: dict[str, object]) -> frozenset[str]:
        owners = {n: o for n, o in self._answers.owners.items() if n.encode() in source}
        helpers.update({ask.placeholder_of_attribute(n): o for n, o in owners.items()})
        return frozenset(owners)

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
                helpers[ask.placeholder_of_global(name)] = self._answers.value(parameter)
        return names

    def _body(
        self, parameter: ParameterState, helpers: dict[str, object]
    ) -> tuple[int, tuple[str, ...]]:
        line, scope = parameter.mark.whole.line, scope_of(parameter)
        assert scope is not None  # its file is loaded
        helpers[ask.placeholder_of_body(line)] = self._answers.body(parameter)
        return line, scope.co_freevars

    def _default(self, parameter: ParameterState, helpers: dict[str, object]) -> tuple[int, str]:
        place, line = parameter.mark.place, parameter.mark.whole.line
        assert place is not None
        for node in ast.walk(parameter.file.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (
                node.lineno <= line <= node.body[0].lineno
            ):
                line = node.lineno
        helpers[ask.placeholder_of_default(line, place.name)] = self._answers.value(parameter)
        return line, place.name

    def _mark(self, parameter: ParameterState, helpers: dict[str, object]) -> Span:
        span, answers = parameter.mark.whole, self._answers.mark(parameter)
        helpers[ask.placeholder_of_mark(span, "has")] = answers.has
        helpers[ask.placeholder_of_mark(span, "given")] = answers.given
        return span


_OWNED = frozenset({Kind.CLASS, Kind.INSTANCE})


def _modules() -> dict[int, list[object]]:
    """Return the modules that are imported, by the identity of their namespace."""
    import sys

    found: dict[int, list[object]] = {}
    for module in list(sys.modules.values()):
        found.setdefault(id(getattr(module, "__dict__", None)), []).append(module)
    return found


def _is_default(parameter: ParameterState) -> bool:
    place = parameter.mark.place
    return place is not None and place.kind is Kind.DEFAULT and not place.path


def asks_at_mark(parameter: ParameterState) -> bool:
    """Is the mark evaluated in functions, and must something else be evaluated in its place?

    A call of the mark around a literal finds out by itself.
    """
    mark = parameter.mark
    if mark.form is Form.BODY or not mark.in_function:
        return False
    return mark.form is Form.COMMENT or not mark.literal
