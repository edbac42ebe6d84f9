"""Which trainable values and bodies a slice reached."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from rewriters.editing.bodies import definition_text
from rewriters.editing.text import SourceText
from rewriters.marked import Form, MarkError, marks_by_site
from rewriters.marked import Mark as Written
from rewriters.spans import Span
from rewriters.templates import Action
from tracer.frames import NOT_KEPT, NotKept
from tracer.naming import module_name, name_in, parameter_id
from tracer.slicing.flows import Flows
from tracer.slicing.index import NONE, Run
from tracer.slicing.statics import Statics, remembered
from tracer.sources import owner_of


@dataclass(frozen=True, slots=True)
class Mark:
    """A trainable value or body that a slice reached. `id` is `module:qualname:name`; the value of a body is its source."""

    id: str
    name: str
    value: Any
    span: Span


def reached(flows: Flows, nodes: Iterable[int]) -> list[Mark]:
    """Return the marks evaluated at these events, or before the recording for what they loaded, each once.

    And the functions that may be rewritten and ran them.
    """
    index = flows.index
    found: dict[tuple[int, int], Mark] = {}
    scopes: dict[tuple[int, int], list[tuple[Statics, int]]] = {}
    for event in nodes:
        place = marked(flows, event)
        if place is not None and (id(place[0]), place[1]) not in found:
            found[id(place[0]), place[1]] = _mark(*place, index.values[event])
        statics = index.run_of(event).statics
        scope = id(statics), statics.scope(index.site(event))
        if scope not in scopes:
            scopes[scope] = list(_bodies(statics, scope[1]))
            for owner, site in scopes[scope]:
                found.setdefault((id(owner), site), _body(owner, site))
    return list(found.values())


def marked(flows: Flows, event: int) -> tuple[Statics, int] | None:
    """Return the mark that an event evaluated; or that filled, before the recording, the place it loaded."""
    index = flows.index
    run, site = index.run_of(event), index.site(event)
    statics = run.statics
    marks = _values(statics)
    if not marks:
        return None
    if site in marks:
        return (statics, site) if index.action(event) == Action.EVALUATE else None
    if event in index.errors:
        return None
    node, _, _, name, *_, loaded = statics.rows[site]
    if node == "arg":
        return _of_default(flows, event, run, name or "")
    if node == "Name" and index.action(event) == Action.EVALUATE:
        binding = statics.binding(site)
        if binding.function or flows.places.store(run, binding, event) != NONE:
            return None
        return _first(statics, [step >> 2 for step in binding.stores])
    if node == "Attribute" and loaded:
        return _of_attribute(flows, event, run, site)
    return None


@remembered
def _written(statics: Statics) -> dict[int, Written]:
    """Return the marks of a module by site."""
    table = statics.table
    if not table.parameters and not table.marks and "trainable" not in table.source:
        return {}
    try:
        return marks_by_site(table)
    except MarkError as error:
        warnings.warn(
            f"{table.file}:{error.line}: {error}; slices tell no parameters of this file",
            stacklevel=2,
        )
        return {}


@remembered
def _values(statics: Statics) -> dict[int, Written]:
    return {s: m for s, m in _written(statics).items() if m.form is not Form.BODY}


def _bodies(statics: Statics, scope: int) -> Iterator[tuple[Statics, int]]:
    """Return the functions around a scope, it among them, whose bodies are parameters."""
    marks, alone = _written(statics), owner_of(statics.table.file) is not None
    while scope:
        mark = marks.get(scope)
        if (mark is not None and mark.form is Form.BODY) or (alone and not statics.scope(scope)):
            yield statics, scope
        scope = statics.scope(scope)


def _body(statics: Statics, site: int) -> Mark:
    """Return a body that may be rewritten, as it was written when it ran."""
    table, owner = statics.table, owner_of(statics.table.file)
    span = table[site].span
    if owner is not None and not statics.scope(site):
        return Mark(owner, owner.rsplit(":", 1)[1], table.source, span)
    mark = _written(statics)[site]
    ident = parameter_id(_module(statics), mark)
    return Mark(ident, mark.name, definition_text(SourceText(table.source), mark.value), span)


def _mark(statics: Statics, site: int, value: Any) -> Mark:
    given = None if isinstance(value, NotKept) else value
    return Mark(id_of(statics, site), name_of(statics, site), given, statics.table[site].span)


def id_of(statics: Statics, site: int) -> str:
    """Return a mark's id: `module:qualname:name`."""
    return parameter_id(_module(statics), _values(statics)[site])


