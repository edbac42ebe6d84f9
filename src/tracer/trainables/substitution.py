"""Traced functions consult overlays while one is open: their code is exchanged for code that asks."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from rewriters.asking import Asked, ask
from rewriters.compiling import bind, is_recording
from rewriters.parsing import parse
from rewriters.rewriting import Variant
from tracer import swapping
from tracer.assertions import pytest_variant
from tracer.live import UNSET, process
from tracer.loading import asking_code
from tracer.modules import dual_files
from tracer.runtime import HELPERS, is_recording_open
from tracer.sources import Pairs, identity, pairs, source_of
from tracer.tracing import options_of, traced_functions
from tracer.trainables.answers import Answers
from tracer.trainables.code import body_called
from tracer.trainables.objects import functions_named, live_functions
from tracer.trainables.plans import Plan, asks_at_mark
from tracer.trainables.registry import known_parameters, lock
from tracer.trainables.state import ParameterState

_Key = tuple[str, bytes, bool]


class _Asking(NamedTuple):
    """The code of a module that asks, and what it was made for."""

    asked: Asked
    helpers: Mapping[str, object]
    pairs: Pairs


class _State:
    """The plan in force, and the codes made for it."""

    def __init__(self) -> None:
        self.known: tuple[ParameterState, ...] = ()
        self.plan: Plan | None = None
        self.answers = Answers(lambda *given: _make(*given))  # noqa: PLW0108  # it is defined below
        self.codes: dict[tuple[str, CodeType, bool], CodeType | None] = {}
        self.modules: dict[_Key, _Asking] = {}
        self.before: dict[_Key, _Asking] = {}
        self.on = False


_state = _State()


def refresh() -> None:
    """Exchange code where an overlay is open, or a mark's expression has given way to a value that is set."""
    with lock:
        known = known_parameters()
        on = process.overlays > 0 or any(_is_set(p) for p in known)
        if not on:
            if _state.on:
                swapping.vary(None)
                _state.on = False
            return
        if _plan_anew(known):
            _state.on = False
        if not _state.on:
            _state.on = True
            swapping.vary(_twin, _others(known))


def _plan_anew(known: tuple[ParameterState, ...]) -> bool:
    """Make the plan again if other parameters are known than it was made for."""
    if known is _state.known and _state.plan is not None:
        return False
    _state.known, _state.plan = known, Plan(known, _state.answers)
    _state.codes.clear()
    _state.before, _state.modules = _state.modules, {}
    return True


def set_changed() -> None:
    """A value was set or taken back."""
    if process.overlays == 0 and (_state.on or any(_is_set(p) for p in known_parameters())):
        refresh()


def body_changed() -> None:
    """Functions have other bodies now."""
    _state.codes.clear()


def _is_set(parameter: ParameterState) -> bool:
    return parameter.cell.new is not UNSET and asks_at_mark(parameter)


def _others(known: tuple[ParameterState, ...]) -> list[FunctionType]:
    """Return the functions that are not recorded one by one, and must ask all the same."""
    found = {id(f): f for f in traced_functions() if _is_opaque(f)}
    for parameter in known:
        space = parameter.file.namespace
        if space and asks_at_mark(parameter) and parameter.mark.form == "comment":
            functions = functions_named(space, parameter.mark.qualname)
            found.update({id(f): f for f in functions})
    loaded = dual_files()
    if loaded:
        found.update({id(o): o for o in live_functions() if o.__code__.co_filename in loaded})
    return list(found.values())


def _is_opaque(function: FunctionType) -> bool:
    options = options_of(function)
    return options is not None and options.opaque


def _twin(function: FunctionType, original: CodeType) -> CodeType | None:
    _plan_anew(known_parameters())
    records = not _is_opaque(function)
    key = original.co_filename, original, records  # code is equal to that of another file
    if key not in _state.codes:
        _state.codes[key] = _made(function, original, records=records)
    return _state.codes[key]


