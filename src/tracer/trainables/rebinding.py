"""The places a mark filled hold the new value too: globals, class and instance attributes, defaults, keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from typing import TYPE_CHECKING, Any, NamedTuple

from rewriters.editing.literals import same
from rewriters.places import Kind, Place
from tracer.live import UNSET, fresh
from tracer.trainables.importers import importing_names
from tracer.trainables.objects import classes_named, functions_named, instances
from tracer.trainables.state import ParameterState, Rebound

if TYPE_CHECKING:
    from types import FunctionType


_BUILTIN = frozenset({str, int, float, complex, bool, bytes, list, dict, set, tuple, type(None)})


class Holder(NamedTuple):
    """A place that holds a value: how it is called, what it holds, how to put another there."""

    name: str
    value: Any
    put: Callable[[Any], None]


def rebind(parameter: ParameterState, old: Any, new: Any) -> Rebound:
    """Put `new` where `old` is; report what was rebound, and what holds something else."""
    rebound, stale = [], []
    for holder in _holders(parameter):
        if not _is_old(holder.value, old):
            stale.append(f"{holder.name} holds something else")
            continue
        try:
            holder.put(fresh(new))
            rebound.append(holder.name)
        except (TypeError, AttributeError) as error:
            stale.append(f"{holder.name} cannot be rebound: {error}")
    return Rebound(tuple(rebound), tuple(stale))


def _holders(parameter: ParameterState) -> Iterator[Holder]:
    place = parameter.mark.place
    if parameter.owner is not UNSET:
        owner, name = parameter.owner, parameter.attribute
        shown = f"{type(owner).__qualname__}.{name}"
        yield Holder(shown, getattr(owner, name), lambda new: setattr(owner, name, new))
    elif place is not None and parameter.file.namespace and not parameter.options_say_per_instance:
        yield from holders(parameter, place)


def _is_old(value: Any, old: Any) -> bool:
    """Equal is enough for what displays make anew each time; the place itself is the mark's own."""
    return value is old or (type(value) in _BUILTIN and same(value, old))


def holders(parameter: ParameterState, place: Place) -> Iterator[Holder]:
    """Iterate over the places that may hold the value of a mark."""
    for root in _roots(parameter, place):
        yield from _inside(root, place.path)


def containers(parameter: ParameterState) -> Iterator[tuple[object, object]]:
    """Iterate over the containers that hold a mark's value, with their key for it."""
    place = parameter.mark.place
    if place is None or not place.path or not parameter.file.namespace:
        return
    for root in _roots(parameter, place):
        for holder in _inside(root, place.path[:-1]):
            yield holder.value, place.path[-1]


def _roots(parameter: ParameterState, place: Place) -> Iterator[Holder]:
    space, module = parameter.file.namespace, parameter.file.module
    assert isinstance(space, MutableMapping)
    match place.kind:
        case Kind.GLOBAL:
            yield from _globals(space, module, place)
        case Kind.CLASS | Kind.INSTANCE:
            for cls in classes_named(space, place.owner):
                yield from _attributes(cls, place)
        case Kind.DEFAULT:
            for function in functions_named(space, place.owner):
                yield from _default(function, place.name)


def _attributes(cls: type, place: Place) -> Iterator[Holder]:
    if place.kind is Kind.CLASS:
        yield from _class_attribute(cls, place.name)
        return
    for item in instances(cls):
        yield from _instance_attribute(item, place.name)


def _globals(space: MutableMapping[str, Any], module: str, place: Place) -> Iterator[Holder]:
    """The module's own global, and what others imported of it, which is known by what the global held."""
    imported = []
    if place.name in space and not place.path:
        imported = list(importing_names(module, place.name, space[place.name]))
    yield from _key(space, place.name, f"{module}.{place.name}")
    for names, name, shown in imported:
        yield from _key(names, name, shown)


def _inside(holder: Holder, path: tuple[object, ...]) -> Iterator[Holder]:
    if not path:
        yield holder
        return
    key, container = path[0], holder.value
    name = f"{holder.name}[{key!r}]"
    try:
        value = container[key]
    except (KeyError, IndexError, TypeError):
        return
    yield from _inside(Holder(name, value, lambda new: container.__setitem__(key, new)), path[1:])


def _key(names: MutableMapping[str, Any], name: str, shown: str) -> Iterator[Holder]:
    if name in names:
        yield Holder(shown, names[name], lambda new: names.__setitem__(name, new))


def _class_attribute(cls: type, name: str) -> Iterator[Holder]:
    if name in vars(cls):
        yield Holder(f"{cls.__qualname__}.{name}", vars(cls)[name], lambda v: setattr(cls, name, v))
    if name in getattr(cls, "__dataclass_fields__", {}):
        init = vars(cls).get("__init__")
        field = cls.__dataclass_fields__[name]  # type: ignore[attr-defined]  # asked for above
        yield Holder(f"{cls.__qualname__}.{name} (field)", field.default, _put(field, "default"))
        if init is not None:
            yield from _default(init, name)


def _instance_attribute(item: object, name: str) -> Iterator[Holder]:
    shown = f"{type(item).__qualname__}.{name} of an instance"
    try:
        names = object.__getattribute__(item, "__dict__")
    except AttributeError:
        names = {}
    if name in names:
        yield Holder(shown, names[name], lambda new: names.__setitem__(name, new))
        return
    slot = next((vars(c)[name] for c in type(item).__mro__ if name in vars(c)), None)
    if type(slot).__name__ == "member_descriptor":
        try:
            value = slot.__get__(item)  # type: ignore[union-attr]  # as its type says
        except AttributeError:
            return
        yield Holder(shown, value, lambda new: slot.__set__(item, new))  # type: ignore[union-attr]  # as above


def _put(item: object, name: str) -> Callable[[Any], None]:
    return lambda new: setattr(item, name, new)


def _default(function: FunctionType, name: str) -> Iterator[Holder]:
    shown = f"default of {name} in {function.__qualname__}"
    keywords = function.__kwdefaults__ or {}
    if name in keywords:
        yield Holder(shown, keywords[name], lambda new: keywords.__setitem__(name, new))
    defaults, code = function.__defaults__ or (), function.__code__
    formals = code.co_varnames[: code.co_argcount]
    if name not in formals[len(formals) - len(defaults) :]:
        return
    index = formals.index(name) - (len(formals) - len(defaults))

    def put(new: Any) -> None:
        function.__defaults__ = (*defaults[:index], new, *defaults[index + 1 :])

    yield Holder(shown, defaults[index], put)
