"""What the records on a tape mean: one template for each place in the code that writes one."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class RecordKind(IntEnum):
    """What a record says about its frame, beside the values it holds."""

    ENTER = 0
    """The frame begins. Its formals come with the first record after this one."""
    PATH = 1
    """A straight run of expressions was evaluated."""
    EXIT = 2
    """The same, and the frame returns; the first value is what it returns."""
    MARK = 3
    """What was entered since the last record of this frame belongs to the steps so far; the run goes on."""
    SUSPEND = 4
    """A run that ends in a `yield`."""
    DELEGATE = 5
    """A run that ends in an `await` or `yield from`."""
    RESUME = 6
    """A generator or coroutine goes on; the first value is its token."""
    RAISE = 7
    """An exception passes a `try` or `with`: the locals in `held`, which wait to be written, then its instruction, its id
    and that of its traceback.

    Where one of them may not be bound yet, a dictionary of all locals stands there (slot ALL_LOCALS), and the frames of
    lambdas and comprehensions inside, which have no guard of their own.
    """
    UNWIND = 8
    """The same, and the frame ends by it."""
    SINGLE = 9
    """One expression, in code that batches nothing; it belongs to the frame that runs."""
    TURN = 10
    """One turn of a comprehension, or of one of its conditions, in the middle of its frame's run."""
    RETURN = 11
    """As EXIT, but a `finally` or `with` is still to run: the frame ends with LEAVE."""
    LEAVE = 12
    """The frame ends, with the value of its last RETURN."""
    YIELD = 14
    """As SUSPEND, of a `yield` whose value is thrown away: it is the last step, and gave None unless a RESUME says else."""
    LOST = 13
    """Never written: the steps of a run that always ends in an exception, for reading RAISE and UNWIND."""


class Action(IntEnum):
    """What happened at a step's site."""

    EVALUATE = 0
    STORE = 1
    TAKE = 2
    SKIP = 3
    """TAKE, SKIP: the site's test was true, or its loop had an element; or not."""


TOKEN = -1
"""In place of a step: this slot holds the frame's token."""

NOTHING = -2
"""In place of a step: this slot holds the None that a function without `return` gives."""


ALL_LOCALS = -3
"""In place of a step: this slot of a RAISE or UNWIND holds a dictionary of all locals, or None where none are kept."""


class Skip(NamedTuple):
    """Steps `first` to `last` were not evaluated if slot `slot` holds UNSET."""

    slot: int
    first: int
    last: int


class Template(NamedTuple):
    """The meaning of a record: `(id, *values)`, one value for each slot.

    `function` is the site of the function (class, module) whose frame writes it. `steps` are the sites evaluated since
    that frame's last record, in order, each `site << 2 | action`. A slot is the number of the step that gave its value.
    """

    kind: RecordKind
    function: int
    steps: tuple[int, ...] = ()
    slots: tuple[int, ...] = ()
    skips: tuple[Skip, ...] = ()
    held: tuple[str, ...] = ()
    """The local that holds each slot's value until it is written; a dump of locals is read by it."""
    turns: int = 0
    """Of a TURN, and of a MARK in one: the comprehension."""


EXTEND = "@extend" + "@" * 40
"""The local through which a function writes."""

TOKEN_NAME = "@token" + "@" * 40
"""The local that holds a frame's token. Our names are long, so that Python never suggests one for a misspelt name."""

PLACEHOLDER: frozenset[object] = frozenset()
"""Begins the constant tuple that stands for a helper: no source can spell a tuple constant with a set in it."""

RERAISED = (PLACEHOLDER, "exception")
"""What a guard raises until `rewriters.reraising` has made that a re-raise. Any helper would do."""


ID_BITS = 20
"""A record's id is `module digest << ID_BITS | index of its template`."""


def step(site: int, action: Action = Action.EVALUATE) -> int:
    """Pack a step."""
    return site << 2 | action