def _module(statics: Statics) -> str:
    """Return the name by which parameters of a file are known: that of the module that ran, where that is known."""
    namespace, file = statics.module.namespace, statics.table.file
    return name_in(namespace, file) if "__name__" in namespace else module_name(file)


def name_of(statics: Statics, site: int) -> str:
    """Return a mark's name: the one given, else what it is assigned to, else its line."""
    return _values(statics)[site].name


def _first(statics: Statics, stores: Iterable[int]) -> tuple[Statics, int] | None:
    """Of places that store, the first that stores a mark."""
    for store in stores:
        statement = statics.parent(store)
        value = (
            statics.child(statement, "value") if statics.node(statement) != "AugAssign" else None
        )
        if value is not None and value in _values(statics):
            return statics, value
    return None


def _of_default(flows: Flows, event: int, run: Run, name: str) -> tuple[Statics, int] | None:
    default = run.statics.default(run.site, name)
    if default is None or default not in _values(run.statics):
        return None
    if run.entry == NONE:  # who called is not known; the function may still say
        same = flows.index.values[event] is _default(run, name)
        return (run.statics, default) if same else None
    if (run.place, 0) not in flows.calls.direct(
        run.entry
    ):  # a callback: who knows what it was given
        same = flows.index.values[event] is _default(run, name)
        return (run.statics, default) if same else None
    given = flows.calls.arguments.of(event)[0]
    return None if given else (run.statics, default)


def _default(run: Run, name: str) -> Any:
    """Return the default that a function of a module, or of a class there, has for a formal."""
    statics = run.statics
    found: Any = statics.module.namespace
    for part in qualified_name(statics, statics.children[run.site][0]).split("."):
        found = (vars(found) if isinstance(found, type) else found).get(part)
        if type(found) is FunctionType:
            break
        if not isinstance(found, type):
            return NOT_KEPT
    if type(found) is not FunctionType:
        return NOT_KEPT
    code, values = found.__code__, found.__defaults__ or ()
    names = code.co_varnames[: code.co_argcount]
    given = dict(zip(names[len(names) - len(values) :], values, strict=True))
    return {**given, **(found.__kwdefaults__ or {})}.get(name, NOT_KEPT)


def _of_attribute(flows: Flows, event: int, run: Run, site: int) -> tuple[Statics, int] | None:
    """An attribute that no recorded code stored: of the object, else of its class or one it derives from."""
    index, statics = flows.index, run.statics
    base = flows.calls.operand(event, statics.children[site][0])
    value = index.values[base] if base != NONE else None
    name = statics.rows[site][3]
    if value is None or isinstance(value, NotKept) or flows.attributes.stored(value, name, event):
        return None
    classes = type.mro(value) if type(value) is type else type(value).__mro__
    for kind in classes:
        around = kind.__qualname__.split(".")
        for names, mark in _stored(statics).get(name, ()):
            if names[: len(around)] == around:
                return statics, mark
    return None


@remembered
def _stored(statics: Statics) -> dict[str | None, list[tuple[list[str], int]]]:
    """Return the marks that are stored, by the name that is stored to: the names of the classes around, and the mark."""
    found: dict[str | None, list[tuple[list[str], int]]] = {}
    for site, row in enumerate(statics.rows):
        if row[0] in {"Name", "Attribute"} and not row[8]:
            mark = _first(statics, [site])
            if mark is not None:
                names = qualified_name(statics, site).split(".<locals>")[0].split(".")
                found.setdefault(row[3], []).append((names, mark[1]))
    return found


def qualified_name(statics: Statics, site: int) -> str:
    """Return the dotted name of the function or class a site stands in, empty at module level."""
    names: list[str] = []
    scope = statics.scope(site)
    while scope:
        node, name = statics.rows[scope][0], statics.rows[scope][3]
        if node in {"FunctionDef", "AsyncFunctionDef", "ClassDef", "Lambda"}:
            function = node != "ClassDef" and names
            names.append(f"{name or '<lambda>'}.<locals>" if function else name or "<lambda>")
        scope = statics.scope(scope)
    return ".".join(reversed(names))
