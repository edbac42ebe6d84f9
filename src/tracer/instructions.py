"""Which step of which run an instruction belongs to, and whether that step is over when the instruction fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rewriters.templates import Action, RecordKind, Template
from tracer.modules import Module
from tracer.positions import Instruction, Place


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a run had got: its steps up to `count`, of which the last is not over (`over`: it is)."""

    template: Template
    count: int
    over: bool = False


def reached(module: Module, function: int, at: Instruction) -> Reached | None:
    """Return how far a run of the function had got when this instruction failed, None where that is not known."""
    runs = _runs(module)
    key = (function, *at.place)
    if at.name == "RAISE_VARARGS" and (failed := _assertion(module, function, at.place)):
        return failed
    if at.name[:6] == "FORMAT" or at.name[:7] == "CONVERT":
        return _formatted(module, function, at)
    exact = runs.get(key)
    if exact is not None:
        if _is_written(module, exact, at):
            return Reached(exact[0], -1, over=True) if exact[0].turns else None
        return Reached(*exact, _follows(module, exact, at))
    grown = _grown(module, function, at)
    if grown is not None:
        return grown
    inside = _first_inside(module, function, at.place)
    if inside is not None:
        return inside
    line, end_line, col, end_col = at.place
    around = [
        k
        for k in runs
        if k[0] == function and (k[1], k[3]) <= (line, col) and (end_line, end_col) <= (k[2], k[4])
    ]
    if not around:
        return None
    return Reached(*runs[min(around, key=lambda k: (k[2] - k[1], k[4] - k[3]))])


def alone(module: Module, function: int, at: Instruction) -> int | None:
    """Return the step that failed in code whose expressions are recorded one by one, None where that is not known."""
    code = _alone(module).get((function, *at.place))
    if code is None or any(at.name.startswith(kind) for kind in (*_FOLLOWS, "RAISE", "RERAISE")):
        return None
    return code


@lru_cache(maxsize=256)
def _alone(module: Module) -> dict[tuple[int, ...], int]:
    """Return for each function and span the step of an expression, or import, that is recorded alone."""
    found: dict[tuple[int, ...], int] = {}
    rows = module.sites.rows
    for template in module.templates:
        if template.kind is RecordKind.SINGLE and len(template.steps) == 1:
            (code,) = template.steps
            row, outer = rows[code >> 2], rows[rows[code >> 2][2]]
            if code & 3 == Action.EVALUATE:
                found[template.function, row[4], row[6], row[5], row[7]] = code
            elif outer[0] in _IMPORTS:
                found.setdefault((template.function, outer[4], outer[6], outer[5], outer[7]), code)
    return found


_IMPORTS = {"Import", "ImportFrom"}


_FOLLOWS = (
    "TO_BOOL POP_JUMP JUMP_IF GET_ITER FOR_ITER GET_AITER GET_ANEXT BEFORE_WITH BEFORE_ASYNC_WITH LOAD_SPECIAL "
    "UNPACK_ MATCH_ GET_LEN GET_AWAITABLE"
).split()
"""Instructions that do something with the value of the expression at their place."""


_ASKING = set("Await YieldFrom BoolOp IfExp UnaryOp ListComp SetComp DictComp GeneratorExp".split())
"""Expressions that do so with their parts."""


def _follows(module: Module, run: tuple[Template, int], at: Instruction) -> bool:
    template, number = run
    row = module.sites.rows[template.steps[number] >> 2]
    if template.steps[number] & 3 != Action.EVALUATE:
        return False
    if any(at.name.startswith(kind) for kind in _FOLLOWS):
        return row[0] not in _ASKING
    if row[0] == "Name":
        return at.name[:4] != "LOAD"
    if row[0] == "Compare" and at.name == "UNARY_NOT":  # ours, of a comparison that is asserted
        return True
    if row[1] != "decorator_list" or not at.name.startswith(("CALL", "PRECALL")):
        return False
    return row[0] != "Call" or at.ordinal > 0


def _is_written(module: Module, run: tuple[Template, int], at: Instruction) -> bool:
    """Has this run's record been written before the instruction?"""
    template, number = run
    node, role, parent, *_ = module.sites.rows[template.steps[number] >> 2]
    above = module.sites.rows[parent][0]
    if node in {"With", "AsyncWith"}:  # of `__exit__`
        return at.name in _EXITS or at.name.startswith(("CALL", "PRECALL"))
    if at.name in {"GET_ITER", "FOR_ITER", "GET_AITER", "GET_ANEXT"}:
        first = (
            next(c for c in module.sites.children[parent] if module.sites.rows[c][1] == "iter")
            if role == "iter"
            else 0
        )
        return role == "iter" and (
            above in {"For", "AsyncFor"} or template.steps[number] >> 2 != first
        )
    if template.kind is RecordKind.YIELD:  # thrown in at a `yield` that has been told
        return number == len(template.steps) - 1
    if role == "context_expr" and at.name.startswith(("CALL", "PRECALL")):  # of `__exit__`
        return at.ordinal > 0 or module.sites.rows[template.steps[number] >> 2][0] != "Call"
    return at.name in _EXITS and (role == "context_expr" or at.name == "BEFORE_ASYNC_WITH")


