"""Which step of a run entered which frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from rewriters.sites import SiteTable
from tracer import codes
from tracer.frames import NOT_KEPT, Activation, Frame, Record
from tracer.places import Doing, Place, Step

__all__ = ["Inner", "Mark", "Step", "Turn", "assign"]

_ITSELF = 1
_NONE = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """What was entered so far belongs to the first so many steps: of the run, or of a turn of this comprehension."""

    steps: int
    turns: int


@dataclass(slots=True)
class Turn:
    """A piece of a run that has a record of its own: a turn of a comprehension. And what it entered."""

    record: Record
    entered: list[Inner | Mark]


Inner = Activation | Turn


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


_ITERATION = _set("__iter__ __next__ __getitem__ __len__ __length_hint__ __aiter__ __anext__")
_TRUTH = _set("__bool__ __len__")
_MADE = _set("__init__ __new__ __call__ __post_init__")
_ARITHMETIC = frozenset(
    f"__{prefix}{name}__"
    for prefix in ("", "r", "i")
    for name in "add sub mul matmul truediv floordiv mod divmod pow lshift rshift and xor or".split()
)
_BINARY = _ARITHMETIC | _set("__eq__ __ne__ __lt__ __le__ __gt__ __ge__ __contains__")
_OPERATORS = {
    "Attribute": _set("__getattr__ __getattribute__ __get__"),
    "Subscript": _set("__getitem__ __missing__ __hash__ __eq__ __index__ __class_getitem__"),
    "Compare": _ITERATION | _set("__eq__ __ne__ __lt__ __le__ __gt__ __ge__ __contains__ __hash__"),
    "With": _set("__enter__"),
    "UnaryOp": _set("__neg__ __pos__ __invert__"),
    "BinOp": _ARITHMETIC,
    "AugAssign": _ARITHMETIC,
    "Dict": _set("__hash__ __eq__ keys __getitem__ __iter__ __next__ __len__"),
    "Set": _set("__hash__ __eq__"),
    "DictComp": _ITERATION | _set("__hash__ __eq__"),
    "SetComp": _ITERATION | _set("__hash__ __eq__"),
    "ListComp": _ITERATION,
    "GeneratorExp": _set("__iter__"),
    "Await": _set("__await__"),
    "YieldFrom": _ITERATION | _set("send throw close"),
    "Raise": _MADE,
}  # fmt: skip
_FORMATS = _set("__format__ __str__ __repr__")
_STORES = {
    "Attribute": _set("__setattr__ __set__ __delattr__ __delete__"),
    "Subscript": _set("__setitem__ __delitem__ __hash__ __eq__ __index__"),
}
_BETWEEN = _set("__exit__ __aexit__ __aenter__ __next__ __anext__")
_CLASS = _set("__init_subclass__ __set_name__ __new__ __init__ __prepare__ __call__")
_CONSUMERS = _set("YieldFrom Await ListComp SetComp DictComp Compare With AsyncWith")
_LAZY: tuple[object, ...] = (map, filter, zip, enumerate, reversed, iter)
_SURE, _LIKELY, _OPEN, _CONSUMED, _STRANGE, _ANY, _NEVER = 0, 1, 2, 3, 5, 20, 1_000


def assign(
    run: Sequence[Place],
    begin: int,
    end: int,
    inside: Sequence[Inner],
    frame: Frame,
    out: dict[int, list[Inner]],
) -> None:
    """Tell before which of the steps from `begin` to `end` each of `inside` ran, all in order; -1: before the run.

    Between two marks stands at most one call that may enter anything. A call of a plain function of the module enters
    just that one; operators, attributes and loops enter the methods named after them, of their operands. The cheapest
    assignment that keeps the order is taken.
    """
    if not inside:
        return
    sites = frame.module.sites
    found = [
        Place(-1 if begin == 0 else begin, 0, Doing.START),
        *(p for p in run if begin <= p.index < end + p.after),
        Place(end, 0, Doing.END),
    ]
    once = [p.doing is Doing.CALL and sites.entries.get(p.site) == _ITSELF for p in found]
    rows: dict[tuple[object, ...], list[int]] = {}
    kinds = [_kind(item) for item in inside]
    for item, kind in zip(inside, kinds, strict=True):
        if kind not in rows:
            rows[kind] = [_cost(frame, place, item) for place in found]
    alike = [
        n > 0 and kinds[n - 1] == kinds[n] and not isinstance(item, Turn)
        for n, item in enumerate(inside)
    ]
    stay = [_NEVER if o else int(p.doing in _SINGLE) for o, p in zip(once, found, strict=True)]
    frames = {
        k: rows[k] for k, item in zip(kinds, inside, strict=True) if not isinstance(item, Turn)
    }
    wanted = [
        (s == 1 or once[c]) and any(row[c] == _SURE for row in frames.values())
        for c, s in enumerate(stay)
    ]
    columns = _cheapest([rows[k] for k in kinds], alike, stay, wanted)
    for item, column in zip(inside, columns, strict=True):
        out.setdefault(found[column].index, []).append(item)


_SINGLE = {Doing.OPERATE, Doing.STORE, Doing.ASK, Doing.FORMAT}


def _kind(item: Inner) -> tuple[object, ...]:
    """Items of one kind cost the same everywhere."""
    if isinstance(item, Turn):
        return (item.record.ident,)
    ends = id(item.frame.result) if item.frame.ended else 0
    formals = tuple(map(id, item.formals[:2]))
    return id(item.frame.module), item.frame.function, item.frame.token, ends, formals


def _cheapest(
    costs: list[list[int]], alike: list[bool], stay: list[int], wanted: list[bool]
) -> list[int]:
    """Return a non-decreasing choice of columns, one for each row, of least cost; of equals the first.

    `stay`: what it costs to choose a column for a row that is `alike` the one before it, once more. A column that is
    `wanted` costs 1 if it is chosen for none.
    """
    missed = [0, *accumulate(wanted)]
    best = list[int]()
    choices: list[list[int]] = []
    for number, row in enumerate(costs):
        choice, total = [], []
        lowest, where = (_NEVER * (len(costs) + 1), 0) if number else (0, 0)
        for column, cost in enumerate(row):
            least, before = lowest + missed[column], where
            if number:
                lasting = alike[number] or stay[column] >= _NEVER
                again = best[column] + (stay[column] if lasting else 0)
                if again <= least:
                    least, before = again, column
                if (left := best[column] - missed[column + 1]) < lowest:
                    lowest, where = left, column
            choice.append(before)
            total.append(least + cost)
        best = total
        choices.append(choice)
    ends = [b + missed[-1] - missed[c + 1] for c, b in enumerate(best)]
    column = min(range(len(best)), key=lambda c: (ends[c], c))
    out = [column]
    for choice in reversed(choices[1:]):
        column = choice[column]
        out.append(column)
    return out[::-1]


def _cost(frame: Frame, place: Place, item: Inner) -> int:
    """Return how unlikely it is that this was entered there."""
    sites = frame.module.sites
    doing = place.doing
    if isinstance(item, Turn):
        return _turn_cost(sites, place, item.record)
    row = item.frame.module.sites.rows[item.frame.function]
    name = row[3] or ""
    if doing is Doing.START:
        return _LIKELY if name in _BETWEEN else _ANY - 1
    if doing is Doing.END:
        return _OPEN if name in _BETWEEN else _ANY
    if doing is Doing.DEFINE:
        return _definition_cost(frame, place, item, name)
    if row[0] == "ClassDef":
        return _ANY
    if item.frame.token is not None or row[0] in {"GeneratorExp", "AsyncFunctionDef"}:
        return _lazy_cost(frame, place, item)
    return _COSTS[doing](frame, place, item, name)


def _turn_cost(sites: SiteTable, place: Place, record: Record) -> int:
    """A turn comes before the value of what it stands in, and before a turn that an exception has ended."""
    site, turns = record.template.steps[0] >> 2, record.template.turns
    if place.doing in (Doing.OPERATE, Doing.CALL) and sites.stands_in(turns or site, place.site):
        return _SURE
    return _SURE if turns and _is_in_turn(sites, place.site, turns) else _ANY


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
        return _SURE
    decorators = [c for c in place.operands if sites.rows[c][1] == "decorator_list"]
    if decorators:
        return _SURE if any(_runs(_known(frame, c), item) for c in decorators) else _OPEN
    return (_LIKELY if name in _CLASS else _OPEN) if is_class else _ANY


def _lazy_cost(frame: Frame, place: Place, item: Activation) -> int:
    """A generator or coroutine is entered by what consumes it, never by the call that makes it."""
    sites = frame.module.sites
    node = sites.rows[place.site][0]
    if place.doing is Doing.CALL:
        if place.site in sites.parameters:
            return _ANY
        callee = _known(frame, place.operands[0])
        if sites.entries.get(place.site) == _ITSELF or _runs(callee, item):
            return _ANY
        if any(_runs(v, item) for v in _operand_values(frame, place.operands)):
            return _SURE
        made_here = _runs(_known(frame, place.site), item)
        return (
            _ANY if made_here or callee in _LAZY or _is_named(sites, place, item) else _CONSUMED + 1
        )
    if place.doing is not Doing.ITERATE and node not in _CONSUMERS:
        return _ANY
    consumed = any(_runs(v, item) for v in _operand_values(frame, place.operands))
    return _SURE if consumed else _CONSUMED


def _is_named(sites: SiteTable, place: Place, item: Activation) -> bool:
    name = item.frame.module.sites.rows[item.frame.function][3]
    return name is not None and sites.rows[place.operands[0]][3] == name


def _call_cost(frame: Frame, place: Place, item: Activation, name: str) -> int:
    sites, site = frame.module.sites, place.site
    entry = sites.entries.get(site)
    if entry == _ITSELF:
        same = item.frame.module.sites is sites and _is_named(sites, place, item)
        return _SURE if same else _NEVER
    callee = _known(frame, place.operands[0])
    if _runs(callee, item):
        return _SURE
    if any(callee is lazy for lazy in _LAZY):
        return _LIKELY if name in _ITERATION and _has_operand(frame, place, item) else _ANY
    if any(_runs(v, item) for v in _operand_values(frame, place.operands[1:])):
        return _SURE
    if name in _MADE and any(item.receiver is v for v in (callee, _known(frame, site))):
        return _SURE
    if _is_named(sites, place, item):
        function = place.operands[0]
        receiver = sites.children[function][:1] if sites.rows[function][0] == "Attribute" else ()
        return _SURE if receiver and _known(frame, receiver[0]) is item.receiver else _LIKELY
    operates = name[:2] == "__" and _has_operand(frame, place, item)
    if operates and sites.rows[place.operands[0]][3] == name[2:-2]:
        return _SURE
    if entry == _NONE:
        return _LIKELY if operates else _ANY
    if name[:2] != "__" or name in _MADE:
        return _OPEN
    return _OPEN if operates else _STRANGE


def _operator_cost(frame: Frame, place: Place, item: Activation, name: str) -> int:
    node, role, _, attribute, *_ = frame.module.sites.rows[place.site]
    if name in _OPERATORS.get(node, ()):
        return _of_operands(frame, place, item) + _gave_other(frame, place, item, name)
    if node == "Compare" and name == "__bool__":
        return _LIKELY
    if node == "Attribute" and len(item.formals) < 2:
        known = _of_operands(frame, place, item) + _gave_other(frame, place, item, name)
        return known + (role == "func") if attribute == name else max(known, _OPEN)
    return _ANY if node[:5] != "Match" else _OPEN


_SAME_RESULT = _ARITHMETIC | _set(
    "__neg__ __pos__ __invert__ __getitem__ __get__ __getattr__ __getattribute__"
)


def _gave_other(frame: Frame, place: Place, item: Activation, name: str) -> bool:
    """Is what the method gave not what the operator did?"""
    value = _known(frame, place.site)
    told = value is not NOT_KEPT and (name in _SAME_RESULT or name[:2] != "__")
    return told and value is not item.frame.result


def _store_cost(frame: Frame, place: Place, item: Activation, name: str) -> int:
    sites = frame.module.sites
    node, _, parent, attribute, *_ = sites.rows[place.site]
    deletes = sites.rows[parent][0] == "Delete"
    property_ = node == "Attribute" and attribute == name and (len(item.formals) == 1) is deletes
    if not property_ and name not in _STORES.get(node, ()):
        return _ANY
    value = parent if sites.rows[parent][0] == "AugAssign" else _stored(sites, parent)
    known = _known(frame, value)
    other = known is not NOT_KEPT and bool(item.formals) and not deletes
    return _of_operands(frame, place, item) + (other and not _same(known, item.formals[-1]))


def _stored(sites: SiteTable, statement: int) -> int:
    """Return the expression whose value an assignment stores, or 0."""
    return next((c for c in sites.children[statement] if sites.rows[c][1] == "value"), 0)


def _truth_cost(frame: Frame, place: Place, item: Activation, name: str) -> int:
    if name not in _TRUTH:
        return _ANY
    known = _of_operands(frame, place, item)
    return known if known < _STRANGE else 2 * _ANY


def _format_cost(frame: Frame, place: Place, item: Activation, name: str) -> int:
    return _of_operands(frame, place, item) if name in _FORMATS else _ANY


def _iteration_cost(frame: Frame, place: Place, item: Activation, name: str) -> int:
    if name in _ITERATION:
        return min(_of_operands(frame, place, item), _OPEN)
    return _CONSUMED if name[:2] != "__" else _STRANGE


def _other_cost(_frame: Frame, _place: Place, _item: Activation, _name: str) -> int:
    return _OPEN


_COSTS = {
    Doing.CALL: _call_cost,
    Doing.OPERATE: _operator_cost,
    Doing.STORE: _store_cost,
    Doing.ASK: _truth_cost,
    Doing.FORMAT: _format_cost,
    Doing.ITERATE: _iteration_cost,
    Doing.OTHER: _other_cost,
}


def _known(frame: Frame, site: int) -> Any:
    return frame.values.get(site, NOT_KEPT)


def _of_operands(frame: Frame, place: Place, item: Activation) -> int:
    """Is the object whose method this is what the place works on, as far as the values are known?"""
    if not item.formals:
        return _LIKELY
    known = [v for v in (_known(frame, o) for o in place.operands) if v is not NOT_KEPT]
    if len(known) < len(place.operands):
        return _SURE if any(_same(v, f) for v in known for f in item.formals) else _LIKELY
    formals = item.formals
    if (
        len(known) == len(formals) == 2
        and item.frame.module.sites.rows[item.frame.function][3] in _BINARY
    ):
        pairs = zip(known, formals, strict=True), zip(known, formals[::-1], strict=True)
        return _SURE if any(all(_same(v, f) for v, f in pair) for pair in pairs) else _STRANGE
    return _SURE if any(_same(v, f) for v in known for f in formals) else _STRANGE


def _same(value: Any, formal: Any) -> bool:
    """Is this the same object, or a constant that is read from the source?"""
    return value is formal or (
        type(value) is type(formal) and type(value) in _CONSTANTS and bool(value == formal)
    )


_CONSTANTS = {int, float, str, bytes, complex}


def _has_operand(frame: Frame, place: Place, item: Activation) -> bool:
    """Is one of the formals an operand, or in a display that is one; or are those not known?"""
    values = _operand_values(frame, place.operands)
    return not values or any(v is formal for v in values for formal in item.formals)


def _operand_values(frame: Frame, operands: Sequence[int]) -> list[Any]:
    """Return the values of operands, and of what those that have none are made of."""
    sites = frame.module.sites
    todo, found = list(operands), []
    while todo:
        child = todo.pop()
        if sites.rows[child][0] in {"FormattedValue", "Starred", "Attribute", "Subscript"}:
            todo += sites.children[child]
        if sites.rows[child][0] == "GeneratorExp":
            todo += (c for c in sites.children[child] if sites.rows[c][1] == "iter")
        value = _known(frame, child)
        if value is not NOT_KEPT:
            found.append(value)
    return found


def _runs(value: Any, item: Activation) -> bool:
    """Is this the function, generator or coroutine that the frame is a run of, as far as can be seen?"""
    frame = item.frame
    return codes.runs(value, frame.module.sites, frame.function) is True
