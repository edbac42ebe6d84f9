"""Records in which nothing was entered, read as a whole: what is the same for all records of a template is worked out once."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rewriters.sites import SiteTable
from rewriters.templates import Action, RecordKind, Template
from tracer import truth
from tracer.frames import NOT_KEPT, Activation, Frame, Record
from tracer.modules import Module
from tracer.runtime import UNSET
from tracer.values import constant, load, stored_name, told_by_truth

SLOT, FIXED, NAME, BESIDE, OTHER = range(5)
"""Where a value is: in a slot, always the same, that of a name, that of an earlier step, elsewhere."""
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Quick:
    """How values are told at once: `fixed` first, then those of slots and names, then copies of those before, in order.

    `stores`: the names stored at the end, and by which step.
    """

    fixed: tuple[Any, ...]
    slots: tuple[tuple[int, int], ...]
    names: tuple[tuple[int, str], ...]
    copies: tuple[tuple[int, int], ...]
    stores: tuple[tuple[str | tuple[int, str], int], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the values of a record's steps are told. `codes` are the steps as the tables have them (`site << 2 | action`).

    `ways` says for each step where its value is, `names` which name it stores (by place in the record). `calls` are the
    calls by place, with the callee's name; `read`: names of other steps than callees.
    """

    sites: tuple[int, ...]
    codes: tuple[int, ...]
    ways: tuple[tuple[int, Any], ...]
    names: dict[int, str | tuple[int, str]]
    told: dict[int, bool]
    calls: tuple[tuple[int, str], ...]
    read: frozenset[str]
    quick: Quick | None


@dataclass(slots=True)
class Batch:
    """Evaluations of one record, in order, from the one at `begin` on."""

    frame: Frame
    plan: Plan
    values: list[Any]
    begin: int = 0

    @property
    def codes(self) -> tuple[int, ...]:
        """The steps evaluated."""
        if len(self.values) == len(self.plan.codes):
            return self.plan.codes
        return self.plan.codes[self.begin : self.begin + len(self.values)]


def plan_of(record: Record) -> Plan:
    """Return how a record's values are told."""
    skipped = tuple(s[1:] for s in record.template.skips if record.values[s[0]] is UNSET)
    return plan_without(record.ident, record.module, record.template, skipped)


def plan_without(
    ident: int, module: Module, template: Template, skipped: tuple[tuple[int, ...], ...]
) -> Plan:
    """Return how the values of a template's records are told that have not evaluated these ranges of steps."""
    # The answer to a `yield` bears its record's number, and is a kind of its own.
    key = ident, template.kind, skipped
    plan = _plans.get(key)
    if plan is None:
        plan = _plans[key] = _plan(module, template, skipped)
    return plan


def kept_plan(module: Module, codes: tuple[int, ...]) -> Plan:
    """Return the plan of steps whose values are kept."""
    stored = (stored_name(module.sites, code >> 2, Action(code & 3)) for code in codes)
    names = {place: name for place, name in enumerate(stored) if name is not None}
    sites = tuple(code >> 2 for code in codes)
    return Plan(sites, codes, ((OTHER, None),) * len(codes), names, {}, (), frozenset(), None)


def batch(frame: Frame, record: Record, plan: Plan) -> Batch:
    """Return what a record tells, and remember it for its frame."""
    return Batch(frame, plan, _values(frame, plan, record.values))


def entered_at(plan: Plan, inside: Sequence[Activation]) -> list[int] | None:
    """Return the places of the calls that entered these activations, or None where their names do not tell.

    Plain functions, each named by one call, in the order of the calls.
    """
    if any(activation.frame.token is not None for activation in inside):
        return None
    return named_at(plan, [(a.frame.module, a.frame.function) for a in inside])


def named_at(plan: Plan, functions: Sequence[tuple[Module, int]]) -> list[int] | None:
    """Return the places of the calls that entered frames of these functions, None where their names do not tell."""
    names = []
    for module, function in functions:
        row = module.sites.rows[function]
        name = row[3]
        if row[0] != "FunctionDef" or not name or name[:2] == "__":
            return None
        names.append(name)
    wanted = set(names)
    calls = [call for call in plan.calls if call[1] in wanted]
    if [name for _, name in calls] != names or wanted & plan.read:
        return None
    return [place for place, _ in calls]


