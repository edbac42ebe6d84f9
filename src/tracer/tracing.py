"""The decorators: `trace` for functions, `model` for classes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial, partialmethod
from types import BuiltinFunctionType, FunctionType, MethodDescriptorType, WrapperDescriptorType
from typing import Any, TypeVar, overload
from weakref import WeakKeyDictionary

from tracer.marking import Constraint, TraceOptions
from tracer.sources import has_source, require_source
from tracer.swapping import adopt, register, unregister

F = TypeVar("F")
C = TypeVar("C", bound=type)

_options: WeakKeyDictionary[FunctionType, TraceOptions] = WeakKeyDictionary()


@overload
def trace(target: F, /) -> F: ...
@overload
def trace(
    *,
    opaque: bool = False,
    trainable: bool = False,
    name: str | None = None,
    description: str | None = None,
    constraint: Constraint | None = None,
) -> Callable[[F], F]: ...
def trace(
    target: Any = None,
    /,
    *,
    opaque: bool = False,
    trainable: bool = False,
    name: str | None = None,
    description: str | None = None,
    constraint: Constraint | None = None,
) -> Any:
    """Record every expression a function evaluates while a recording is open; return the very same object.

    Other decorators are followed to the innermost Python function (`__wrapped__`, `__func__`, properties, `partial`).
    `opaque`: its calls are one operation, its inside is not recorded. `trainable`: its body may be rewritten by an
    optimizer, within `constraint`; `name` and `description` are for reports.

    Raises SourceUnavailable if the source of the function cannot be found, TypeError for what is no function.
    """
    options = TraceOptions(opaque, trainable, name, description, constraint)
    if target is None:
        return partial(_trace, options=options)
    return _trace(target, options=options)


def _trace(target: F, *, options: TraceOptions) -> F:
    functions = innermost(target)
    if not functions:
        kind = type(target).__name__
        hint = "; use tracer.model for a class" if isinstance(target, type) else ""
        raise TypeError(
            f"trace takes a function written in Python, not {kind} {_short(target)}{hint}"
        )
    for function in functions:
        if not options.opaque:
            require_source(function)
        _options[function] = options
        if options.opaque:
            unregister(function)
        else:
            register(function)
        if options.trainable:
            adopt(function)
    return target


def trace_with(function: FunctionType, options: TraceOptions) -> None:
    """Trace a function as the decorator does that was told `options`."""
    _trace(function, options=options)


def traced_functions() -> list[FunctionType]:
    """Return the functions that `trace` was given, opaque ones too."""
    return list(_options)


def options_of(function: FunctionType) -> TraceOptions | None:
    """Return what `trace` was told of this function, or None if it is not traced."""
    return _options.get(function)


def _short(target: object) -> str:
    if isinstance(target, (type, BuiltinFunctionType, MethodDescriptorType, WrapperDescriptorType)):
        return target.__qualname__
    return f"of type {type(target).__qualname__}"


def innermost(target: object) -> list[FunctionType]:
    """Return the Python functions below decorators; of a property its getter, setter and deleter."""
    if type(target) is FunctionType and not target.__dict__:
        return [target]
    found: list[FunctionType] = []
    todo, seen = [target], set[int]()
    while todo:
        item = todo.pop()
        if id(item) in seen or item is None:
            continue
        seen.add(id(item))
        if isinstance(item, property):
            todo += [item.fdel, item.fset, item.fget]
        elif isinstance(item, (partial, partialmethod, cached_property)):
            todo.append(item.func)
        else:
            inner = _attribute(item, "__wrapped__") or _attribute(item, "__func__")
            if inner is not None:
                todo.append(inner)
            elif isinstance(item, FunctionType):
                found.append(item)
    return found


def _attribute(item: object, name: str) -> object:
    """Look up without running code of the object's own."""
    if isinstance(item, type):
        return None
    try:
        return object.__getattribute__(item, name)
    except AttributeError:
        return None


def model(cls: C) -> C:
    """Trace every method that a class itself defines; return the class. Trainable attributes are its parameters.

    Methods that were generated (by `dataclass`, say) have no source and stay as they are.
    """
    if not isinstance(cls, type):
        raise TypeError(
            f"model takes a class, not {type(cls).__name__}; use tracer.trace for functions"
        )
    for value in list(vars(cls).values()):
        for function in innermost(value):
            own = function.__module__ == cls.__module__ and function.__qualname__.startswith(
                f"{cls.__qualname__}."
            )
            if own and has_source(function):
                _trace(function, options=_options.get(function, TraceOptions()))
    return cls
