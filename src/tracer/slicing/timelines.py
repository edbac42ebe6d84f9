"""Timelines: the cells of one container at any point of the run, moved back and forth along its writes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from tracer.slicing import effects
from tracer.slicing.cells import Cell, Of, Reading, are_flat, first_cells
from tracer.slicing.histories import ALL, History, Write
from tracer.slicing.index import NONE

_MOVING = frozenset({effects.REMOVE, effects.SHUFFLE, effects.CLEAR, effects.INSERT, effects.POP})


class Timeline:
    """The cells of one container, moved back and forth along its writes.

    A write that is not understood loses them, until the container is cleared.
    """

    def __init__(self, flows: Reading, value: Any, history: History, origin: int) -> None:
        self.writes, self._events = history.writes, history.events
        self._flows, self._index, self._kind = flows, flows.index, type(value)
        self._moving = [w for w in self.writes if self._moves(w)]
        self._moved = [w.event for w in self._moving]
        dicts = self._kind is dict
        self._resizing = [w.event for w in self.writes if dicts or w.what != effects.SET]
        self._position = 0
        self._undo: list[Any] = []
        self._flat: bool | None = None
        self.state: Any = self._first(origin)

    def at(self, before: int) -> Any:
        """Return the cells just before an event: a list, a dict by key, or None where they are not known."""
        wanted = bisect_left(self._events, before)
        while self._position < wanted:
            self._undo.append(self._apply(self.writes[self._position]))
            self._position += 1
        while self._position > wanted:
            self._position -= 1
            self._revert(self._undo.pop())
        return self.state

    @property
    def is_flat(self) -> bool:
        """Are the cells known at every point, and is nothing in them, ever, that may change?"""
        if self._flat is None:
            self._flat = self._stays_flat()
        return self._flat

    def _stays_flat(self) -> bool:
        self.at(0)
        if not are_flat(self._index, self.state):
            return False
        for write in self.writes:
            self.at(write.event + 1)
            kind, where, _ = self._undo[-1] if self._undo else ("state", None, None)
            new = self.state if kind == "state" else self.state[where:] if kind == "extend" else ()
            if kind in {"insert", "set"}:
                new = [self.state[where]]
            elif kind == "put":
                new = [self.state[where]] if where in self.state else []
            if not are_flat(self._index, new):
                return False
        return True

    def shifted(self, before: int, after: int, *, ends: bool) -> Iterator[int]:
        """Iterate over the writes between two events that moved elements; `ends`: or changed how many there are."""
        number = bisect_left(self._moved, before) - 1
        while number >= 0 and self._moving[number].event > after:
            write = self._moving[number]
            if ends or write.what != effects.POP or not self._at_end(write):
                yield write.event
            number -= 1

    def _moves(self, write: Write) -> bool:
        """Does a write move elements, or take some away?"""
        if self._kind is dict and write.what == effects.SET:
            return self._drops(write)
        return write.what in _MOVING

    def resized(self, before: int) -> int:
        """Return the last write before an event that changed how many elements there are, or NONE."""
        number = bisect_left(self._resizing, before) - 1
        return self._resizing[number] if number >= 0 else NONE

    # ------------------------------------------------------------------ forwards and back

    def _revert(self, undo: Any) -> None:
        kind, where, old = undo
        if kind == "state":
            self.state = old
        elif kind == "insert":
            del self.state[where]
        elif kind == "delete":
            self.state.insert(where, old)
        elif kind == "set":
            self.state[where] = old
        elif kind == "put":
            if old is None:
                self.state.pop(where, None)
            else:
                self.state[where] = old
        elif kind == "extend":
            del self.state[where:]

    def _apply(self, write: Write) -> tuple[str, Any, Any]:
        old = self.state
        if write.what == effects.CLEAR:
            self.state = [] if self._kind is list else {}
            return "state", None, old
        if old is None:
            return "state", None, None
        done = self._list(write) if self._kind is list else self._dict(write)
        if done is None:
            self.state = None
            return "state", None, old
        return done

    def _list(self, write: Write) -> tuple[str, Any, Any] | None:
        state, event = self.state, write.event
        args = self._args(event)
        if write.what == effects.APPEND and args:
            state.append(Cell(event, None, args[0]))
            return "insert", len(state) - 1, None
        if write.what == effects.INSERT and len(args) > 1:
            place = self._number(args[0], len(state))
            if place is not None:
                state.insert(place, Cell(event, None, args[1]))
                return "insert", min(place, len(state) - 1), None
        if write.what == effects.POP and state:
            place = self._number(args[0], len(state)) if args else len(state) - 1
            if place is not None and place < len(state):
                return "delete", place, state.pop(place)
        if write.what == effects.REMOVE and write.key != ALL and write.key[1] < len(state):
            return "delete", write.key[1], state.pop(write.key[1])
        if write.what == effects.SET and write.key != ALL and 0 <= write.key[1] < len(state):
            old = state[write.key[1]]
            state[write.key[1]] = Cell(event, None, self._stored(event))
            return "set", write.key[1], old
        if write.what == effects.EXTEND:
            more = self._spread(event)
            if more is not None:
                state.extend(more)
                return "extend", len(state) - len(more), None
        return None

    def _dict(self, write: Write) -> tuple[str, Any, Any] | None:
        if write.what != effects.SET or write.key == ALL:
            return None
        old = self.state.get(write.key)
        if self._drops(write):
            self.state.pop(write.key, None)
        elif self._name(write) == "setdefault":
            args = self._args(write.event)
            if old is None:
                self.state[write.key] = Cell(write.event, None, args[1] if len(args) > 1 else NONE)
        else:
            self.state[write.key] = Cell(write.event, None, self._stored(write.event))
        return "put", write.key, old

    def _drops(self, write: Write) -> bool:
        run, site = self._index.run_of(write.event), self._index.site(write.event)
        if run.statics.node(site) == "Subscript":
            return run.statics.node(run.statics.parent(site)) == "Delete"
        return self._name(write) in {"pop", "__delitem__"}

    def _name(self, write: Write) -> str | None:
        run, site = self._index.run_of(write.event), self._index.site(write.event)
        if run.statics.node(site) != "Call":
            return None
        return run.statics.rows[run.statics.children[site][0]][3]

    def _at_end(self, write: Write) -> bool:
        args = self._args(write.event)
        return not args or self._index.values[args[0]] == -1

    def _args(self, event: int) -> list[int]:
        run, site = self._index.run_of(event), self._index.site(event)
        return self._flows.calls.operands(event)[1:] if run.statics.node(site) == "Call" else []

    def _number(self, event: int, length: int) -> int | None:
        value = self._index.values[event]
        if type(value) is not int:
            return None
        return min(value, length) if value >= 0 else max(0, length + value)

    def _stored(self, event: int) -> int:
        """The event whose value a subscript store put in."""
        run, site = self._index.run_of(event), self._index.site(event)
        if run.statics.node(site) == "AugAssign":
            return event
        value = run.statics.child(run.statics.parent(site), "value")
        return NONE if value is None else self._index.latest(run, value, event)

    def _spread(self, event: int) -> list[Cell] | None:
        """What an `extend` or `+=` adds, where the other container's cells are known."""
        run, site = self._index.run_of(event), self._index.site(event)
        if run.statics.node(site) == "AugAssign":
            source = self._index.latest(run, run.statics.children[site][1], event)
        else:
            args = self._args(event)
            source = args[0] if len(args) == 1 else NONE
        cells = None if source == NONE else self._flows.cells_of(source, event)
        if not isinstance(cells, list):
            return None
        shape = tuple(self._flows.shape(source, event))
        return [Cell(event, Of(((source, None), (c.event, c.part), *shape)), c.held) for c in cells]

    # ------------------------------------------------------------------ the beginning

    def _first(self, origin: int) -> Any:
        return None if origin == NONE else first_cells(self._flows, origin)
