"""What kind of thing a parameter is, and whether a value is of an annotated type."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The contract's kinds; each compares equal to its text."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    CODE = "code"
    VALUE = "value"


def kind_of(value: object, choices: object) -> Kind:
    """Return the kind of a value; a bool is a choice."""
    if choices is not None or isinstance(value, bool):
        return Kind.CHOICE
    if isinstance(value, str):
        return Kind.TEXT
    return Kind.NUMBER if isinstance(value, (int, float)) else Kind.VALUE


def annotated_type(annotation: str | None, namespace: Mapping[str, Any]) -> Any:
    """Return the type an annotation names in its module; `Any` where it cannot be told."""
    if annotation is None:
        return Any
    known = {**vars(typing), **namespace}
    try:
        return eval(annotation, known)  # noqa: S307  # the user's own annotation, as `typing.get_type_hints` does
    except (NameError, AttributeError, TypeError, SyntaxError):
        return Any


def fits(value: object, wanted: Any) -> bool:
    """Is a value of an annotated type? What cannot be told is."""
    if wanted is None or wanted is type(None):
        return value is None
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in {typing.Union, types.UnionType}:
        return any(fits(value, a) for a in arguments)
    if origin is typing.Literal:
        return any(value == a and type(value) is type(a) for a in arguments)
    if origin in {typing.Annotated, typing.Final, typing.ClassVar}:
        return not arguments or fits(value, arguments[0])
    if isinstance(origin, type):
        return isinstance(value, origin) and _parts_fit(value, origin, arguments)
    return _is_instance(value, wanted)


def _is_instance(value: object, wanted: Any) -> bool:
    if wanted in (float, int):
        numbers = (int, float) if wanted is float else int
        return isinstance(value, numbers) and not isinstance(value, bool)
    try:
        return not isinstance(wanted, type) or isinstance(value, wanted)
    except TypeError:  # a protocol that is not for the run time, or Any
        return True


def _parts_fit(value: Any, origin: type, arguments: tuple[Any, ...]) -> bool:
    if issubclass(origin, dict) and len(arguments) == 2:
        return all(fits(k, arguments[0]) and fits(v, arguments[1]) for k, v in value.items())
    if issubclass(origin, tuple) and arguments and arguments[-1] is not ...:
        return len(value) == len(arguments) and all(map(fits, value, arguments))
    if issubclass(origin, (list, set, frozenset, tuple)) and arguments:
        return all(fits(v, arguments[0]) for v in value)
    return True
