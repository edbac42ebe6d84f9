"""What marks give in this process: the cells behind them, and the overlay of this context."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from types import CodeType, FrameType
from typing import Any
from weakref import ref

Place = tuple[str, int | None, int | None, int | None, int | None]
"""File, line, last line, column, last column, as `co_positions` tells them."""

Render = Callable[[Any, FrameType], Any]


class _Unset:
    """Nothing was set."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Any = _Unset()
_MUTABLE = frozenset({list, dict, set, bytearray})


class Cell:
    """One mark in this process.

    `seen`: what its own expression last gave. `new`: what is set in its place. `options`: those it was called with.
    `render`: makes the value from what is set, in the frame of the mark (templates).
    """

    __slots__ = ("__weakref__", "new", "options", "render", "seen")

    def __init__(self) -> None:
        self.seen: Any = UNSET
        self.new: Any = UNSET
        self.options: Any = None
        self.render: Render | None = None

    def chosen(self) -> Any:
        """Return what this context's overlay has for the mark, else what is set; UNSET if nothing is."""
        changes = overlaid.get()
        return self.new if changes is None else changes.values.get(self, self.new)

    def current(self, value: Any, caller: FrameType) -> Any:
        """Return what the mark gives where its own expression has given `value`."""
        new = self.chosen()
        if new is UNSET:
            return value
        if self.render is not None:
            return self.render(new, caller)
        return fresh(new)


class Changes:
    """What an overlay holds: values of cells, and bodies of functions.

    It is emptied when the overlay is closed: threads that outlive the block are without it.
    """

    __slots__ = ("bodies", "values")

    def __init__(self, values: Mapping[Cell, Any], bodies: Mapping[Cell, Any]) -> None:
        self.values, self.bodies = values, bodies

    def close(self) -> None:
        """Hold nothing any more."""
        self.values, self.bodies = {}, {}


class Process:
    """What holds for the whole process: how many overlays are open."""

    __slots__ = ("overlays",)

    def __init__(self) -> None:
        self.overlays = 0


overlaid: ContextVar[Changes | None] = ContextVar("tracer overlay", default=None)
process = Process()
_cells: dict[Place, Cell] = {}
_slots: dict[tuple[int, int], Cell] = {}
_codes: dict[int, ref[CodeType]] = {}


def fresh(value: Any) -> Any:
    """Return a value that its receiver may change: a display gives a new container each time, too."""
    return copy.deepcopy(value) if type(value) in _MUTABLE else value


def cell_at(place: Place) -> Cell:
    """Return the cell of the mark at a place."""
    return _cells.setdefault(place, Cell())


def move_cell(place: Place, cell: Cell) -> Cell:
    """Make the cell of a place known as that of another version of its file; return the one code there has."""
    new = _cells.setdefault(place, cell)
    if new is not cell:
        new.new, new.render = cell.new, cell.render
    return new


def slot(code: CodeType, instruction: int) -> Cell:
    """Return the cell of the mark that an instruction calls. An instruction without columns is known by its line."""
    positions = list(code.co_positions())
    line, end_line, col, end_col = positions[instruction // 2]
    cell = cell_at((code.co_filename, line, end_line, col, end_col))
    key = id(code)
    if key not in _codes:
        _codes[key] = ref(code, lambda _: _forget(key))
    _slots[key, instruction] = cell
    return cell


def _forget(key: int) -> None:
    """Code that is gone: its identity may be another's soon."""
    _codes.pop(key, None)
    for place in [p for p in _slots if p[0] == key]:
        del _slots[place]


slot_of = _slots.get
