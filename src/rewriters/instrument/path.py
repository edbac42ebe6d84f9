"""The straight run of expressions that waits to be recorded, while one body is written."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace

from rewriters import emit
from rewriters.scopes import Scope
from rewriters.templates import NOTHING, Action, RecordKind, Skip, step

MAX_WAITING = 48


@dataclass(frozen=True, slots=True)
class Slot:
    """The local that holds the value of a step until it is recorded.

    `may_grow`: the user's name after `name += …`. A second reference to a string switches off its growth in place
    (measured: 140 times slower), so its value is then left to be computed from the operands.
    `loose`: a generator perhaps, which the tape must not keep alive: one that is abandoned is to be closed at once.
    """

    step: int
    local: str
    may_grow: bool = False
    fixed: ast.Constant | ast.Name | None = None
    loose: bool = False

    def load(self) -> ast.expr:
        """Return the expression that goes on the tape."""
        if self.fixed is not None:
            return self.fixed
        if self.loose:
            return emit.call(emit.helper("loosely"), emit.name(self.local))
        if not self.may_grow:
            return emit.name(self.local)
        is_text = ast.Compare(
            emit.call(emit.helper("type"), emit.name(self.local)), [ast.Is()], [emit.helper("str")]
        )
        return ast.IfExp(is_text, emit.helper("unset"), emit.name(self.local))


@dataclass
class Path:
    """Steps since the last record, the slots that hold their values, and what may not have run.

    `catches`: a `try` or `with` of this function keeps what an exception leaves. `quiet_loop`: the next turn of the loop around runs nobody's code before the body.
    `resumed`: the frame went on after a suspension, and no record has said so yet.
    `entered`: some call among the steps may have entered recorded code; `called`: one that could enter anything;
    `operated`: some operator or test may have.

    In a comprehension (`turns`) values are bound by extra clauses, `for @c in [value]`, put into `clauses`; a generator
    expression (`lazy`) runs in other frames' time and asks for the tape itself.
    """

    function: int
    scope: Scope
    token: bool = False
    steps: list[int] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    next_temp: int = 0
    temps: int = 0
    called: bool = False
    entered: bool = False
    operated: bool = False
    resets: list[str] = field(default_factory=list)
    catches: bool = False
    clauses: list[ast.comprehension] | None = None
    turns: int = 0
    lazy: bool = False
    resumed: bool = False
    quiet_loop: bool = True

    def snapshot(self) -> Path:
        """Return a copy to come back to at the other arm of a branch."""
        return replace(
            self,
            steps=list(self.steps),
            slots=list(self.slots),
            skips=list(self.skips),
            names=set(self.names),
        )

    def restore(self, snapshot: Path) -> None:
        """Go back to a snapshot; resets belong to the statement, not to an arm."""
        self.steps, self.slots = list(snapshot.steps), list(snapshot.slots)
        self.skips, self.names = list(snapshot.skips), set(snapshot.names)
        self.next_temp, self.called, self.entered, self.operated = (
            snapshot.next_temp,
            snapshot.called,
            snapshot.entered,
            snapshot.operated,
        )
        self.resumed = snapshot.resumed

    def clear(self) -> None:
        """Nothing waits."""
        self.steps, self.slots, self.skips, self.names = [], [], [], set()
        self.next_temp, self.called, self.entered, self.operated = 0, False, False, False
        self.resumed = False

    @property
    def full(self) -> bool:
        """Is it time to write what waits?"""
        return len(self.slots) > MAX_WAITING

    def temp(self) -> str:
        """Return a fresh local of ours."""
        self.next_temp += 1
        self.temps = max(self.temps, self.next_temp)
        return emit.temporary("t", self.next_temp - 1)

    def add(self, site: int | None, action: Action = Action.EVALUATE) -> int:
        """Add a step, return its number; a node nobody wrote makes none."""
        if site is not None:
            self.steps.append(step(site, action))
        return len(self.steps) - 1

    def keep(self, local: str, *, may_grow: bool = False) -> None:
        """The last step's value is in `local`."""
        self.slots.append(Slot(len(self.steps) - 1, local, may_grow=may_grow))

    def returns(self, value: ast.Name | ast.Constant) -> None:
        """What the frame returns goes first; it needs no temporary. It is the last step's value.

        A name that waits anyway stands there for both.
        """
        waiting = value.id if isinstance(value, ast.Name) else ""
        place = next((n for n, s in enumerate(self.slots) if s.local == waiting), None)
        if waiting and place is not None and not self.slots[place].may_grow:
            self.to_front(place)
        else:
            self._leave_with(len(self.steps) - 1 if self.steps else NOTHING, value)

    def to_front(self, place: int) -> Slot:
        """Make a slot the first one, return it."""
        moved = self.slots.pop(place)
        self.slots.insert(0, moved)
        self.skips = [s._replace(slot=_shifted(s.slot, place)) for s in self.skips]
        return moved

    def falls_off(self) -> None:
        """The body ends, and no expression has the None that it returns."""
        self._leave_with(NOTHING, ast.Constant(None))

    def _leave_with(self, first: int, value: ast.Name | ast.Constant) -> None:
        local = value.id if isinstance(value, ast.Name) else ""
        self.slots.insert(0, Slot(first, local, fixed=value))
        self.skips = [s._replace(slot=s.slot + 1) for s in self.skips]

    def loosen_last(self) -> None:
        """The last value may be a generator."""
        self.slots[-1] = replace(self.slots[-1], loose=True)

    def rename_last(self, name: str) -> None:
        """The last value is stored to the user's `name` at once: no temporary is needed."""
        self.slots[-1] = replace(self.slots[-1], local=name)
        self.names.add(name)
        self.next_temp -= 1

    def wait_for(self, name: str) -> None:
        """The last step's value is in the user's `name`, which must not be rebound before it is recorded."""
        self.keep(name)
        self.names.add(name)


def _shifted(slot: int, moved: int) -> int:
    if slot == moved:
        return 0
    return slot + 1 if slot < moved else slot


class Templates:
    """The templates of a module while it is written; ids begin at `base`."""

    def __init__(self, base: int) -> None:
        self.base = base
        self.rows: list[tuple[object, ...]] = []

    def add(  # noqa: PLR0913, PLR0917  # the fields of a template
        self,
        kind: RecordKind,
        function: int,
        steps: tuple[int, ...] = (),
        slots: tuple[int, ...] = (),
        skips: tuple[Skip, ...] = (),
        held: tuple[str, ...] = (),
        turns: int = 0,
    ) -> ast.Constant:
        """Add a template, return its id as a constant."""
        self.rows.append((int(kind), function, steps, slots, tuple(map(tuple, skips)), held, turns))
        return emit.constant(self.base + len(self.rows) - 1)
