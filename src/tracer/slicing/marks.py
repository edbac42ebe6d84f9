"""Which trainable values a slice reached."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from rewriters.parsing import parse
from rewriters.spans import Span
from rewriters.templates import Action
from tracer.frames import NOT_KEPT, NotKept
from tracer.slicing.flows import Flows
from tracer.slicing.index import NONE, Run
from tracer.slicing.statics import Statics


@dataclass(frozen=True, slots=True)
class Mark:
    """A trainable value that a slice reached. `id` is `module:qualname:name`."""

    id: str
    name: str
    value: Any
    span: Span


def reached(flows: Flows, nodes: Iterable[int]) -> list[Mark]:
    """Return the marks evaluated at these events, or before the recording for what they loaded, each once."""
    index = flows.index
    found: dict[tuple[int, int], Mark] = {}
    for event in nodes:
        place = marked(flows, event)
        if place is not None:
            key = id(place[0]), place[1]
            if key not in found:
                found[key] = mark(*place, index.values[event])
    return list(found.values())


def marked(flows: Flows, event: int) -> tuple[Statics, int] | None:
    """Return the mark that an event evaluated; or that filled, before the recording, the place it loaded."""
    index = flows.index
    run, site = index.run_of(event), index.site(event)
    statics = run.statics
    if site in statics.table.parameters:
        return (statics, site) if statics.node(site) == "Call" else None
    if not statics.table.parameters or event in index.errors:
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


def _first(statics: Statics, stores: Iterable[int]) -> tuple[Statics, int] | None:
    """Of places that store, the first that stores a mark."""
    for store in stores:
        statement = statics.parent(store)
        value = (
            statics.child(statement, "value") if statics.node(statement) != "AugAssign" else None
        )
        if value is not None and value in statics.table.parameters:
            return statics, value
    return None


def _of_default(flows: Flows, event: int, run: Run, name: str) -> tuple[Statics, int] | None:
    default = run.statics.default(run.site, name)
    if default is None or default not in run.statics.table.parameters:
        return None
    if run.entry == NONE:  # who called is not known; the function may still say
        same = flows.index.values[event] is _default(run, name)
        return (run.statics, default) if same else None
    if (run.place, 0) not in flows.calls.direct(
        run.entry
    ):  # a callback: who knows what it was given
        same = flows.index.values[event] is _default(run, name)
        return (run.statics, default) if same else None
    given = flows.calls.argument(event)[0]
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
        inside = [
            s
            for s, row in enumerate(statics.rows)
            if row[3] == name
            and row[0] in {"Name", "Attribute"}
            and not row[8]
            and qualified_name(statics, s)
            .split(".<locals>")[0]
            .split(".")[: kind.__qualname__.count(".") + 1]
            == kind.__qualname__.split(".")
        ]
        found = _first(statics, inside)
        if found is not None:
            return found
    return None


def mark(statics: Statics, site: int, value: Any) -> Mark:
    """Return the mark at a site."""
    name = name_of(statics, site)
    where = f"{module_name(statics.table.file)}:{qualified_name(statics, site)}:{name}"
    return Mark(
        where, name, None if isinstance(value, NotKept) else value, statics.table[site].span
    )


def name_of(statics: Statics, site: int) -> str:
    """Return a mark's name: the one given, else what it is assigned to, else its line."""
    given = _given(statics.table[site].code)
    if given is not None:
        return given
    parent = statics.parent(site)
    if statics.role(site) == "value" and statics.node(parent) in {"Assign", "AnnAssign"}:
        target = statics.rows[statics.children[parent][0]]
        if target[3]:
            return target[3]
    if statics.role(site) in {"defaults", "kw_defaults"}:
        for formal, name, _ in statics.formals(parent):
            if statics.default(parent, name) == site and formal:
                return name
    return f"line_{statics.rows[site][4]}"


def _given(code: str) -> str | None:
    try:
        call = parse(f"({code}\n)", mode="eval").body
    except SyntaxError:
        return None
    if not isinstance(call, ast.Call):
        return None
    named = [k.value for k in call.keywords if k.arg == "name"] or call.args[1:2]
    value = named[0].value if named and isinstance(named[0], ast.Constant) else None
    return value if isinstance(value, str) else None


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


def module_name(file: str) -> str:
    """Return the name under which the module of a file is loaded, else the file's own."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) == file:
            return name
    return os.path.splitext(os.path.basename(file))[0]