def _made(function: FunctionType, original: CodeType, *, records: bool) -> CodeType | None:
    plan = _state.plan
    assert plan is not None
    body = body_called(original.co_filename)
    space, path = function.__globals__, original.co_filename
    if body is not None:
        owner = next(p for p in _state.known if p.id == body.ident)
        asked, helpers = plan.of_body(body.definition.text, owner.file.path, space)
        asked, helpers = plan.with_body(asked, helpers, owner)
        return body.asking(asked, helpers, records=records)
    found = _of_module(path, space, records=records)
    if found is None:
        return None
    plain, asking = found.get(identity(original), ([], []))
    # A function inside another is there twice: for the half that records, and for the one that does not.
    both = [code for code in asking if is_recording(code)] if records else []
    asking = both or asking
    if len(plain) == len(asking):
        place = next((i for i, code in enumerate(plain) if code == original), None)
        if place is not None and asking[place].co_freevars == original.co_freevars:
            return asking[place]
    if len(asking) == 1 and asking[0].co_freevars == original.co_freevars and path in dual_files():
        return asking[0]
    return None


def _of_module(path: str, namespace: dict[str, Any], *, records: bool) -> Pairs | None:
    plan = _state.plan
    assert plan is not None
    source = _loaded_source(path, namespace)
    if source is None:
        return None
    key = path, source, records
    if key in _state.modules:
        return _state.modules[key].pairs or None
    asked, helpers = plan.of_module(source, path, namespace)
    before = _state.before.pop(key, None)
    if before is not None and (before.asked, before.helpers) == (asked, helpers):
        _state.modules[key] = before
        return before.pairs or None
    found: Pairs = {}
    if asked:
        base = pytest_variant(namespace)
        both = Variant(f"{base.name if base else ''} {asked.name()}", _then(base, asked))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # given when it was imported
            make = asking_code if records else _plain_code
            code = make(source, path, both, namespace, helpers)
            found = pairs(source, path, base, code, _asks(helpers))
            for plain, asking in found.values():
                if len(plain) == 1:
                    swapping.note_twins(asking, plain[0])
    _state.modules[key] = _Asking(asked, helpers, found)
    return found or None


def _loaded_source(path: str, namespace: Mapping[str, Any]) -> bytes | None:
    for parameter in _state.known:
        if parameter.file.path == path and parameter.has_source:
            return parameter.file.loaded.data
    return source_of(path, namespace)


def _then(base: Variant | None, asked: Any) -> Callable[[Any, bytes, str], None]:
    def change(tree: Any, source: bytes, path: str) -> None:
        if base is not None:
            base.rewrite(tree, source, path)
        ask(tree, asked)

    return change


def _plain_code(
    source: bytes,
    path: str,
    variant: Variant,
    _namespace: Mapping[str, Any],
    helpers: Mapping[str, object],
) -> CodeType:

    from rewriters.compiling import compile_recording

    tree = parse(source, path)
    variant.rewrite(tree, source, path)
    return bind(compile_recording(tree, path), {**HELPERS, **helpers})


def _asks(helpers: Mapping[str, object]) -> Callable[[CodeType], bool]:
    """Return the test of code that asks something, or defines what does: the rest may run as it is."""
    answers = {id(h) for h in helpers.values()}

    def asks(code: CodeType) -> bool:
        return any(
            id(c) in answers or (isinstance(c, CodeType) and asks(c)) for c in code.co_consts
        )

    return asks


def _make(body: Any, owner: ParameterState, closure: tuple[Any, ...] | None) -> FunctionType:
    """Return the function that a candidate's body is, in the place of a running one."""
    records = is_recording_open() and not owner.mark.options.get("opaque", False)
    plan, space = _state.plan, owner.file.namespace
    assert plan is not None
    assert type(space) is dict  # a module's
    code = body.made_for(
        plan, records, lambda: plan.of_body(body.definition.text, body.home, space)
    )
    return FunctionType(code, space, owner.mark.qualname.rpartition(".")[2], None, closure)