_EXITS = {"WITH_EXCEPT_START", "BEFORE_ASYNC_WITH", "GET_AWAITABLE", "SEND"}


def _assertion(module: Module, function: int, place: Place) -> Reached | None:
    """A failed `assert` has evaluated its test and its message; below 3.14 its place is in them or both."""
    sites = module.sites
    for template in module.templates:
        if template.function != function or template.kind is not RecordKind.LOST:
            continue
        last = next((c >> 2 for c in template.steps[::-1] if c & 3 == Action.SKIP), 0)
        if sites.rows[last][0] != "Assert":
            continue
        spans = [sites.rows[s] for s in (last, *_below(module, last))]
        if any((r[4], r[6], r[5], r[7]) == place for r in spans):
            return Reached(template, len(template.steps) - 1, over=True)
    return None


def _formatted(module: Module, function: int, at: Instruction) -> Reached | None:
    """A piece of an f-string fails after its value, and the specification, were evaluated."""
    sites, found = module.sites, list[int]()
    for site, row in enumerate(sites.rows):
        if row[0] == "FormattedValue" and (row[4], row[6], row[5], row[7]) == at.place:
            found.append(site)
    if not found:
        return None
    pieces = sorted(found, key=lambda s: _last_below(module, s))
    steps = set(_below(module, pieces[at.ordinal % len(pieces)]))
    for template in module.templates:
        if template.function == function and template.kind is not RecordKind.MARK:
            numbers = [n for n, c in enumerate(template.steps) if c >> 2 in steps]
            if numbers and len(template.held) == len(template.slots):
                return Reached(template, numbers[-1], over=True)
    return None


def _last_below(module: Module, site: int) -> tuple[int, int]:
    """Inner pieces are formatted before what they stand in."""
    return max(_below(module, site), default=site), -site


def _below(module: Module, site: int) -> Iterator[int]:
    todo = list(module.sites.children[site])
    while todo:
        yield (child := todo.pop())
        todo += module.sites.children[child]


def _first_inside(module: Module, function: int, place: Place) -> Reached | None:
    """An import is no step, nor is a target that is taken apart: what they store is."""
    rows = module.sites.rows
    for template in module.templates:
        if template.function != function or len(template.held) != len(template.slots):
            continue
        for number, code in enumerate(template.steps):
            if code & 3 == Action.STORE and template.kind is not RecordKind.MARK:
                outer = rows[rows[code >> 2][2]]
                if outer[0] in _NO_STEPS and (outer[4], outer[6], outer[5], outer[7]) == place:
                    return Reached(template, number)
    return None


def _grown(module: Module, function: int, at: Instruction) -> Reached | None:
    """`n += x` takes `n` before `x` is evaluated; that is no step."""
    if at.name[:4] not in {"LOAD", "BINA"}:
        return None
    sites = module.sites
    for site, row in enumerate(sites.rows):
        if row[0] == "AugAssign":
            target, value = sites.children[site][:2]
            place = sites.rows[target]
            if (place[4], place[6], place[5], place[7]) == at.place:
                return _before(module, function, {value, *_below(module, value)})
    return None


def _before(module: Module, function: int, steps: set[int]) -> Reached | None:
    """Return the run that had come to just before the first of these steps."""
    best, most = None, 0
    for template in module.templates:
        if template.function == function and template.kind is not RecordKind.MARK:
            numbers = [n for n, c in enumerate(template.steps) if c >> 2 in steps]
            if len(numbers) > most and len(template.held) == len(template.slots):
                best, most = Reached(template, numbers[0] - 1, over=True), len(numbers)
    return best


_NO_STEPS = {"Tuple", "List", "Import", "ImportFrom"}


@lru_cache(maxsize=256)
def _runs(module: Module) -> dict[tuple[int, ...], tuple[Template, int]]:
    """Return for each function and span the run it is evaluated in. What comes before a step is the same in all."""
    found: dict[tuple[int, ...], tuple[Template, int]] = {}
    rows = module.sites.rows
    for template in module.templates:
        if template.kind is RecordKind.MARK or len(template.held) != len(template.slots):
            continue
        for number, code in enumerate(template.steps):
            row = rows[code >> 2]
            found[template.function, row[4], row[6], row[5], row[7]] = template, number
    return found


def around(module: Module, comprehension: int, function: int) -> Reached | None:
    """Return the run in which a comprehension stands."""
    row = module.sites.rows[comprehension]
    run = _runs(module).get((function, row[4], row[6], row[5], row[7]))
    return None if run is None else Reached(*run)
