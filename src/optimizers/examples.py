"""What candidates are tried on: examples with ids, and the part of them that is held out."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tracer.errors import TracerError


@dataclass(frozen=True, slots=True)
class Example:
    """An input of the program and what is expected of it.

    `input`: a dict is passed as keyword arguments, anything else as the one argument. `id`: what it is called in results;
    by default its number.
    """

    input: Any
    expected: Any = None
    id: str | None = None


Given = Example | tuple[Any, Any]
"""An example as users write it."""


def as_examples(data: Iterable[Given], first: int = 0) -> dict[str, Example]:
    """Return examples by id, in order. Raises TracerError for what is none, and for equal ids."""
    out: dict[str, Example] = {}
    for number, given in enumerate(data, first):
        example = _example(given, number)
        ident = str(number) if example.id is None else example.id
        if ident in out:
            raise TracerError(f"two examples are called {ident!r}; give each its own id")
        out[ident] = Example(example.input, example.expected, ident)
    return out


def _example(given: object, number: int) -> Example:
    if isinstance(given, Example):
        return given
    if isinstance(given, (tuple, list)) and len(given) == 2:
        return Example(given[0], given[1])
    raise TracerError(
        f"example {number} is {given!r:.60}: it has to be a pair (input, expected) or an Example"
    )


def split(
    data: Iterable[Given], validation: float | Iterable[Given] | None, seed: int
) -> tuple[dict[str, Example], dict[str, Example]]:
    """Return the examples for training and those for validation, in order.

    `validation`: a share of the data between 0 and 1, drawn by the seed; or examples of its own. Raises TracerError.
    """
    train = as_examples(data)
    if not train:
        raise TracerError("there is no data: give at least one pair (input, expected)")
    if validation is None:
        return train, {}
    if not isinstance(validation, (int, float)):
        held = as_examples(validation, first=len(train))
        both = sorted(train.keys() & held.keys())
        if both:
            raise TracerError(f"example {both[0]!r} is for training and for validation")
        return train, held
    if not 0 <= validation < 1:
        raise TracerError(f"validation={validation!r}: a share from 0 to below 1, or examples")
    drawn = set(drawn_ids(list(train), validation, seed))
    return (
        {i: e for i, e in train.items() if i not in drawn},
        {i: e for i, e in train.items() if i in drawn},
    )


def drawn_ids(ids: Sequence[str], share: float, seed: int) -> list[str]:
    """Draw a share of the ids, at most all but one."""
    count = min(round(len(ids) * share), len(ids) - 1)
    return sorted(random.Random(seed).sample(list(ids), count), key=list(ids).index)  # noqa: S311  # no secret


def held_out_by_name(ids: Sequence[str], share: float = 0.2, least: int = 10) -> list[str]:
    """Return the ids that a stable hash of their names holds out: none below `least` ids, else about `share`, at least one.

    Adding an id moves no other.
    """
    if len(ids) < least:
        return []
    places = {i: int(hashlib.sha256(i.encode()).hexdigest()[:8], 16) / 0x1_0000_0000 for i in ids}
    held = [i for i in ids if places[i] < share]
    return held or [min(ids, key=places.__getitem__)]
