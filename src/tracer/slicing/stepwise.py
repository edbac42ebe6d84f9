"""The exact reading of what the quick one leaves: pieces made from the evaluations of activations, told one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rewriters.templates import Action
from tracer.batches import Batch, Plan, kept_plan
from tracer.events import Raised, told
from tracer.frames import NOT_KEPT, Activation, Frame, NotKept
from tracer.modules import Module
from tracer.pieces import NONE, Pieces

_MANAGED = frozenset({"With", "AsyncWith"})


def pieces_of(roots: list[Activation], own: Sequence[bool]) -> Pieces:
    """Return the pieces of the frames below `roots`; `own` says which of them are of the recording's own context."""
    writer = _Writer()
    outermost = iter(own)
    for item in told(roots):
        if isinstance(item, Activation):
            writer.enter(item.frame, outermost=not writer.open and next(outermost))
        elif item is None:
            writer.leave()
        elif isinstance(item, NotKept):
            writer.ran_between()
        elif isinstance(item, Batch):
            writer.add(item.plan, item.values, item.begin)
        else:
            _, site, action, value = item
            writer.add_one(site << 2 | Action(action), value)
    writer.pieces.number()
    return writer.pieces


class _Writer:
    """Writes pieces with the values they had; knows the activations that are open, and those that ended inside each.

    Of these the next event of the frame around is what entered them.
    """

    def __init__(self) -> None:
        self.pieces = Pieces(())
        self.open: list[int] = []
        self._owners: list[tuple[int, Frame]] = []
        self._ended: list[list[int]] = []
        self._frames: dict[int, int] = {}
        self._functions: dict[tuple[int, int], int] = {}
        self._plans: dict[int, int] = {}
        self._alone: dict[tuple[int, int], Plan] = {}
        self._lasts: dict[int, tuple[int, Any]] = {}
        self._managed: dict[int, int] = {}
        self._events = 0

    def enter(self, frame: Frame, *, outermost: bool) -> None:
        """A frame is entered or resumed."""
        pieces, activation = self.pieces, len(self.pieces.starts)
        place = self._place(frame)
        if pieces.begun[place] == NONE:
            pieces.begun[place] = activation
            if outermost:  # what is closed when nobody holds it goes on once more
                pieces.outermost.append(place)
        else:
            pieces.resumed.setdefault(place, [pieces.begun[place]]).append(activation)
        pieces.of.append(place)
        pieces.starts.append(len(pieces.sizes))
        pieces.ends.append(NONE)
        pieces.entered.append(NONE)
        self.open.append(activation)
        self._owners.append((place, frame))
        self._ended.append([])

    def _place(self, frame: Frame) -> int:
        place = self._frames.get(frame.number)
        if place is None:
            pieces = self.pieces
            place = self._frames[frame.number] = len(pieces.functions)
            key = id(frame.module), frame.function
            if key not in self._functions:
                self._functions[key] = len(pieces.owners)
                pieces.owners.append((frame.module, frame.function))
            pieces.functions.append(self._functions[key])
            pieces.numbers[place] = frame.number
            pieces.begun.append(NONE)
        return place

    def leave(self) -> None:
        """The innermost activation ends."""
        activation = self.open.pop()
        self._owners.pop()
        self._ended.pop()
        self.pieces.ends[activation] = len(self.pieces.sizes)
        if self._ended:
            self._ended[-1].append(activation)

    def ran_between(self) -> None:
        """What ended ran between two evaluations: it is the `__exit__` of a `with`."""
        place, _ = self._owners[-1]
        for activation in self._ended[-1]:
            self.pieces.within[activation] = self._managed.get(place, NONE)
        self._ended[-1].clear()

    def add_one(self, step: int, value: Any) -> None:
        """An evaluation."""
        place, frame = self._owners[-1]
        if type(value) is Raised:
            self.pieces.errors[self._events] = value.error
        elif value is NOT_KEPT:
            value = self._returned(frame, step >> 2, place)
        key = id(frame.module), step
        if key not in self._alone:
            self._alone[key] = kept_plan(frame.module, (step,))
        self.add(self._alone[key], [value])

    def _returned(self, frame: Frame, site: int, place: int) -> Any:
        """A `return` has the value of its expression, which was evaluated just before."""
        sites = frame.module.sites
        if sites.rows[site][0] != "Return":
            return NOT_KEPT
        if not sites.children[site]:
            return None
        last, value = self._lasts.get(place, (0, NOT_KEPT))
        return value if sites.rows[last][2] == site else NOT_KEPT

    def add(self, plan: Plan, values: Sequence[Any], begin: int = 0) -> None:
        """Evaluations of one record, from a place of its plan on."""
        if not values:
            return
        pieces, piece = self.pieces, len(self.pieces.sizes)
        place, frame = self._owners[-1]
        if id(plan) not in self._plans:
            self._plans[id(plan)] = len(pieces.plans)
            pieces.plans.append(plan)
            pieces.planned_for.append((frame.module, frame.function))
        for activation in self._ended[-1]:
            pieces.entered[activation] = piece
        self._ended[-1].clear()
        pieces.frames.append(place)
        pieces.plan.append(self._plans[id(plan)])
        pieces.positions.append(NONE)
        pieces.sizes.append(len(values))
        pieces.begins.append(begin)
        pieces.kept[piece] = with_returned(frame.module, plan, begin, values)
        self._remember(place, frame.module, plan, begin, values)
        self._events += len(values)

    def _remember(
        self, place: int, module: Module, plan: Plan, begin: int, values: Sequence[Any]
    ) -> None:
        end = begin + len(values)
        self._lasts[place] = plan.sites[end - 1], values[-1]
        rows = module.sites.rows
        for number in range(begin, end):
            if rows[plan.sites[number]][0] in _MANAGED:
                self._managed[place] = self._events + number - begin


def with_returned(module: Module, plan: Plan, begin: int, values: Sequence[Any]) -> Sequence[Any]:
    """Return the values of a piece with that of a `return`, which has that of its expression, evaluated just before."""
    if values[-1] is not NOT_KEPT:
        return values
    last = begin + len(values) - 1
    sites, site = module.sites, plan.sites[last]
    if sites.rows[site][0] != "Return":
        return values
    beside = len(values) > 1 and sites.rows[plan.sites[last - 1]][2] == site
    none = not sites.children[site]
    return [*values[:-1], values[-2] if beside else None if none else NOT_KEPT]
