"""What each event gave, read from the tape when it is first asked for."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from rewriters.templates import Action
from tracer.batches import BESIDE, FIXED, NAME, SLOT
from tracer.frames import NOT_KEPT
from tracer.letting_go import still_there
from tracer.pieces import NONE, Pieces
from tracer.runtime import UNSET
from tracer.slicing.as_of import AsOf
from tracer.slicing.planned import Planned
from tracer.slicing.runs import Run, Runs
from tracer.values import load, told_by_truth

KEPT = 1 << 18
"""How many answers are kept before they are worked out anew: a sweep asks again soon or never."""
_T = TypeVar("_T")
_BUILTINS = vars(builtins)


class Asked(dict[int, _T]):
    """Something about each event, by its number, worked out when first asked for. It iterates over all, in order."""

    def __init__(self, pieces: Pieces) -> None:
        super().__init__()
        self.pieces = pieces

    def __iter__(self) -> Iterator[_T]:  # type: ignore[override]  # a sequence to whoever reads it
        return (self[event] for event in range(len(self.pieces)))

    def __len__(self) -> int:
        return len(self.pieces)

    def _keep(self, event: int, found: _T) -> _T:
        if super().__len__() > KEPT:
            self.clear()
        self[event] = found
        return found


class Steps(Asked[int]):
    """The step of each event (`site << 2 | action`)."""

    def __missing__(self, event: int) -> int:
        pieces = self.pieces
        piece = pieces.piece(event)
        first, end = pieces.firsts[piece], pieces.firsts[piece + 1]
        begin = pieces.begins[piece]
        codes = pieces.plans[pieces.plan[piece]].codes
        self._keep(event, NONE)
        self.update(zip(range(first, end), codes[begin : begin + end - first], strict=True))
        return self[event]


class FrameOf(Asked[int]):
    """The frame of each event, by its place among `runs`."""

    def __missing__(self, event: int) -> int:
        pieces = self.pieces
        piece = pieces.piece(event)
        frame = self._keep(event, pieces.frames[piece])
        self.update(dict.fromkeys(range(pieces.firsts[piece], pieces.firsts[piece + 1]), frame))
        return frame


class Values(Asked[Any]):
    """What each event gave."""

    def __init__(self, pieces: Pieces, planned: Sequence[Planned], runs: Runs) -> None:
        super().__init__(pieces)
        self._planned, self._runs = planned, runs
        self._namespaces = {m: dict(m.namespace) for m, _ in pieces.planned_for}

    def __missing__(self, event: int) -> Any:
        """Follow names to their stores, and stores to what is beside them, up to what tells a value by itself."""
        asked, value = [], None
        while event != NONE and event not in self:
            asked.append(event)
            event, value = self._followed(event)
        if event != NONE:
            value = self[event]
        for one in asked:
            self._keep(one, value)
        return value

    def _followed(self, event: int) -> tuple[int, Any]:
        """Return the event that gave the same, or NONE and what an event gave."""
        pieces = self.pieces
        piece = pieces.piece(event)
        first = pieces.firsts[piece]
        if piece in pieces.kept:
            return NONE, pieces.kept[piece][event - first]
        planned = self._planned[pieces.plan[piece]]
        begin = pieces.begins[piece]
        place = begin + event - first
        way, where = planned.ways[place]
        if way == SLOT:
            value = still_there(pieces.items[pieces.moved + pieces.positions[piece] + 1 + where])
            return NONE, self._worked_out(event, planned, place) if value is UNSET else value
        if way == FIXED:
            return NONE, where
        run = self._runs[pieces.frames[piece]]
        if way == BESIDE:
            code = planned.plan.codes[where]
            beside = event - place + where
            return (beside if where >= begin else run.occurrences.latest(code, event)), None
        if way == NAME:
            store = run.occurrences.evaluated(where, event)
            if store != NONE:
                return store, None
            value = self._namespaces[planned.statics.module].get(where, UNSET)
            value = _BUILTINS.get(where, UNSET) if value is UNSET else value
            if value is not UNSET:
                return NONE, value
        return NONE, self._worked_out(event, planned, place)

    def _worked_out(self, event: int, planned: Planned, place: int) -> Any:
        plan = planned.plan
        site, action = plan.sites[place], Action(plan.codes[place] & 3)
        run = self._runs[self.pieces.frames[self.pieces.piece(event)]]
        if planned.statics.node(site) == "AugAssign" and place in plan.names:
            self._grow(run, plan.names[place], event)
        frame = AsOf(run, event, self, self._namespaces[planned.statics.module])
        value = load(frame, site, action)
        return (
            told_by_truth(frame, site, plan.told)
            if value is NOT_KEPT and site in plan.told
            else value
        )

    def _grow(self, run: Run, name: str | tuple[int, str], event: int) -> None:
        """What `text += more` gave needs what the one before it gave: those from the first one on, so that nothing recurses."""
        earlier, todo = run.occurrences.evaluated(name, event), list[int]()
        rows = run.statics.rows
        while (
            earlier != NONE
            and earlier not in self
            and rows[self.pieces.step(earlier) >> 2][0] == "AugAssign"
        ):
            todo.append(earlier)
            earlier = run.occurrences.evaluated(name, earlier)
        for one in reversed(todo):
            self._keep(one, self[one])
