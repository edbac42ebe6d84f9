"""From what a reply suggests to a value of the parameter's type. Nothing is evaluated but literals."""

from __future__ import annotations

import ast
import math
from typing import Any, Protocol


class Typed(Protocol):
    """What of a parameter its conversion depends on."""

    @property
    def name(self) -> str:
        """What replies call it."""

    @property
    def kind(self) -> str:
        """`text`, `number`, `choice`, `code` or `value`."""

    @property
    def value(self) -> Any:
        """What it is now."""

    @property
    def choices(self) -> Any:
        """The values it may have, or None."""


_LONGEST_NUMBER = 4_000


def convert(parameter: Typed, suggested: object) -> Any:
    """Return the value that is meant. Raises ValueError with a reason that can be shown to a model.

    Text from tags is read by the parameter's kind: `"False"` is False for a choice of truth values, `"3"` is 3.0 where
    the value is a float. A JSON value of the right type is taken as it is.
    """
    if parameter.kind in {"text", "code"}:
        if isinstance(suggested, str):
            return suggested
        raise ValueError(f"{parameter.name} is text, not {_shown(suggested)}")
    if parameter.choices is not None:
        return _choice(parameter, suggested)
    if isinstance(parameter.value, bool):
        return _truth(parameter, suggested)
    if parameter.kind == "number":
        return _number(parameter, suggested)
    return _value(parameter, suggested)


def _choice(parameter: Typed, suggested: object) -> Any:
    choices = list(parameter.choices)
    for choice in choices:
        if type(choice) is type(suggested) and choice == suggested:
            return choice
    told = suggested.strip() if isinstance(suggested, str) else repr(suggested)
    for choice in choices:
        if told in {repr(choice), str(choice) if isinstance(choice, str) else repr(choice)}:
            return choice
    raise ValueError(f"{parameter.name} is one of {choices!r:.200}, not {_shown(suggested)}")


def _truth(parameter: Typed, suggested: object) -> bool:
    if isinstance(suggested, bool):
        return suggested
    told = str(suggested).strip().lower() if isinstance(suggested, str) else ""
    if told in {"true", "false"}:
        return told == "true"
    raise ValueError(f"{parameter.name} is True or False, not {_shown(suggested)}")


def _number(parameter: Typed, suggested: object) -> int | float:
    number = _parsed(suggested)
    is_number = isinstance(number, (int, float)) and not isinstance(number, bool)
    if not is_number or (isinstance(number, float) and not math.isfinite(number)):
        raise ValueError(f"{parameter.name} is a finite number, not {_shown(suggested)}")
    assert isinstance(number, (int, float))
    if isinstance(parameter.value, float):
        try:
            return float(number)
        except OverflowError:
            raise ValueError(f"{parameter.name} is too large for a float") from None
    if isinstance(parameter.value, int):
        if number != int(number):
            raise ValueError(f"{parameter.name} is a whole number, not {_shown(suggested)}")
        return int(number)
    return number


def _parsed(suggested: object) -> object:
    """Read a number's text; underscores and a sign are allowed, expressions are not."""
    if not isinstance(suggested, str):
        return suggested
    text = suggested.strip()
    if len(text) > _LONGEST_NUMBER:
        return None
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return None


def _value(parameter: Typed, suggested: object) -> Any:
    if isinstance(suggested, str) and not isinstance(parameter.value, str):
        try:
            suggested = ast.literal_eval(suggested.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            raise ValueError(
                f"{parameter.name} is a Python literal like {_shown(parameter.value)}"
            ) from None
    kind = type(parameter.value)
    if parameter.value is not None and type(suggested) is not kind:
        if kind is tuple and isinstance(suggested, list):
            return tuple(suggested)
        raise ValueError(f"{parameter.name} is a {kind.__name__}, not {_shown(suggested)}")
    return suggested


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:60]}… ({len(text)} characters)"
