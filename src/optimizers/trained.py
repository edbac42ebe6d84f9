"""Which parameters are tried, and what the user should know of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from optimizers.errors import InvalidOption
from rewriters.editing.literals import same
from tracer.live import UNSET
from tracer.trainables.parameter import Parameter

_LIMITING = frozenset({"bounds", "choices", "constraint", "must_contain"})
"""Options of marks that say which values may be tried."""


def known_of(found: Iterable[Parameter]) -> list[Parameter]:
    """Return those whose value is known. Raises InvalidOption where one may have no value at all."""
    known = [p for p in found if p.known_value() is not UNSET]
    for parameter in known:
        _require_values(parameter)
    return known


def notes_of(known: Iterable[Parameter]) -> list[str]:
    """Return what is to be said of parameters that are tried."""
    return [note for p in known for note in _notes(p)]


def _require_values(p: Parameter) -> None:
    if p.bounds is not None and not p.bounds[0] <= p.bounds[1]:
        raise InvalidOption(
            f"{p.name} ({p.where}): no number is within bounds={p.bounds!r}; the least comes first"
        )
    if p.choices is not None and not p.choices:
        raise InvalidOption(f"{p.name} ({p.where}): it has no choices")


def _notes(p: Parameter) -> Iterator[str]:
    unread = [name for name in p.unread_options if name in _LIMITING]
    if unread:
        yield (
            f"tried without {' and '.join(unread)}, not known before it runs (run the program once first, or write literals): "
            f"{p.name} ({p.where})"
        )
    if p.choices is not None and not _is_among(p.value, p.choices):
        yield f"{p.name} ({p.where}): {p.value!r:.60} is none of its choices, and only these are tried"
    elif p.kind == "number" and p.bounds is not None and not _is_within(p.value, p.bounds):
        low, high = p.bounds
        yield (
            f"{p.name} ({p.where}): {p.value!r} is not between {low!r} and {high!r}, and only values between are tried"
        )


def _is_among(value: object, choices: Sequence[object]) -> bool:
    return any(same(choice, value) for choice in choices)


def _is_within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
