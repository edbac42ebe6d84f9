"""The check: what a recording gives back, against a recorder that is called at every expression of the same run."""

from __future__ import annotations

import ast
from array import array
from collections import Counter
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from fingerprints import Fingerprints
from rewriters.compiling import bind, compile_recording
from rewriters.instrument.rules import instrument
from rewriters.sites import SiteTable, site_rows
from rewriters.templates import Action
from states import ENOUGH, recording_of
from tracer import Recording, record
from tracer.frames import NOT_KEPT
from tracer.runtime import HELPERS

if TYPE_CHECKING:
    from programs import Program

_NO_VALUE = frozenset({"FormattedValue", "Starred", "Slice"})


@dataclass(frozen=True, slots=True)
class Checked:
    """`evaluated`: expressions, of which `constants` are literals. `given`: those whose value comes back.

    `compared`: values that the reference has too; `absent`: those that it has and no event gives. `difference` is None
    if the values compared are the same, and all came in the same order.
    """

    evaluated: int
    constants: int
    given: int
    compared: int
    absent: int
    difference: str | None


def check(
    program: Program, hooked: ModuleType, function: str, argument: float
) -> tuple[Checked, Recording]:
    """Compare a recording of `function(argument)`, as the hook has loaded it, with the reference's own run."""
    text = program.source.decode()
    table = SiteTable(str(program.path), text, site_rows(ast.parse(text)))
    run = recording_of(getattr(hooked, function), argument)
    told = _Told(table, run)
    reference = _reference(program, table, told)
    told.begin()
    with record(max_events=ENOUGH):
        getattr(reference, function)(argument)
    return told.checked(), run


def _is_expression(table: SiteTable, site: int) -> bool:
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


class _Told:
    """What a recording tells: site and fingerprint, one after the other, of what the reference sees later."""

    def __init__(self, table: SiteTable, run: Recording) -> None:
        self._table = table
        self._wanted = [_comparable(table, site) for site in range(len(table))]
        self._values = array("q")
        self._absent = bytearray()
        self._counts: Counter[str] = Counter()
        fingerprint = Fingerprints()
        for event in run.events():
            site, value = event.site.id, event.value
            if event.action is not Action.EVALUATE or not _is_expression(table, site):
                continue
            absent = value is NOT_KEPT
            self._counts["evaluated"] += 1
            self._counts["constants"] += event.site.node == "Constant"
            self._counts["given"] += not absent
            if self._wanted[site]:
                self._values.extend((site, 0 if absent else fingerprint(value)))
                self._absent.append(absent)

    def begin(self) -> None:
        """From now on the reference runs; what it has seen while its module was loaded does not count."""
        self._position = 0
        self._fingerprint = Fingerprints()
        self._difference: str | None = None

    def see(self, site: int, value: object) -> None:
        """Take what the reference sees next. An absent value is not compared, its place is."""
        if not self._wanted[site] or self._difference is not None:
            return
        place = self._position
        self._position += 1
        if place >= len(self._absent):
            self._difference = f"the recording has ended before {self._named(site)}"
            return
        told = self._values[2 * place]
        if told != site:
            self._difference = f"{self._named(told)} where the reference has {self._named(site)}"
        elif not self._absent[place] and self._values[2 * place + 1] != self._fingerprint(value):
            self._difference = f"{self._named(site)} is not {type(value).__name__} {value!r:.60}"

    def checked(self) -> Checked:
        """Return what was found."""
        if self._difference is None and self._position != len(self._absent):
            more = len(self._absent) - self._position
            self._difference = f"{more} expressions more than the reference has"
        absent = sum(self._absent)
        counts = self._counts
        return Checked(
            counts["evaluated"],
            counts["constants"],
            counts["given"],
            len(self._absent) - absent,
            absent,
            self._difference,
        )

    def _named(self, site: int) -> str:
        there = self._table[site]
        return f"line {there.line}:{there.col} `{there.code}`"


def _reference(program: Program, table: SiteTable, told: _Told) -> ModuleType:
    """Load a program with a call at each expression."""
    done = instrument(ast.parse(program.source), table, 0, batch=False)
    steps = [cast("tuple[int, ...]", row[2]) for row in done.templates.rows]

    def single(number: int, value: Any) -> Any:
        if steps[number] and steps[number][0] & 3 == Action.EVALUATE:
            told.see(steps[number][0] >> 2, value)
        return value

    helpers = {
        **HELPERS,
        "single": single,
        "enter": lambda *_: None,
        "exit": lambda _, value: value,
        "note": lambda _: None,
    }
    module = ModuleType(program.name)
    told.begin()
    exec(bind(compile_recording(done.tree, str(program.path)), helpers), vars(module))
    return module