def pieces(
    found: Batch, inside: Sequence[Activation], places: Sequence[int]
) -> Iterator[Batch | Activation]:
    """Iterate over the evaluations of a record and what its calls entered, in order."""
    begin = 0
    for activation, end in zip(inside, places, strict=True):
        yield Batch(found.frame, found.plan, found.values[begin:end], begin)
        yield activation
        begin = end
    yield Batch(found.frame, found.plan, found.values[begin:], begin)


def _values(frame: Frame, plan: Plan, kept: Sequence[Any]) -> list[Any]:
    """Tell the values of a record's steps; what cannot be told at once is told one by one."""
    if plan.quick is not None:
        found = _at_once(frame, plan.quick, kept)
        if found is not None:
            frame.latest.pop(id(plan), None)
            frame.latest[id(plan)] = plan.sites, found
            return found
    return _one_by_one(frame, plan, kept)


def _at_once(frame: Frame, quick: Quick, kept: Sequence[Any]) -> list[Any] | None:
    """Nothing of the frame has changed if this gives None."""
    out, names = list(quick.fixed), frame.names
    for place, slot in quick.slots:
        value = out[place] = kept[slot]
        if value is UNSET:
            return None
    for place, name in quick.names:
        value = names.get(name, UNSET)
        if value is UNSET:
            value = frame.namespace.get(name, UNSET)
            if value is UNSET:
                value = _BUILTINS.get(name, UNSET)
                if value is UNSET:
                    return None
        out[place] = value
    for place, earlier in quick.copies:
        out[place] = out[earlier]
    for stored, place in quick.stores:
        names[stored] = out[place]
    return out


_BUILTINS = vars(builtins)


def _one_by_one(frame: Frame, plan: Plan, kept: Sequence[Any]) -> list[Any]:
    """`OTHER` values are worked out from those before them."""
    out: list[Any] = []
    names, sites, seen = frame.names, plan.sites, 0
    for number, (way, where) in enumerate(plan.ways):
        if way == FIXED:
            value = where
        elif way == SLOT:
            value = kept[where]
        elif way == NAME:
            value = names.get(where, _MISSING)
        else:
            value = out[where] if way == BESIDE else _MISSING
        if value is UNSET or value is _MISSING:
            seen = _catch_up(frame, sites, out, seen)
            value = _worked_out(frame, plan, number)
        out.append(value)
        if number in plan.names:
            names[plan.names[number]] = value
    _catch_up(frame, sites, out, seen)
    return out


def _catch_up(frame: Frame, sites: tuple[int, ...], out: list[Any], seen: int) -> int:
    """Let the frame know the values told so far."""
    fresh = sites[seen : len(out)]
    values, times = frame.values, frame.times
    values.update(zip(fresh, out[seen:], strict=True))
    times.update(zip(fresh, range(frame.clock + 1, frame.clock + 1 + len(fresh)), strict=True))
    frame.clock += len(fresh)
    return len(out)


def _worked_out(frame: Frame, plan: Plan, number: int) -> Any:
    code = plan.codes[number]
    site, action = code >> 2, Action(code & 3)
    value = load(frame, site, action)
    if value is NOT_KEPT and site in plan.told:
        value = told_by_truth(frame, site, plan.told)
    return value


_plans: dict[tuple[int, RecordKind, tuple[tuple[int, ...], ...]], Plan] = {}


