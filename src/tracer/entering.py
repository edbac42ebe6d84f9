"""How unlikely it is that a frame, or a turn of a comprehension, was entered at a place of a run."""

from __future__ import annotations

from rewriters.sites import SiteTable
from tracer.frames import NOT_KEPT, Activation, Frame, Record
from tracer.operands import has_operand, known_value, operand_values, runs, same
from tracer.places import Doing, Place
from tracer.special_methods import (
    BETWEEN,
    BINARY,
    CLASS,
    COMPREHENSIONS,
    CONSUMERS,
    FORMATS,
    ITERATION,
    MADE,
    OPERATORS,
    SAME_RESULT,
    STORES,
    TRUTH,
)

ITSELF = 1
"""Of a call: it enters the plain function of its name, and nothing else."""
_NONE = 0
SURE, LIKELY, OPEN, CONSUMED, STRANGE, ANY, NEVER = 0, 1, 2, 3, 5, 20, 1_000
"""How unlikely something is: the values it was done with tell it, to impossible."""
_ANNOTATED = ANY - 2
_LAZY: tuple[object, ...] = (map, filter, zip, enumerate, reversed, iter)


def cost(frame: Frame, place: Place, item: Activation) -> int:
    """Return how unlikely it is that this was entered there: one of the levels above, or a sum of them."""
    doing = place.doing
    row = item.frame.module.sites.rows[item.frame.function]
    name = row[3] or ""
    if doing is Doing.START:
        return LIKELY if name in BETWEEN else ANY - 1
    if doing is Doing.END:
        return OPEN if name in BETWEEN else ANY
    if doing is Doing.DEFINE:
        return _definition_cost(frame, place, item, name)
    if row[0] == "ClassDef":
        return ANY
    if item.frame.token is not None or row[0] in {"GeneratorExp", "AsyncFunctionDef"}:
        return _lazy_cost(frame, place, item, name)
    return _COSTS[doing](frame, place, item, name)


def turn_cost(sites: SiteTable, place: Place, record: Record) -> int:
    """A turn comes before the value of what it stands in, and before a turn that an exception has ended."""
    site, turns = record.template.steps[0] >> 2, record.template.turns
    if place.doing in (Doing.OPERATE, Doing.CALL) and sites.stands_in(turns or site, place.site):
        return SURE
    return SURE if turns and _is_in_turn(sites, place.site, turns) else ANY


def _is_in_turn(sites: SiteTable, site: int, comprehension: int) -> bool:
    """Does a site stand in the comprehension, its first iterable left out?"""
    while site > comprehension:
        _, role, parent, *_ = sites.rows[site]
        if parent == comprehension:
            first = next(c for c in sites.children[parent] if sites.rows[c][1] == "iter")
            return role != "iter" or site != first
        site = parent
    return False


def _definition_cost(frame: Frame, place: Place, item: Activation, name: str) -> int:
    sites = frame.module.sites
    is_class = sites.rows[place.site][0] == "ClassDef"
    if is_class and item.frame.module.sites is sites and item.frame.function == place.site:
        return SURE
    decorators = [c for c in place.operands if sites.rows[c][1] == "decorator_list"]
    if decorators:
        return SURE if any(runs(known_value(frame, c), item) for c in decorators) else OPEN
    return (LIKELY if name in CLASS else OPEN) if is_class else _ANNOTATED


def _lazy_cost(frame: Frame, place: Place, item: Activation, name: str) -> int:
    """A generator or coroutine is entered by what consumes it, never by the call that makes it."""
    sites = frame.module.sites
    node = sites.rows[place.site][0]
    if place.doing is Doing.CALL:
        if place.site in sites.parameters:
            return ANY
        callee = known_value(frame, place.operands[0])
        if sites.entries.get(place.site) == ITSELF or runs(callee, item):
            return ANY
        if any(runs(v, item) for v in operand_values(frame, place.operands)):
            return SURE
        made_here = runs(known_value(frame, place.site), item)
        return (
            ANY if made_here or _is_lazy(callee) or _is_named(sites, place, item) else CONSUMED + 1
        )
    if place.doing is not Doing.ITERATE and node not in CONSUMERS:
        return ANY
    values = operand_values(frame, place.operands)
    if any(runs(v, item) for v in values):
        return SURE
    iterates = name in ITERATION and (place.doing is Doing.ITERATE or node in COMPREHENSIONS)
    if iterates or name in OPERATORS.get(node, ()):
        return SURE if any(v is item.receiver for v in values) else OPEN
    return CONSUMED


def _is_lazy(callee: object) -> bool:
    return any(callee is lazy for lazy in _LAZY)


def _is_named(sites: SiteTable, place: Place, item: Activation) -> bool:
    name = item.frame.module.sites.rows[item.frame.function][3]
    return name is not None and sites.rows[place.operands[0]][3] == name


