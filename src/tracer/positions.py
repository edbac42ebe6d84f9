"""What each instruction of a code object does, and where the source says so."""

from __future__ import annotations

import dis
from collections.abc import Mapping
from functools import lru_cache
from types import CodeType
from typing import NamedTuple

Place = tuple[int, ...]
"""Line, last line, column, last column."""


class Instruction(NamedTuple):
    """What an instruction does, the how manieth of its kind and place it is, and the place: lines, then columns.

    Recorded functions have two bodies; `ordinal` counts in each from 0.
    """

    name: str
    ordinal: int
    line: int
    end_line: int
    col: int
    end_col: int

    @property
    def place(self) -> Place:
        """Line, last line, column, last column."""
        return self[2:]


@lru_cache(maxsize=4096)
def instructions(code: CodeType) -> Mapping[int, Instruction]:
    """Return the instructions that have a place, by their offset; caches count as what they belong to."""
    found: dict[int, Instruction] = {}
    counts: dict[tuple[str, Place], int] = {}
    last: Instruction | None = None
    for item in dis.get_instructions(code, show_caches=True):
        if item.opname != "CACHE":
            place = tuple(n for n in item.positions or () if n is not None)
            last = None
            if len(place) == 4:
                ordinal = counts[item.opname, place] = counts.get((item.opname, place), -1) + 1
                last = Instruction(item.opname, ordinal, *place)
        if last is not None:
            found[item.offset] = last
    for offset, at in found.items():
        count = counts[at.name, at.place] + 1
        if count % 2 == 0 and at.ordinal >= count // 2:
            found[offset] = at._replace(ordinal=at.ordinal - count // 2)
    return found