def _plan(module: Module, template: Template, skipped: tuple[tuple[int, ...], ...]) -> Plan:
    past = {n for first, last in skipped for n in range(first, last)}
    steps = template.steps[:-1] if template.kind is RecordKind.YIELD else template.steps
    numbers = [n for n in range(len(steps)) if n not in past]
    slots = {step: slot for slot, step in enumerate(template.slots)}
    codes = tuple(steps[n] for n in numbers)
    sites = tuple(c >> 2 for c in codes)
    told_steps = [
        None if n in past else (c >> 2, Action(c & 3), UNSET) for n, c in enumerate(steps)
    ]
    ways = tuple(
        _way(module, codes, place, slots.get(number)) for place, number in enumerate(numbers)
    )
    stores = (
        (place, stored_name(module.sites, code >> 2, Action(code & 3)))
        for place, code in enumerate(codes)
    )
    names = {place: name for place, name in stores if name is not None}
    calls, read = _named(module.sites, sites)
    told = truth.of_steps(told_steps, module.sites)
    quick = _quick(module, codes, ways, names, told)
    return Plan(sites, codes, ways, names, told, calls, read, quick)


def _quick(
    module: Module,
    codes: tuple[int, ...],
    ways: tuple[tuple[int, Any], ...],
    stored: dict[int, str | tuple[int, str]],
    told: dict[int, bool],
) -> Quick | None:
    """How all values are told at once, None where one needs those before it."""
    fixed: list[Any] = [None] * len(ways)
    slots, names, copies = [], [], []
    last: dict[str | tuple[int, str], int] = {}
    for place, (way, where) in enumerate(ways):
        site = codes[place] >> 2
        if way == FIXED and where is not UNSET:
            fixed[place] = where
        elif way == SLOT:
            slots.append((place, where))
        elif way == NAME and site not in told:
            if where in last:
                copies.append((place, last[where]))
            else:
                names.append((place, where))
        elif way == BESIDE:
            copies.append((place, where))
        elif way == OTHER and is_never_kept(module, codes[place], told):
            fixed[place] = NOT_KEPT
        else:
            return None
        if place in stored:
            last[stored[place]] = place
    return Quick(tuple(fixed), tuple(slots), tuple(names), tuple(copies), tuple(last.items()))


def is_never_kept(module: Module, code: int, told: dict[int, bool]) -> bool:
    """Is this an evaluation whose value nothing else tells?"""
    node = module.sites.rows[code >> 2][0]
    return code & 3 == Action.EVALUATE and node not in _TOLD and code >> 2 not in told


_TOLD = frozenset({"Constant", "Name", "BoolOp", "IfExp"})


def _named(
    sites: SiteTable, evaluated: tuple[int, ...]
) -> tuple[tuple[tuple[int, str], ...], frozenset[str]]:
    """The calls of a run with their callees' names, and the names of attributes that are no callees."""
    calls, read = [], set()
    for place, site in enumerate(evaluated):
        node, role, _, name, *_ = sites.rows[site]
        if node == "Call":
            calls.append((place, sites.rows[sites.children[site][0]][3] or ""))
        elif node == "Attribute" and role != "func" and name:
            read.add(name)
    return tuple(calls), frozenset(read)


def _way(module: Module, codes: tuple[int, ...], place: int, slot: int | None) -> tuple[int, Any]:
    site, action = codes[place] >> 2, codes[place] & 3
    rows = module.sites.rows
    if action in (Action.TAKE, Action.SKIP):
        return FIXED, NOT_KEPT
    if slot is not None:
        return SLOT, slot
    if action == Action.STORE:
        return _beside(module, codes, place, site)
    if rows[site][0] == "Constant":
        return FIXED, constant(module, site)
    if rows[site][0] == "Name" and not module.sites.comprehension(site):
        return NAME, rows[site][3]
    return OTHER, None


def _beside(module: Module, codes: tuple[int, ...], place: int, site: int) -> tuple[int, Any]:
    """The value that a store without a slot got, if it was evaluated in the same run."""
    rows, children = module.sites.rows, module.sites.children
    if rows[site][0] == "AugAssign":
        return OTHER, None
    for sibling in children[rows[site][2]]:
        if rows[sibling][1] == "value" and sibling != site:
            for earlier in range(place - 1, -1, -1):
                if codes[earlier] == sibling << 2:
                    return BESIDE, earlier
    return OTHER, None
