"""What a recording evaluated, in flat arrays: one entry for each piece of a record, in the order of evaluation."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, compress
from typing import Any

from tracer.batches import Plan
from tracer.modules import Module

NONE = -1
"""In place of a piece, an activation, an event or a position: there is none."""
_BLOCK = 8
"""So many bits of an event's number share one entry of the table that finds pieces."""

_SHORT = 64
"""So many pieces are looked through for those of one frame; of a long one all are put in order once they were twice."""


def _numbers() -> array[int]:
    return array("i")


@dataclass(slots=True)
class Pieces:
    """Pieces of records, between which nothing else was evaluated, by number; and the frames they belong to.

    `items`: the tape, on which they have `moved` since their positions were taken.

    Of a piece: `frames` its frame, `plan` its plan among `plans` (for the functions beside in `planned_for`), `positions` where its record stands among `items`,
    `sizes` how many events it has and, once all are there, `firsts` its first event (and at the end how many there are).
    `begins` says where in its plan it begins, `kept` gives
    the values of one whose record does not tell them by itself.

    Of an activation (a frame from where it is entered or resumed to where it is left): `starts` and `ends` are its first
    piece and the one after its last, `entered` is the piece that begins with the event that entered it. Of a frame: `functions` is its function among `owners`, `numbers` its number among all frames of the
    tape. `of` is the frame of each activation and `begun` the first activation of each frame, where they have not the
    same numbers; `resumed` has all activations of a frame that has several. `within`: events
    that entered an activation without being the next that was evaluated. `errors`: the evaluations that raised, and the
    identity of the exception. `outermost`: the frames that the recording's own context entered from code that is not recorded.
    """

    items: Sequence[Any]
    moved: int = 0
    plans: list[Plan] = field(default_factory=list)
    planned_for: list[tuple[Module, int]] = field(default_factory=list)
    frames: array[int] = field(default_factory=_numbers)
    plan: array[int] = field(default_factory=_numbers)
    positions: array[int] = field(default_factory=lambda: array("q"))
    sizes: array[int] = field(default_factory=_numbers)
    firsts: array[int] = field(default_factory=_numbers)
    begins: array[int] = field(default_factory=_numbers)
    kept: dict[int, Sequence[Any]] = field(default_factory=dict)
    starts: array[int] = field(default_factory=_numbers)
    ends: array[int] = field(default_factory=_numbers)
    entered: array[int] = field(default_factory=_numbers)
    owners: list[tuple[Module, int]] = field(default_factory=list)
    functions: array[int] = field(default_factory=_numbers)
    numbers: dict[int, int] = field(default_factory=dict)
    of: array[int] = field(default_factory=_numbers)
    begun: array[int] = field(default_factory=_numbers)
    resumed: dict[int, list[int]] = field(default_factory=dict)
    within: dict[int, int] = field(default_factory=dict)
    errors: dict[int, int] = field(default_factory=dict)
    outermost: list[int] = field(default_factory=list)
    _looked: int = 3
    _asked: tuple[int, array[int]] = field(default_factory=lambda: (NONE, _numbers()))
    _blocks: array[int] = field(default_factory=_numbers)
    _order: array[int] = field(default_factory=_numbers)
    _cuts: array[int] = field(default_factory=_numbers)

    def number(self) -> None:
        """Number the events, once all pieces have their sizes."""
        self._asked = NONE, _numbers()
        self.firsts = array("i", accumulate(self.sizes, initial=0))
        firsts, piece, found = self.firsts, 0, _numbers()
        for event in range(0, firsts[-1], 1 << _BLOCK):
            piece = bisect_right(firsts, event, piece) - 1
            found.append(piece)
        found.append(len(firsts) - 1)
        self._blocks = found
        self.sizes = _numbers()

    def __len__(self) -> int:
        """Return the number of events."""
        return self.firsts[-1]

    def piece(self, event: int) -> int:
        """Return the piece of an event."""
        blocks, block = self._blocks, event >> _BLOCK
        return bisect_right(self.firsts, event, blocks[block], blocks[block + 1] + 1) - 1

    def step(self, event: int) -> int:
        """Return what an event evaluated (`site << 2 | action`)."""
        piece = self.piece(event)
        place = self.begins[piece] + event - self.firsts[piece]
        return self.plans[self.plan[piece]].codes[place]

    def of_frame(self, frame: int) -> array[int]:
        """Return the pieces of a frame, in order; some may be empty."""
        if frame == self._asked[0]:
            return self._asked[1]
        found = self._of_frame(frame)
        self._asked = frame, found
        return found

    def _of_frame(self, frame: int) -> array[int]:
        if not self._cuts:
            which = self.activations_of(frame)
            start, end = self.starts[which[0]], self.ends[which[-1]]
            if self._looked or end - start < _SHORT:
                self._looked -= end - start >= _SHORT
                inside = map(frame.__eq__, self.frames[start:end])
                return array("i", compress(range(start, end), inside))
            self._arrange()
        return self._order[self._cuts[frame] : self._cuts[frame + 1]]

    def activations_of(self, frame: int) -> Sequence[int]:
        """Return the activations of a frame, in order."""
        several = self.resumed.get(frame)
        if several is not None:
            return several
        return (self.begun[frame] if self.begun else frame,)

    def owner(self, activation: int) -> tuple[int, int]:
        """Return the frame of an activation, and which of its activations it is."""
        if not self.of:
            return activation, 0
        frame = self.of[activation]
        several = self.resumed.get(frame)
        return frame, 0 if several is None else bisect_right(several, activation) - 1

    def entering(self, activation: int) -> int:
        """Return the event that entered an activation, or NONE."""
        piece = self.entered[activation]
        return self.within.get(activation, NONE) if piece == NONE else self.firsts[piece]

    def _arrange(self) -> None:
        """Put the pieces of each frame beside one another."""
        counts = Counter(self.frames)
        sizes = (counts[frame] for frame in range(len(self.functions)))
        self._cuts = array("i", accumulate(sizes, initial=0))
        self._order = array("i", sorted(range(len(self.frames)), key=self.frames.__getitem__))