def _call_cost(frame: Frame, place: Place, item: Activation, name: str) -> int:
    sites, site = frame.module.sites, place.site
    entry = sites.entries.get(site)
    if entry == ITSELF:
        same = item.frame.module.sites is sites and _is_named(sites, place, item)
        return SURE if same else NEVER
    callee = known_value(frame, place.operands[0])
    if runs(callee, item):
        return SURE
    if _is_lazy(callee):
        return LIKELY if name in ITERATION and has_operand(frame, place, item) else ANY
    if any(runs(v, item) for v in operand_values(frame, place.operands[1:])):
        return SURE
    if name in MADE and any(item.receiver is v for v in (callee, known_value(frame, site))):
        return SURE
    if _is_named(sites, place, item):
        function = place.operands[0]
        receiver = sites.children[function][:1] if sites.rows[function][0] == "Attribute" else ()
        return SURE if receiver and known_value(frame, receiver[0]) is item.receiver else LIKELY
    operates = name[:2] == "__" and has_operand(frame, place, item)
    if operates and sites.rows[place.operands[0]][3] == name[2:-2]:
        return SURE
    if entry == _NONE:
        return LIKELY if operates else ANY
    if name[:2] != "__" or name in MADE:
        return OPEN
    return OPEN if operates else STRANGE


def _operator_cost(frame: Frame, place: Place, item: Activation, name: str) -> int:
    node, role, _, attribute, *_ = frame.module.sites.rows[place.site]
    if name in OPERATORS.get(node, ()):
        return _of_operands(frame, place, item) + _gave_other(frame, place, item, name)
    if node == "Compare" and name == "__bool__":
        return LIKELY
    if node == "Attribute" and len(item.formals) < 2:
        known = _of_operands(frame, place, item) + _gave_other(frame, place, item, name)
        if attribute == name:
            return known + (role == "func")
        return ANY if name[:2] == "__" else max(known, OPEN)
    return ANY if node[:5] != "Match" else OPEN


def _gave_other(frame: Frame, place: Place, item: Activation, name: str) -> bool:
    """Is what the method gave not what the operator did?"""
    value = known_value(frame, place.site)
    told = value is not NOT_KEPT and (name in SAME_RESULT or name[:2] != "__")
    return told and value is not item.frame.result


def _store_cost(frame: Frame, place: Place, item: Activation, name: str) -> int:
    sites = frame.module.sites
    node, _, parent, attribute, *_ = sites.rows[place.site]
    deletes = sites.rows[parent][0] == "Delete"
    property_ = node == "Attribute" and attribute == name and (len(item.formals) == 1) is deletes
    if not property_ and name not in STORES.get(node, ()):
        return ANY
    value = parent if sites.rows[parent][0] == "AugAssign" else _stored(sites, parent)
    known = known_value(frame, value)
    other = known is not NOT_KEPT and bool(item.formals) and not deletes
    return _of_operands(frame, place, item) + (other and not same(known, item.formals[-1]))


def _stored(sites: SiteTable, statement: int) -> int:
    """Return the expression whose value an assignment stores, or 0."""
    return next((c for c in sites.children[statement] if sites.rows[c][1] == "value"), 0)


def _truth_cost(frame: Frame, place: Place, item: Activation, name: str) -> int:
    if name not in TRUTH:
        return ANY
    known = _of_operands(frame, place, item)
    return known if known < STRANGE else 2 * ANY


def _format_cost(frame: Frame, place: Place, item: Activation, name: str) -> int:
    return _of_operands(frame, place, item) if name in FORMATS else ANY


def _iteration_cost(frame: Frame, place: Place, item: Activation, name: str) -> int:
    if name in ITERATION:
        return min(_of_operands(frame, place, item), OPEN)
    if any(runs(v, item) for v in operand_values(frame, place.operands)):
        return SURE
    return CONSUMED if name[:2] != "__" else STRANGE


def _other_cost(_frame: Frame, _place: Place, _item: Activation, _name: str) -> int:
    return OPEN


_COSTS = {
    Doing.CALL: _call_cost,
    Doing.OPERATE: _operator_cost,
    Doing.STORE: _store_cost,
    Doing.ASK: _truth_cost,
    Doing.FORMAT: _format_cost,
    Doing.ITERATE: _iteration_cost,
    Doing.OTHER: _other_cost,
}


def _of_operands(frame: Frame, place: Place, item: Activation) -> int:
    """Is the object whose method this is what the place works on, as far as the values are known?"""
    if not item.formals:
        return LIKELY
    known = [v for v in (known_value(frame, o) for o in place.operands) if v is not NOT_KEPT]
    if len(known) < len(place.operands):
        return SURE if any(same(v, f) for v in known for f in item.formals) else LIKELY
    formals = item.formals
    if (
        len(known) == len(formals) == 2
        and item.frame.module.sites.rows[item.frame.function][3] in BINARY
    ):
        pairs = zip(known, formals, strict=True), zip(known, formals[::-1], strict=True)
        return SURE if any(all(same(v, f) for v, f in pair) for pair in pairs) else STRANGE
    return SURE if any(same(v, f) for v in known for f in formals) else STRANGE
