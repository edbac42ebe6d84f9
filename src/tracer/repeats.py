"""Several records read at once: those of a loop whose turns go one way, and those of a short call."""

from __future__ import annotations

import itertools
from array import array
from operator import is_

from tracer.pieces import Pieces
from tracer.shapes import EXIT, PATH, VARIES, Shapes
from tracer.tape import LANE

_Call = tuple[int, "array[int]", "array[int]", "array[int]"]
"""Of a short call: the items of the record that tells of it; sizes, plans and beginnings of its pieces."""
_NO_CALL: _Call = 0, array("i"), array("i"), array("i")
_CHUNK = 1 << 14


class Repeats:
    """Reads several records at once, where it can, up to the end of a part of the tape."""

    def __init__(self, pieces: Pieces, shapes: Shapes, end: int) -> None:
        self._pieces, self._items, self._shapes, self._end = pieces, pieces.items, shapes, end
        self._calls: dict[tuple[int, int, int], _Call] = {}

    def same(self, ident: int, position: int) -> int:
        """Add the same record as often as it follows itself; return the position after the last one.

        A loop without calls whose turns go one way is read at a fraction of the cost.
        """
        pieces, items = self._pieces, self._items
        length, chunk, first = self._shapes[ident][2], 16, position
        going_on = True
        while going_on:
            chunk = min(2 * chunk, _CHUNK)
            idents = items[position : min(self._end, position + chunk * length) : length]
            same = list(map(is_, idents, itertools.repeat(ident)))
            going_on = len(same) == chunk and all(same)
            position += length * (len(same) if all(same) else same.index(False))
        times = (position - first) // length
        for numbers in (pieces.sizes, pieces.plan, pieces.begins, pieces.frames):
            numbers.extend(numbers[-1:] * times)
        pieces.positions.extend(array("q", range(first, position, length)))
        return position

    def short_call(self, position: int, of: int, function: int, frame: int) -> int:
        """Read a call of a function that writes one record, and the record that tells of the call, at once.

        Return the position after it; 0: it is something else, of which nothing was read.
        """
        pieces, items = self._pieces, self._items
        if position >= self._end:
            return 0
        ended = items[position]
        length = self._shapes[ended][2]
        outer = position + length
        if outer >= self._end or pieces.of:
            return 0
        key = ended, items[outer], function
        call = self._calls.get(key)
        if call is None:
            if items[outer] == LANE:
                return 0
            call = self._calls[key] = self._call(ended, of, items[outer], function)
        length, sizes, plans, begins = call
        if not length:
            return 0
        number, new = len(pieces.sizes), len(pieces.functions)
        pieces.sizes.extend(sizes)
        pieces.plan.extend(plans)
        pieces.begins.extend(begins)
        pieces.positions.extend((outer, position, outer))
        pieces.frames.extend((frame, new, frame))
        pieces.functions.append(of)
        pieces.starts.append(number + 1)
        pieces.ends.append(number + 2)
        pieces.entered.append(number + 2)
        return outer + length

    def _call(self, ended: int, of: int, around: int, function: int) -> _Call:
        """Return what three pieces such a call has, if it is one, and how long the record is that tells of it."""
        way, inner, _, plan, count = self._shapes[ended]
        way_around, outer, length, plan_around, count_around = self._shapes[around]
        if (way, inner, way_around, outer) != (EXIT, of, PATH, function):
            return _NO_CALL
        if VARIES in (plan, plan_around):
            return _NO_CALL
        places = self._shapes.places(plan_around, (of,))
        if places is None:
            return _NO_CALL
        sizes = array("i", (places[0], count, count_around - places[0]))
        plans = array("i", (plan_around, plan, plan_around))
        return length, sizes, plans, array("i", (0, 0, places[0]))
