"""Values without a span: attributes of live objects as parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from rewriters.marked import Form, Mark
from rewriters.spans import Span
from tracer.errors import TracerError
from tracer.live import UNSET, Cell
from tracer.marking import Constraint, MarkOptions
from tracer.trainables.module_files import ModuleFile
from tracer.trainables.parameter import Parameter
from tracer.trainables.registry import add, lock

_NOWHERE = Span(0, 0, 0, 0)


class AttributeParameter(Parameter):
    """An attribute of one object. It trains and saves; it has no source to be written to."""

    def __init__(self, owner: object, name: str, ident: str, options: MarkOptions) -> None:
        self.id, self.name = ident, options.name or name
        self.owner, self.attribute = owner, name
        self.file = ModuleFile("<no source>", {}, b"")
        self.history = []
        self.forbidden_imports, self.max_characters = (), 0
        qualname = type(owner).__qualname__
        self.mark = Mark(Form.CALL, qualname, name, _NOWHERE, _NOWHERE, "Constant")
        self.cell = Cell()
        self.cell.options = options
        self.cell.seen = getattr(owner, name)

    @property
    def has_source(self) -> bool:
        """It has none."""
        return False

    @property
    def where(self) -> str:
        """What it is an attribute of."""
        return f"an attribute of a {type(self.owner).__qualname__}"

    @property
    def source(self) -> str:
        """Raise TracerError: there is none."""
        raise TracerError(f"parameter {self.id!r} has no source: it is {self.where}")

    @property
    def span(self) -> Any:
        """Raise TracerError: there is none."""
        raise TracerError(f"parameter {self.id!r} has no span: it is {self.where}")

    def first_value(self) -> Any:
        """Return the value it had when it became a parameter."""
        return self.cell.seen

    def source_value(self) -> Any:
        """Return the same."""
        return self.cell.seen

    @property
    def changed(self) -> bool:
        """Was something else set?"""
        return self.cell.new is not UNSET


_of: WeakKeyDictionary[object, dict[str, AttributeParameter]] = WeakKeyDictionary()
_numbers: dict[str, int] = {}


def attribute(  # noqa: PLR0913  # the options of a mark, all keywords
    obj: Any,
    name: str,
    *,
    description: str | None = None,
    constraint: Constraint | None = None,
    bounds: tuple[float, float] | None = None,
    choices: Any = None,
    must_contain: tuple[str, ...] = (),
) -> Parameter:
    """Make an attribute of a live object a parameter: for values that no source holds.

    `diff` says that it has no source; `set`, `overlay` and `save_values` treat it as any other. Its id numbers the
    objects of a class in the order in which they are given here. Raises AttributeError if there is no such attribute,
    TracerError for an object that cannot be referred to weakly.
    """
    options = MarkOptions(None, description, constraint, bounds, choices, must_contain)
    with lock:
        known = _named_of(obj)
        if name not in known:
            ident = _next_id(obj, name, known)
            known[name] = AttributeParameter(obj, name, ident, options)
            add(known[name])
        return known[name]


def own_attribute(obj: Any, marked: Parameter) -> None:
    """Make the attribute that a mark with `per_instance` filled a parameter of this object."""
    place, options = marked.mark.place, marked.options
    if place is None or not hasattr(obj, place.name):
        return
    assert isinstance(options, MarkOptions)
    with lock:
        known = _named_of(obj)
        if place.name not in known:
            ident = _next_id(obj, marked.name, known)
            known[place.name] = AttributeParameter(obj, place.name, ident, options)
            add(known[place.name])


def _named_of(obj: Any) -> dict[str, AttributeParameter]:
    try:
        return _of.setdefault(obj, {})
    except TypeError:
        kind = type(obj).__qualname__
        raise TracerError(
            f"an attribute of a {kind} cannot be a parameter: it must be hashable and weakly referable"
        ) from None


def _next_id(obj: Any, name: str, known: Mapping[str, AttributeParameter]) -> str:
    start = f"{type(obj).__module__}:{type(obj).__qualname__}"
    number = next((int(p.id.split("#")[1].split(":")[0]) for p in known.values()), None)
    if number is None:
        number = _numbers[start] = _numbers.get(start, 0) + 1
    return f"{start}#{number}:{name}"


def attributes_of(obj: Any) -> Iterator[Parameter]:
    """Iterate over the attributes of an object that are parameters."""
    try:
        yield from _of.get(obj, {}).values()
    except TypeError:  # not hashable: nobody could make one
        return
