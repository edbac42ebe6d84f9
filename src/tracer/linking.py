"""Which step of a run entered which frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rewriters.sites import SiteTable
from rewriters.templates import Action
from tracer.frames import NOT_KEPT, Activation, Frame, Record

Step = tuple[int, Action, Any]
"""Site, what happened, value; UNSET in place of a value means that the step has none on the tape."""

_ITSELF = 1
_NONE = 0


@dataclass(slots=True)
class Turn:
    """A piece of a run that has a record of its own: a turn of a comprehension. And what it entered."""

    record: Record
    inside: list[Inner] = field(default_factory=list)


Inner = Activation | Turn

_OPERATORS = {
    "Builtin": "__len__ __iter__ __next__ __bool__ __repr__ __str__ __hash__ __eq__ __lt__ "
    "__int__ __float__ __index__ __abs__ __round__ __contains__ __missing__ __format__ __reversed__",
    "Attribute": "__getattr__ __getattribute__ __get__ __setattr__ __set__ __delattr__ __delete__",
    "Subscript": "__getitem__ __setitem__ __delitem__ __missing__ __hash__ __eq__ __index__ __class_getitem__",
    "Compare": "__getitem__ __len__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __contains__ __iter__ __next__ __bool__ __hash__",
    "With": "__enter__",
    "AsyncWith": "__aenter__",
    "For": "__iter__ __next__ __getitem__ __len__ __length_hint__",
    "AsyncFor": "__aiter__ __anext__",
    "UnaryOp": "__neg__ __pos__ __invert__ __bool__ __len__",
    "JoinedStr": "__format__ __str__ __repr__",
    "ClassDef": "__init_subclass__ __set_name__ __new__ __init__ __prepare__ __call__ __init__",
    "MatchClass": "__instancecheck__",
    "If": "__bool__ __len__",
    "While": "__bool__ __len__",
    "IfExp": "__bool__ __len__",
    "BoolOp": "__bool__ __len__",
    "Assert": "__bool__ __len__",
}
_ENTERED_BY = {node: frozenset(names.split()) for node, names in _OPERATORS.items()}
_ARITHMETIC = frozenset(
    f"__{prefix}{name}__"
    for prefix in ("", "r", "i")
    for name in "add sub mul matmul truediv floordiv mod divmod pow lshift rshift and xor or".split()
)
_CONSUMERS = frozenset(
    "For AsyncFor With AsyncWith YieldFrom Await ListComp SetComp DictComp Compare".split()
)
_DISPLAYS = frozenset("List Tuple Set Dict".split())
_SURE, _OPEN, _CONSUMED, _ANY, _NEVER = 0, 2, 3, 9, 1_000


def assign(
    steps: Sequence[Step | None],
    begin: int,
    end: int,
    inside: Sequence[Inner],
    frame: Frame,
    out: dict[int, list[Inner]],
) -> None:
    """Give each of `inside` to one of the steps from `begin` to `end`, both in order; to -1 what ran before them.

    Between two marks stands at most one call that may enter anything. A call of a plain function of the module enters
    just that one; operators, attributes and loops enter the methods named after them, of their operands. The cheapest
    assignment that keeps the order is taken.
    """
    if not inside:
        return
    sites = frame.module.sites
    found = {
        n: s
        for n in range(begin, end)
        if (s := steps[n]) and sites.rows[s[0]][0] not in {"Constant", "arg"}
    }
    candidates = [-1 if begin == 0 else begin, *found]
    once = [c in found and sites.entries.get(found[c][0]) == _ITSELF for c in candidates]
    once[0] = False
    rows: dict[tuple[object, ...], list[int]] = {}
    costs = []
    for item in inside:
        key = _kind(item)
        if key not in rows:
            rows[key] = [
                _cost_before(item),
                *(_cost(frame, found[c], item) for c in candidates[1:]),
            ]
        costs.append(rows[key])
    for item, place in zip(inside, _cheapest(costs, once), strict=True):
        out.setdefault(candidates[place], []).append(item)


def _cost_before(item: Inner) -> int:
    """`__exit__` runs between two runs; so may the next turn of a loop."""
    if isinstance(item, Turn):
        return _ANY
    name = item.frame.module.sites.rows[item.frame.function][3]
    return _SURE if name in {"__exit__", "__aexit__"} else _ANY - 1


def _kind(item: Inner) -> tuple[object, ...]:
    """Items of one kind cost the same everywhere."""
    if isinstance(item, Turn):
        return (item.record.ident,)
    return id(item.frame.module), item.frame.function, item.frame.token is None, id(item.receiver)


def _cheapest(costs: list[list[int]], once: list[bool]) -> list[int]:
    """Return a non-decreasing choice of columns, one for each row, of least cost; of equals the first.

    A column that is `once` is chosen for one row at most.
    """
    best = [0] * len(costs[0])
    choices: list[list[int]] = []
    for number, row in enumerate(costs):
        choice, total = [], []
        lowest, where = _NEVER * len(costs), 0
        for column, cost in enumerate(row):
            if once[column] and number:
                choice.append(where)
                total.append(lowest + cost)
            if best[column] < lowest:
                lowest, where = best[column], column
            if not (once[column] and number):
                choice.append(where)
                total.append((lowest if number else 0) + cost)
        best = total
        choices.append(choice)
    column = min(range(len(best)), key=lambda c: (best[c], c))
    out = [column]
    for choice in reversed(choices[1:]):
        column = choice[column]
        out.append(column)
    return out[::-1]


def _cost(frame: Frame, step: Step, item: Inner) -> int:
    """Return how unlikely it is that this step entered that."""
    sites, site = frame.module.sites, step[0]
    node = sites.rows[site][0]
    if isinstance(item, Turn):
        inside = step[1] is Action.EVALUATE and sites.rows[site][8]
        stands = inside and sites.stands_in(item.record.template.steps[0] >> 2, site)
        return _SURE if stands else _ANY
    function = item.frame.module.sites.rows[item.frame.function]
    if node in {"ClassDef", "FunctionDef", "AsyncFunctionDef"}:
        return _definition_cost(sites, site, item)
    if item.frame.token is not None or function[0] in {"GeneratorExp", "AsyncFunctionDef"}:
        return _lazy_cost(sites, step, function[3])
    if node == "Call":
        return _call_cost(frame, site, item)
    return _operator_cost(frame, step, item)


def _definition_cost(sites: SiteTable, site: int, item: Activation) -> int:
    if item.frame.module.sites is sites and item.frame.function == site:
        return _SURE
    runs = sites.rows[site][0] == "ClassDef" or any(
        sites.rows[c][1] == "decorator_list" for c in sites.children[site]
    )
    return _OPEN if runs else _ANY


def _lazy_cost(sites: SiteTable, step: Step, function: str | None) -> int:
    """A generator or coroutine is entered by what consumes it, never by the call that makes it."""
    site, action, _ = step
    node = sites.rows[site][0]
    if node == "Call":
        return (
            _ANY if sites.entries.get(site) or _callee(sites, site) == function else _CONSUMED + 1
        )
    if action is Action.STORE and sites.rows[sites.rows[site][2]][0] in _DISPLAYS:
        return _CONSUMED + 2
    return _CONSUMED if node in _CONSUMERS or _unpacks(sites, site) else _ANY


def _unpacks(sites: SiteTable, site: int) -> bool:
    """Does a display or call take all of an iterable?"""
    return any(sites.rows[c][0] == "Starred" for c in sites.children[site])


def _call_cost(frame: Frame, site: int, item: Activation) -> int:
    sites = frame.module.sites
    function = item.frame.module.sites.rows[item.frame.function][3] or ""
    entry, callee = sites.entries.get(site), _callee(sites, site)
    if entry == _ITSELF:
        return _SURE if item.frame.module.sites is sites and callee == function else _NEVER
    if entry == _NONE:
        fits = function in _ENTERED_BY["Builtin"] or callee == function
        return 1 if fits and _is_operand(frame, site, item) else _ANY
    if callee == function:
        return 1
    return (
        _OPEN
        if function[:2] != "__" or function in _MADE or function in _ENTERED_BY["Builtin"]
        else _OPEN + 2
    )


_MADE = frozenset({"__init__", "__new__", "__call__", "__post_init__"})


def _callee(sites: SiteTable, site: int) -> str | None:
    return sites.rows[sites.children[site][0]][3]


def _operator_cost(frame: Frame, step: Step, item: Activation) -> int:
    """Operators enter the method named after them, of one of their operands; loops and unpacking what an iterator runs."""
    sites, (site, action, _) = frame.module.sites, step
    node, role = sites.rows[site][0], sites.rows[site][1]
    function = item.frame.module.sites.rows[item.frame.function][3] or ""
    if action is Action.STORE and (role == "elts" or (role == "target" and node == "Name")):
        return _SURE if function in _ENTERED_BY["For"] else _OPEN + 1
    if node in _DISPLAYS and _unpacks(sites, site):
        return _SURE if function in _ENTERED_BY["For"] else _OPEN
    if not _names(frame, step, function, item):
        return _ANY
    if node == "BinOp":
        side = sites.children[site][function[2:3] == "r" and function != "__rshift__"]
        return _SURE if _may_be(frame, side, item.receiver) else _ANY
    return _SURE if _is_operand(frame, site, item) else _OPEN + 1


def _names(frame: Frame, step: Step, function: str, item: Activation) -> bool:
    sites, (site, action, _) = frame.module.sites, step
    node, role, _, name, *_ = sites.rows[site]
    stores = action is Action.STORE
    if node == "AugAssign":
        target = sites.rows[sites.children[site][0]]
        if function in _ARITHMETIC:
            return True
        node, name = target[0], target[3]
    if node == "Attribute" and role != "func" and name == function:
        return (len(item.formals) > 1) is stores
    if node == "BinOp":
        return function in _ARITHMETIC
    if node in {"Attribute", "Subscript"} and function in _ENTERED_BY[node]:
        return (function[:5] in {"__set", "__del"}) is stores or function == "__hash__"
    return function in _ENTERED_BY.get(node, ())


def _may_be(frame: Frame, site: int, value: Any) -> bool:
    """Is this the value of the step, or is that not known?"""
    known = frame.values.get(site, NOT_KEPT)
    return known is value or known is NOT_KEPT


def _is_operand(frame: Frame, site: int, item: Activation) -> bool:
    """Is the object whose method this is among the operands of the step, as far as their values are known?"""
    if not item.formals:
        return True
    sites = frame.module.sites
    todo, seen = list(sites.children[site]), 0
    while todo:
        child = todo.pop()
        if sites.rows[child][0] in {"FormattedValue", "Starred", "Attribute", "Subscript"}:
            todo += sites.children[child]
        if child in frame.values:
            seen += 1
            if any(frame.values[child] is formal for formal in item.formals):
                return True
    return not seen
