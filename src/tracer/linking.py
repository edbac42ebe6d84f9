"""Which step of a run entered which frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rewriters.sites import SiteTable
from rewriters.templates import Action
from tracer.frames import Activation, Record

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
    "Compare": "__eq__ __ne__ __lt__ __le__ __gt__ __ge__ __contains__ __iter__ __next__ __bool__ __hash__",
    "With": "__enter__ __exit__",
    "AsyncWith": "__aenter__ __aexit__",
    "For": "__iter__ __next__",
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
_CONSUMERS = frozenset("For AsyncFor YieldFrom Await ListComp SetComp DictComp Compare".split())
_DISPLAYS = frozenset("List Tuple Set Dict".split())
_SURE, _OPEN, _CONSUMED, _ANY, _NEVER = 0, 2, 3, 9, 1_000


def assign(
    steps: Sequence[Step | None], begin: int, end: int, inside: Sequence[Inner], sites: SiteTable, out: dict[int, list[Inner]]
) -> None:
    """Give each of `inside` to one of the steps from `begin` to `end`, both in order.

    Between two marks stands at most one call that may enter anything. A call of a plain function of the module enters
    just that one; operators, attributes and loops enter the methods named after them. The cheapest assignment that
    keeps the order is taken.
    """
    if not inside:
        return
    found = {n: s for n in range(begin, end) if (s := steps[n]) and sites.rows[s[0]][0] not in {"Constant", "arg"}}
    candidates = list(found) or [end]
    once = [c in found and sites.entries.get(found[c][0]) == _ITSELF for c in candidates]
    rows: dict[tuple[object, ...], list[int]] = {}
    costs = []
    for item in inside:
        key = _kind(item)
        if key not in rows:
            rows[key] = [_cost(sites, found[c], item) if c in found else _ANY for c in candidates]
        costs.append(rows[key])
    for item, place in zip(inside, _cheapest(costs, once), strict=True):
        out.setdefault(candidates[place], []).append(item)


def _kind(item: Inner) -> tuple[object, ...]:
    """Items of one kind cost the same everywhere."""
    if isinstance(item, Turn):
        return (item.record.ident,)
    return id(item.frame.module), item.frame.function, item.frame.token is None


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


def _cost(sites: SiteTable, step: Step, item: Inner) -> int:
    site, action, _ = step
    node, _, _, name, *_ = sites.rows[site]
    if node == "AugAssign":
        name = sites.rows[sites.children[site][0]][3]
    if isinstance(item, Turn):
        return _SURE if _stands_in(sites, item.record.template.steps[0] >> 2, site) else _ANY
    frame = item.frame
    function = frame.module.sites.rows[frame.function]
    same_module = frame.module.sites is sites
    if node == "ClassDef" and same_module and frame.function == site:
        return _SURE
    lazy = frame.token is not None or function[0] in {"GeneratorExp", "AsyncFunctionDef"}
    if node == "Call" and not lazy:
        return _call_cost(sites, site, function[3], same_module)
    if lazy:
        if node == "Call":
            return _ANY if sites.entries.get(site) or _callee(sites, site) == function[3] else _CONSUMED + 1
        unpacks = node in _DISPLAYS and any(sites.rows[c][0] == "Starred" for c in sites.children[site])
        if action is Action.STORE and sites.rows[sites.rows[site][2]][0] in _DISPLAYS:
            return _CONSUMED + 2
        return _CONSUMED if node in _CONSUMERS or unpacks else _ANY
    if node == "Attribute" and sites.rows[site][1] == "func":
        return _ANY
    if name == function[3]:
        formals = sum(frame.module.sites.rows[c][0] == "arg" for c in frame.module.sites.children[frame.function])
        if (formals > 1) is not (action is Action.STORE):
            return _ANY
    return _operator_cost(node, name, action, function[3] or "")


def _call_cost(sites: SiteTable, site: int, function: str | None, same_module: bool) -> int:
    entry = sites.entries.get(site)
    callee = _callee(sites, site)
    if entry == _ITSELF:
        return _SURE if same_module and callee == function else _NEVER
    if entry == _NONE:
        return 1 if function == callee or function in _ENTERED_BY["Builtin"] else _ANY
    return 1 if callee == function else _OPEN


def _callee(sites: SiteTable, site: int) -> str | None:
    return sites.rows[sites.children[site][0]][3]


def _operator_cost(node: str, name: str | None, action: Action, function: str) -> int:
    if node in {"Attribute", "AugAssign"} and name == function:
        return _SURE
    if node in {"BinOp", "AugAssign"} and function in _ARITHMETIC:
        return _SURE
    if function in _ENTERED_BY.get(node, ()):
        stores = function[:5] in {"__set", "__del"}
        return _SURE if node not in {"Attribute", "Subscript"} or (action is Action.STORE) is stores else _ANY
    return _ANY


def _stands_in(sites: SiteTable, site: int, outer: int) -> bool:
    while site > outer:
        site = sites.rows[site][2]
    return site == outer
