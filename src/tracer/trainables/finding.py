"""From functions, models, modules, files and recordings to their parameters."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from rewriters.places import Kind as PlaceKind
from tracer.errors import SourceUnavailable
from tracer.recording import Recording
from tracer.tracing import innermost, options_of
from tracer.trainables.attributes import attributes_of, own_attribute
from tracer.trainables.code import home_of, trace_commented
from tracer.trainables.making import parameters_in
from tracer.trainables.module_files import file_of
from tracer.trainables.parameter import Parameter


def parameters(obj: Any, deep: bool = False) -> list[Parameter]:  # noqa: FBT001, FBT002  # the contract's signature
    """Return the parameters of a function, model, instance, module, package, recording, file or several of these.

    They are in source order, and there is one object for each id in a process. With `deep` those of the traced
    functions, models and globals that the code uses are among them.

    Raises TracerError for equal ids and marks that cannot be read, TypeError for what has no source.
    """
    found = _Found(deep=deep)
    found.add(obj)
    return list(found.parameters.values())


class _Found:
    """What was met so far, in order."""

    def __init__(self, *, deep: bool) -> None:
        self.parameters: dict[str, Parameter] = {}
        self._deep = deep
        self._seen: set[int] = set()

    def add(self, obj: Any) -> None:
        if id(obj) in self._seen:
            return
        self._seen.add(id(obj))
        match obj:
            case Parameter():
                self.parameters[obj.id] = obj
            case ModuleType():
                for module in (obj, *_submodules(obj)):
                    self._of_module(module)
            case type():
                self._of_class(obj)
            case str() | os.PathLike():
                self._of_path(os.path.abspath(os.fspath(obj)))
            case Recording():
                self._of_recording(obj)
            case _:
                self._of_other(obj)

    def _of_other(self, obj: Any) -> None:
        functions = innermost(obj)
        if functions:
            for function in functions:
                self._of_function(function)
        elif isinstance(obj, Iterable) and not _is_model(obj):
            for item in obj:
                self.add(item)
        else:
            self._of_instance(obj)

    def _of_recording(self, run: Recording) -> None:
        for module in run.modules():
            if os.path.isfile(module.rewritten.path):
                self._of_path(module.rewritten.path)

    def _take(self, found: Iterable[Parameter]) -> None:
        self.parameters.update({p.id: p for p in found})

    def _of_module(self, module: ModuleType) -> None:
        path = getattr(module, "__file__", None)
        if path is None or not path.endswith(".py"):
            if not hasattr(module, "__path__"):
                raise SourceUnavailable(f"{module.__name__} is no module with Python source")
            return
        file = file_of(path, vars(module))
        found = parameters_in(file)
        _trace_commented(found)
        self._take(found)

    def _of_path(self, path: str) -> None:
        if os.path.isdir(path):
            for folder, folders, names in os.walk(path):
                folders[:] = sorted(f for f in folders if not f.startswith((".", "__")))
                for name in sorted(n for n in names if n.endswith(".py")):
                    self._of_path(os.path.join(folder, name))
            return
        module = next((m for m in list(sys.modules.values()) if _is_of(m, path)), None)
        if module is not None:
            self._of_module(module)
        else:
            self._take(parameters_in(file_of(path, {})))

    def _of_class(self, cls: type) -> None:
        replaced: set[str] = set()
        for kind in cls.__mro__:
            space = vars(sys.modules.get(kind.__module__, object))
            path = space.get("__file__")
            if isinstance(path, str) and path.endswith(".py"):
                self._own(path, space, kind.__qualname__, replaced)
            replaced |= set(_replacing(kind))
        if self._deep:
            for value in list(vars(cls).values()):
                for function in innermost(value):
                    self._used_by(function)

    def _of_instance(self, obj: object) -> None:
        cls = type(obj)
        if cls.__module__ == "builtins":
            raise TypeError(
                f"parameters takes functions, models, modules, files and several of these, not {cls.__name__}"
            )
        self._of_class(cls)
        for ident, parameter in list(self.parameters.items()):
            if parameter.mark.in_function and parameter.options_say_per_instance:
                del self.parameters[ident]
                own_attribute(obj, parameter)
        self._take(attributes_of(obj))
        if self._deep:
            for value in list(getattr(obj, "__dict__", {}).values()):
                if _is_model(value):
                    self.add(value)

    def _of_function(self, function: FunctionType) -> None:
        path = home_of(function.__code__)
        if path is None:
            raise SourceUnavailable(f"{function.__qualname__} has no file that holds its source")
        self._own(path, function.__globals__, function.__qualname__)
        if self._deep:
            self._used_by(function)

    def _own(
        self, path: str, namespace: dict[str, Any], qualname: str, but: Collection[str] = ()
    ) -> None:
        """Take the parameters of a file that stand in a function or class, but for those of some of its methods."""
        start = f"{qualname}."
        self._take(
            p
            for p in parameters_in(file_of(path, namespace))
            if p.mark.qualname == qualname
            or (
                p.mark.qualname.startswith(start)
                and p.mark.qualname.removeprefix(start).partition(".")[0] not in but
            )
        )

    def _used_by(self, function: FunctionType) -> None:
        """Take those of the traced functions, models and marked globals that a function names."""
        names = set(_names(function.__code__))
        space = function.__globals__
        self._globals(space, names)
        for name in sorted(names):
            value = space.get(name)
            if isinstance(value, ModuleType):
                self._globals(vars(value), names)
                for inner in sorted(names):
                    self._add_used(vars(value).get(inner))
            else:
                self._add_used(value)
        for cell in function.__closure__ or ():
            try:
                self._add_used(cell.cell_contents)
            except ValueError:  # not bound yet
                continue

    def _globals(self, space: dict[str, Any], names: set[str]) -> None:
        path = space.get("__file__")
        if not isinstance(path, str) or not path.endswith(".py") or not os.path.isfile(path):
            return
        if not _may_mark(path):
            return
        self._take(
            p
            for p in parameters_in(file_of(path, space))
            if p.mark.place is not None
            and p.mark.place.kind is PlaceKind.GLOBAL
            and p.mark.place.name in names
        )

    def _add_used(self, value: Any) -> None:
        if isinstance(value, MethodType) and _is_model(value.__self__):
            self.add(value.__self__)
        elif isinstance(value, type):
            if _is_model_class(value):
                self.add(value)
        elif any(options_of(f) is not None for f in innermost(value)) or (
            value is not None and _is_model(value)
        ):
            self.add(value)


def _replacing(cls: type) -> Iterator[str]:
    """Yield the methods of a class that take the place of those of its bases: no method of it calls those."""
    methods = {name: functions for name, v in vars(cls).items() if (functions := innermost(v))}
    above = {"super", *(base.__name__ for base in cls.__mro__[1:])}
    called: set[str] = set()
    for functions in methods.values():
        for function in functions:
            names = set(_names(function.__code__))
            called |= names if names & above else set()
    yield from methods.keys() - called


def _may_mark(path: str) -> bool:
    """Fast negative: a file without our name has no mark."""
    with open(path, "rb") as file:
        return b"tracer" in file.read()


def _is_model(obj: object) -> bool:
    return _is_model_class(type(obj)) and not isinstance(obj, (type, ModuleType, FunctionType))


def _is_model_class(cls: type) -> bool:
    return any(
        options_of(f) is not None
        for kind in cls.__mro__
        for value in list(vars(kind).values())
        for f in innermost(value)
    )


def _is_of(module: object, path: str) -> bool:
    file = getattr(module, "__file__", None)
    return isinstance(file, str) and os.path.abspath(file) == path


def _submodules(module: ModuleType) -> list[ModuleType]:
    if not hasattr(module, "__path__"):
        return []
    start = f"{module.__name__}."
    found = sorted((n, m) for n, m in sys.modules.items() if n.startswith(start) and m is not None)
    return [m for _, m in found if str(getattr(m, "__file__", "")).endswith(".py")]


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _trace_commented(found: list[Parameter]) -> None:
    """Functions marked by a comment are traced from now on, as the decorator's are."""
    for parameter in found:
        trace_commented(parameter)
