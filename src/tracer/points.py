"""Places in a user's source that a slice can begin at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """The nth evaluation of a load or store of `name` on a line of a file; the last one by default.

    `file` is absolute, relative to the current folder, or the end of a path that fits one recorded file.
    """

    file: str
    line: int
    name: str
    nth: int = -1
