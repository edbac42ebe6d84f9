"""Code parameters: the live functions of a definition, and the body each runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import CodeType, FunctionType
from weakref import WeakKeyDictionary

from rewriters.compiling import is_recording
from rewriters.editing.bodies import Definition
from rewriters.marked import Form
from tracer import swapping
from tracer.live import UNSET
from tracer.marking import TraceOptions
from tracer.modules import dual_files
from tracer.tracing import options_of, trace_with, traced_functions
from tracer.trainables.bodies import Body, class_around, documentation
from tracer.trainables.objects import functions_named
from tracer.trainables.registry import known_parameters
from tracer.trainables.state import ParameterState, Rebound

_first: WeakKeyDictionary[FunctionType, CodeType] = WeakKeyDictionary()
"""The code a function was defined with, where it has another body now."""

_homes: dict[str, str] = {}
"""The file of a function, by the name its new body goes by."""

_bodies: dict[tuple[str, str, CodeType], Body] = {}
_by_path: dict[str, Body] = {}
_KEPT = 256
"""Bodies kept; candidates are tried by the thousand."""


def home_of(code: CodeType) -> str | None:
    """Return the file that holds a function's definition, or None where there is none."""
    path = _homes.get(code.co_filename, code.co_filename)
    return path if os.path.isfile(path) or not path.startswith("<") else None


def first_code(function: FunctionType) -> CodeType:
    """Return the code a function was defined with."""
    return _first.get(function) or swapping.original_of(function)


def functions_of(parameter: ParameterState) -> Iterator[FunctionType]:
    """Iterate over the live functions of a definition."""
    namespace, mark = parameter.file.namespace, parameter.mark
    found = {id(f): f for f in traced_functions()}
    if namespace and "<locals>" not in mark.qualname:
        found.update({id(f): f for f in functions_named(namespace, mark.qualname)})
    for function in found.values():
        if is_defined_by(first_code(function), parameter):
            yield function


def is_defined_by(code: CodeType, parameter: ParameterState) -> bool:
    """Is this the code of a parameter's definition?"""
    mark, line = parameter.mark, parameter.mark.whole.line
    if code.co_filename != parameter.file.path or code.co_qualname != mark.qualname:
        return False
    last = max((n for _, _, n in code.co_lines() if n is not None), default=code.co_firstlineno)
    return code.co_firstlineno <= line <= last


def scope_of(parameter: ParameterState) -> CodeType | None:
    """Return the code of the definition: of a function that lives, else of the file; None where neither has it."""
    live = (first_code(f) for f in functions_of(parameter))
    written = (c for c in parameter.file.codes if is_defined_by(c, parameter))
    return next(live, None) or next(written, None)


def body_of(parameter: ParameterState, definition: Definition, scope: CodeType) -> Body:
    """Return a definition's text as a body in the place of `scope`."""
    key = parameter.id, definition.text, scope
    body = _bodies.get(key)
    if body is None:
        if len(_bodies) >= _KEPT:
            _drop_one()
        private = class_around(parameter.mark.qualname)
        body = _bodies[key] = Body(definition, scope, parameter.id, private, parameter.file.path)
        _homes[body.path] = parameter.file.path
        _by_path[body.path] = body
    return body


def body_called(path: str) -> Body | None:
    """Return the body whose code goes by this file name."""
    return _by_path.get(path)


def _drop_one() -> None:
    """Forget the oldest body that no function has."""
    used = {f.__code__.co_filename for f in _first} | {
        swapping.original_of(f).co_filename for f in _first
    }
    for key, body in _bodies.items():
        if body.path not in used:
            del _bodies[key], _by_path[body.path], _homes[body.path]
            body.forget()
            return


def use_body(parameter: ParameterState) -> Rebound:
    """Give the functions of a definition the body that is set, else their own."""
    swapping.adopt_by(_adopt)
    done = []
    for function in functions_of(parameter):
        _use(function, parameter)
        done.append(f"{parameter.file.module}.{function.__qualname__}")
    missing = () if done else (f"no function {parameter.mark.qualname} lives yet",)
    return Rebound(tuple(done), missing)


def _use(function: FunctionType, parameter: ParameterState) -> None:
    first = first_code(function)
    before = body_called(swapping.original_of(function).co_filename)
    old = parameter.first_value() if before is None else before.definition.text
    if parameter.cell.new is UNSET:
        if function in _first:
            _document(function, old, parameter.first_value())
            if is_recording(first) and options_of(function) is None:
                swapping.unregister(function)
            swapping.replace(function, _first.pop(function))
        return
    body = body_of(parameter, Definition.parse(parameter.cell.new), first)
    _document(function, old, parameter.cell.new)
    _first[function] = first
    if not is_recording(first):
        swapping.replace(function, body.plain)
    elif (
        body.leaves_nothing_behind
    ):  # its recording code is made when a recording opens: most candidates see none
        swapping.replace(function, body.plain)
        swapping.register(function)
    else:
        swapping.replace(function, body.recording)


def _document(function: FunctionType, old: str, new: str) -> None:
    """Give a function the documentation of its text, unless it has one of its own."""
    if function.__doc__ == documentation(Definition.parse(old)):
        function.__doc__ = documentation(Definition.parse(new))


def _adopt(function: FunctionType) -> None:
    """A function whose definition has another body by now was defined again, by a call of what encloses it."""
    for parameter in known_parameters():
        if (
            parameter.mark.form is Form.BODY
            and parameter.cell.new is not UNSET
            and is_defined_by(first_code(function), parameter)
        ):
            _use(function, parameter)


def trace_commented(parameter: ParameterState) -> None:
    """Trace the functions of a definition that a comment marks."""
    path = parameter.file.path
    if parameter.mark.form is not Form.BODY or not parameter.file.namespace or path in dual_files():
        return
    for function in functions_named(parameter.file.namespace, parameter.mark.qualname):
        options = options_of(function)
        if options is None and is_defined_by(first_code(function), parameter):
            given = {k: v for k, v in parameter.mark.options.items() if k in TraceOptions._fields}
            trace_with(function, TraceOptions(trainable=True, **given))
