"""Histories: the recorded writes to one object, in order."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Any

from tracer.slicing import effects

ALL = "*"
"""In place of a key: everything an object holds."""


@dataclass(slots=True)
class Write:
    """One event that changed an object. `key`: where, ALL if not known; `sure`: it replaced what was there."""

    event: int
    what: int
    key: Any = ALL
    sure: bool = False
    length: int | None = None


@dataclass(slots=True)
class History:
    """All writes to one object, in order, and their events. `by_key`, `loose`: their places, by key and of those without a known one."""

    writes: list[Write] = field(default_factory=list)
    events: array[int] = field(default_factory=lambda: array("i"))
    by_key: dict[Any, array[int]] = field(default_factory=dict)
    loose: array[int] = field(default_factory=lambda: array("i"))
    shifts: bool = False
    length: int | None = None

    def add(self, write: Write) -> None:
        """Add the next write."""
        place = len(self.writes)
        self.writes.append(write)
        self.events.append(write.event)
        if write.key == ALL:
            self.loose.append(place)
        else:
            self.by_key.setdefault(write.key, array("i")).append(place)


def place(key: Any) -> Any:
    """Return what stands for a key among places: numbers that are equal are one place."""
    return ("key", key) if effects.known_key(key) else ALL


def from_start(key: Any, length: int | None) -> Any:
    """Count a negative place from the start."""
    if type(key) is tuple and type(key[1]) is int and key[1] < 0:
        return ALL if length is None else ("key", length + key[1])
    return key
