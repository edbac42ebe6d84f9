"""What the quick reading must know of each record."""

from __future__ import annotations

from rewriters.templates import ID_BITS, TOKEN, RecordKind, Template
from tracer.batches import named_at, plan_without
from tracer.frames import meaning_of
from tracer.modules import Module
from tracer.pieces import Pieces
from tracer.runtime import UNSET
from tracer.tape import LANE

PATH, RETURN, EXIT, LEAVE, ENTER, MARK, OTHER, STRANGE = range(8)
"""What a record says: of the last two, something that takes a closer look, and something that cannot be read quickly."""
_WAYS = {
    RecordKind.PATH: PATH,
    RecordKind.RETURN: RETURN,
    RecordKind.EXIT: EXIT,
    RecordKind.LEAVE: LEAVE,
    RecordKind.ENTER: ENTER,
    RecordKind.MARK: MARK,
    RecordKind.DELEGATE: STRANGE,
}
VARIES = -1
Shape = tuple[int, int, int, int, int]
"""What it says, function, items, plan (VARIES: ask for the variant), events."""


class Shapes(dict[int, Shape]):
    """The shape of each record, by its id; adds functions and plans to the pieces."""

    def __init__(self, pieces: Pieces) -> None:
        super().__init__({LANE: (STRANGE, 0, 0, 0, 0)})
        self._pieces = pieces
        self._functions: dict[tuple[int, int], int] = {}
        self._plans: dict[tuple[int, RecordKind, tuple[tuple[int, ...], ...]], int] = {}
        self._calls: dict[tuple[int, ...], list[int] | None] = {}

    def __missing__(self, ident: int) -> Shape:
        module, template, size = meaning_of(ident)
        way = _WAYS.get(template.kind, OTHER)
        lazy = module.sites.rows[template.function][0] == "GeneratorExp"
        if way != STRANGE and (TOKEN in template.slots or lazy):
            way = OTHER
        plan, count = VARIES, 0
        if way <= ENTER and not template.skips:
            plan = self.plan(ident, module, template, ())
            count = len(self._pieces.plans[plan].codes)
        function = self._function(ident >> ID_BITS, module, template.function)
        found = self[ident] = way, function, size + 1, plan, count
        return found

    def _function(self, digest: int, module: Module, function: int) -> int:
        key = digest, function
        if key not in self._functions:
            self._functions[key] = len(self._functions)
            self._pieces.owners.append((module, function))
        return self._functions[key]

    def plan(
        self, ident: int, module: Module, template: Template, skipped: tuple[tuple[int, ...], ...]
    ) -> int:
        """Return the number of the plan of records that have skipped these steps."""
        key = ident, template.kind, skipped
        if key not in self._plans:
            self._plans[key] = len(self._pieces.plans)
            self._pieces.plans.append(plan_without(ident, module, template, skipped))
            self._pieces.planned_for.append((module, template.function))
        return self._plans[key]

    def variant(self, position: int) -> tuple[int, int]:
        """Return the plan of a record that may have skipped steps, and how many events it has."""
        items = self._pieces.items
        ident, first = items[position], position + 1
        module, template, _ = meaning_of(ident)
        skipped = tuple(s[1:] for s in template.skips if items[first + s[0]] is UNSET)
        plan = self.plan(ident, module, template, skipped)
        return plan, len(self._pieces.plans[plan].codes)

    def places(self, plan: int, functions: tuple[int, ...]) -> list[int] | None:
        """Return which steps of a record entered frames of these functions, None where their names do not tell."""
        key = (plan, *functions)
        if key not in self._calls:
            pieces = self._pieces
            known = all(function >= 0 for function in functions)
            self._calls[key] = (
                named_at(pieces.plans[plan], [pieces.owners[function] for function in functions])
                if known
                else None
            )
        return self._calls[key]
