"""The check: what a recording gives back, against a recorder that is called at every expression of the same run."""

from __future__ import annotations

import ast
from array import array
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from fingerprints import Fingerprints
from rewriters.compiling import bind, compile_recording
from rewriters.instrument.rules import instrument
from rewriters.sites import SiteTable, site_rows
from rewriters.templates import Action
from states import ENOUGH, recording_of
from tracer import Recording, record
from tracer.runtime import HELPERS
from tracer.values import NOT_KEPT

if TYPE_CHECKING:
    from programs import Program

_NO_VALUE = frozenset({"FormattedValue", "Starred", "Slice"})


@dataclass(frozen=True, slots=True)
class Checked:
    """`evaluated`: expressions. `given`: those whose value comes back. `compared`: those the reference has too.

    `difference` is None if the values compared and their order are the same.
    """

    evaluated: int
    given: int
    compared: int
    difference: str | None


def check(
    program: Program, hooked: ModuleType, function: str, argument: float
) -> tuple[Checked, Recording]:
    """Compare a recording of `function(argument)`, as the hook has loaded it, with the reference's own run."""
    text = program.source.decode()
    table = SiteTable(str(program.path), text, site_rows(ast.parse(text)))
    wanted = [_comparable(table, site) for site in range(len(table))]
    reference = _Reference(program, table, wanted)
    expected = reference.values_of(function, argument)
    run = recording_of(getattr(hooked, function), argument)
    return _compare(run, table, wanted, expected), run


def is_expression(table: SiteTable, site: int) -> bool:
    """Has this site a value of its own? The old value read by `a.b += c` counts, a `return` does not."""
    return issubclass(getattr(ast, table.rows[site][0]), ast.expr)


def _comparable(table: SiteTable, site: int) -> bool:
    """Is this an expression whose value both recorders can have?

    The reference calls nothing at constants and stores. A method that is called at once exists in no recorder, and
    the arguments of `super()` must stay as they are.
    """
    node, role, parent, _, *_, loaded = table.rows[site]
    if not loaded or node == "Constant" or node in _NO_VALUE:
        return False
    if role == "func" and (node == "Attribute" or _is_super(table, parent)):
        return False
    if node == "Tuple":
        return all(table.rows[child][0] != "Slice" for child in table.children[site])
    return not (node == "Call" and _is_super(table, site))


def _is_super(table: SiteTable, call: int) -> bool:
    function = table.rows[table.children[call][0]]
    return function[0] == "Name" and function[3] == "super"


class _Reference:
    """A program with a call at each expression. `_found` holds (site, fingerprint) one after the other."""

    def __init__(self, program: Program, table: SiteTable, wanted: list[bool]) -> None:
        done = instrument(ast.parse(program.source), table, 0, batch=False)
        self._steps = [row[2][0] if row[2] else Action.STORE.value for row in done.templates.rows]
        self._wanted = wanted
        self._begin()
        self._module = ModuleType(program.name)
        code = compile_recording(done.tree, str(program.path))
        exec(bind(code, {**HELPERS, **self._helpers()}), vars(self._module))

    def values_of(self, function: str, argument: float) -> array[int]:
        """Return what the expressions of one call gave, in order."""
        self._begin()
        with record(max_events=ENOUGH):
            getattr(self._module, function)(argument)
        return self._found

    def _begin(self) -> None:
        self._found = array("q")
        self._fingerprint = Fingerprints()

    def _single(self, number: int, value: Any) -> Any:
        site, action = self._steps[number] >> 2, self._steps[number] & 3
        if action == Action.EVALUATE and self._wanted[site]:
            self._found.extend((site, self._fingerprint(value)))
        return value

    def _helpers(self) -> dict[str, object]:
        return {
            "single": self._single,
            "enter": lambda *_: None,
            "exit": lambda _, value: value,
            "note": lambda _: None,
        }


def _compare(run: Recording, table: SiteTable, wanted: list[bool], expected: array[int]) -> Checked:
    evaluated = given = position = 0
    difference, fingerprint = None, Fingerprints()
    for event in run.events():
        site = event.site.id
        if event.action is not Action.EVALUATE or not is_expression(table, site):
            continue
        evaluated += 1
        given += event.value is not NOT_KEPT
        if wanted[site]:
            there = expected[position : position + 2].tolist()
            if difference is None and there != [site, fingerprint(event.value)]:
                difference = _difference(table, site, event.value, there)
            position += 2
    if difference is None and position != len(expected):
        difference = f"{position // 2} values, the reference has {len(expected) // 2}"
    return Checked(evaluated, given, position // 2, difference)


def _difference(table: SiteTable, site: int, value: object, there: list[int]) -> str:
    mine = table[site]
    where = f"line {mine.line}:{mine.col} `{mine.code}`"
    kind = type(value).__name__
    if not there:
        return f"{where} ({kind}) is given back, the reference has ended"
    if there[0] == site:
        return f"{where}: {kind} given back, the reference has another value"
    other = table[there[0]]
    return f"{where} is given back where the reference has line {other.line}:{other.col} `{other.code}`"
