"""What the quick reading found, and how a record divides its events among the pieces that waited for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracer.frames import Record
from tracer.pieces import Pieces
from tracer.shapes import Shapes

Inner = tuple[int, int, int]
"""What came inside a run, before its record: an activation, the piece before it, its function; or one of the next two."""
MARKED, TURNED = -1, -2
"""In place of an activation: a mark with its steps and turns; a record of a turn, with its position."""


@dataclass(slots=True)
class Later:
    """A run of an activation whose events only the values of its frame tell.

    What came inside, where its record stands (NONE: it has none), its last piece.
    """

    frame: int
    activation: int
    inner: list[Inner]
    position: int
    piece: int


@dataclass(slots=True)
class Framed:
    """What the quick reading found. `results`: the last records that say how an outermost frame ended, by frame.

    `tokens`: those of generators, by frame. `answers`: records that no one wrote, by piece: what a `yield` has given.
    """

    pieces: Pieces
    later: list[Later] = field(default_factory=list)
    results: dict[int, int] = field(default_factory=dict)
    tokens: dict[int, int] = field(default_factory=dict)
    answers: dict[int, Record] = field(default_factory=dict)


def divided(out: Framed, shapes: Shapes, run: Later, plan: int, count: int) -> tuple[int, int]:
    """Give each piece before something that a record's calls entered its events; return how many are left, and the first.

    Where names do not tell the calls the run is left for later.
    """
    entered = [i for i in run.inner if i[0] >= 0]
    turned = any(number == TURNED for number, _, _ in run.inner)
    places = None if turned else shapes.places(plan, tuple([i[2] for i in entered]))
    if places is None:
        out.later.append(run)
        return 0, 0
    pieces, begin, waiting = out.pieces, 0, list[int]()
    for (activation, piece, _), place in zip(entered, places, strict=True):
        pieces.plan[piece], pieces.positions[piece] = plan, run.position
        pieces.sizes[piece] = place - begin
        pieces.begins[piece] = begin
        if place > begin:
            enter(pieces, waiting, piece)
        waiting.append(activation)
        begin = place
    enter(pieces, waiting, run.piece)
    return count - begin, begin


def enter(pieces: Pieces, activations: list[int], piece: int) -> None:
    """The first event of a piece has entered these activations."""
    for activation in activations:
        pieces.entered[activation] = piece
    activations.clear()
