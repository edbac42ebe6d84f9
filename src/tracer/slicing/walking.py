"""A walk back along the events of a recording: what is the same for all events of a piece is looked up once."""

from __future__ import annotations

from tracer.slicing.facts import Facts
from tracer.slicing.index import Index, Run
from tracer.slicing.planned import Planned, Step


class Walk:
    """Stands at one event after the other, each before the last.

    `run` is its frame, `rule` the facts about its step; `entering`: did it enter a frame?
    """

    __slots__ = ("_base", "_begin", "_first", "_index", "_kept", "_piece", "_planned", "_step", "entering", "rule", "run")  # fmt: skip

    def __init__(self, index: Index) -> None:
        self._index, self._kept = index, index.pieces.kept
        self._first = len(index)
        self._piece = len(index.pieces.begins)
        self._base = self._begin = 0
        self._planned: Planned
        self._step: Step
        self.run: Run
        self.rule: Facts
        self.entering = False

    def to(self, event: int) -> None:
        """Go to an event before the one stood at."""
        if event < self._first:
            self._enter(event)
        planned, place = self._planned, event - self._base
        self._step = planned.steps.get(place) or planned.step(place)
        self.rule = self._step.rule
        self.entering = event == self._first and event in self._index.entered

    def _enter(self, event: int) -> None:
        """Go to the piece of an event, most often the one before."""
        pieces = self._index.pieces
        piece = self._piece - 1
        if pieces.firsts[piece] > event:
            piece = pieces.piece(event)
        self._piece, self._first, self._begin = piece, pieces.firsts[piece], pieces.begins[piece]
        self._base = self._first - self._begin
        self._planned = self._index.planned[pieces.plan[piece]]
        self.run = self._index.runs[pieces.frames[piece]]

    def used(self, event: int) -> list[int]:
        """Return the latest events before this one of the keys of its rule; where one is enough, the last of them all."""
        step, base = self._step, self._base
        if step.since >= self._begin:
            return [base + place for place in step.operands]
        keys = step.rule.keys
        assert keys is not None
        found = self._index.latest_of(self.run, keys, event)
        return [max(found)] if found and step.rule.alone else found

    @property
    def is_flat(self) -> bool:
        """Does the plan say that nothing which `used` tells of holds anything? Values that were kept know better."""
        step = self._step
        return step.flat and step.since >= self._begin and self._piece not in self._kept
