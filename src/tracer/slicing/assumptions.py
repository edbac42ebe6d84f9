"""What a slice took on trust: where the recording ends, and what it took for granted there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import FunctionType, MethodType, ModuleType
from typing import Any

from rewriters.templates import Action
from tracer.frames import NOT_KEPT, NotKept
from tracer.slicing import effects
from tracer.slicing.flows import Flows
from tracer.slicing.index import NONE, Run
from tracer.slicing.statics import FUNCTIONS, Statics, remembered
from tracer.tracing import options_of

_LONGEST = 60
_HOLDING = frozenset({"Name", "Attribute", "Subscript", "Call", "Await"})


class Trust(StrEnum):
    """What kind of thing was trusted."""

    CALL = "call"
    """Code that is not recorded: that it depends on its arguments only, and changes nothing else."""
    OPAQUE = "opaque"
    """The same of a function that was recorded as one operation."""
    VALUE = "value"
    """A value that was not kept: that nothing was written to what it held."""
    BEFORE = "before"
    """A variable of a frame that ran before: that it was not bound again by code that is not recorded."""


@dataclass(frozen=True, slots=True, order=True)
class Assumption:
    """One thing a slice took on trust: where, what, and how many of its events rest on it."""

    file: str
    line: int
    text: str
    kind: Trust
    times: int

    def __str__(self) -> str:
        often = f" ({self.times} times)" if self.times > 1 else ""
        return f"{self.file}:{self.line}: {self.text}{often}"


def assumptions(flows: Flows, nodes: Iterable[int]) -> tuple[Assumption, ...]:
    """Return what a slice of these events took on trust, in the order of the source."""
    found: Counter[tuple[str, int, str, Trust]] = Counter()
    for event in nodes:
        run, site = flows.index.run_of(event), flows.index.site(event)
        if event in flows.index.errors or flows.index.action(event) != Action.EVALUATE:
            continue
        for kind, text in _of_event(flows, event, run, site):
            found[run.statics.table.file, run.statics.rows[site][4], text, kind] += 1
    return tuple(sorted(Assumption(*place, times) for place, times in found.items()))


def _of_event(flows: Flows, event: int, run: Run, site: int) -> Iterator[tuple[Trust, str]]:
    statics = run.statics
    node, role = statics.node(site), statics.role(site)
    if node == "Call" and site not in statics.table.parameters:
        yield from _of_call(flows, event, run, site)
    elif node == "Name":
        binding = statics.binding(site)
        outer = binding.function not in {0, run.site} and bool(binding.stores)
        if outer and flows.places.store(run, binding, event) == NONE:
            yield (
                Trust.BEFORE,
                f"{binding.name} was bound by a call that is not in the recording; it is taken as it was loaded",
            )
    if node in _HOLDING and role != "func" and type(flows.index.values[event]) is NotKept:
        code = _short(statics, site)
        yield Trust.VALUE, f"the value of {code} was not kept; writes to what it held are not seen"


def _of_call(flows: Flows, event: int, run: Run, site: int) -> Iterator[tuple[Trust, str]]:
    if flows.calls.direct(event):
        return
    function = _called(flows, event, run, site)
    if function is None or effects.is_pure(function):
        return
    name = _short(run.statics, run.statics.children[site][0])
    trusted = "it is taken to depend on its arguments only and to change nothing else"
    reason = _reason(flows, function)
    if reason is not None:
        yield Trust.OPAQUE, f"{name}() was recorded as one operation ({reason}); {trusted}"
    else:
        yield Trust.CALL, f"{name}() is not recorded; {trusted}"


def _called(flows: Flows, event: int, run: Run, site: int) -> Any:
    """What was called, NOT_KEPT where that is not known, None where what it does is."""
    index, statics = flows.index, run.statics
    callee = statics.children[site][0]
    called = flows.calls.function(event)
    if statics.node(callee) != "Attribute":
        return None if isinstance(called, type) and issubclass(called, BaseException) else called
    base = index.latest(run, statics.children[callee][0], event)
    receiver = NOT_KEPT if base == NONE else index.values[base]
    if type(receiver) is ModuleType:
        return vars(receiver).get(statics.rows[callee][3] or "", NOT_KEPT)
    known = type(receiver) in effects.CONTAINERS or type(receiver) in effects.ATOMIC
    if known and not isinstance(receiver, type):
        return None
    if called is NOT_KEPT and not isinstance(receiver, NotKept):
        found = getattr(type(receiver), "__dict__", {}).get(statics.rows[callee][3] or "")
        return found if type(found) is FunctionType else NOT_KEPT
    return called


def _reason(flows: Flows, function: Any) -> str | None:
    """Why a function was recorded as one operation, None where it was not recorded at all."""
    if type(function) is MethodType:
        function = function.__func__
    if type(function) is not FunctionType:
        return None
    options = options_of(function)
    if options is not None and options.opaque:
        return "it is marked as opaque"
    code = function.__code__
    for run in flows.index.runs:
        if run.statics.table.file == code.co_filename:
            return _opaque(run.statics).get((code.co_name, code.co_firstlineno))
    return None


@remembered
def _opaque(statics: Statics) -> dict[tuple[str, int], str]:
    """The reasons of a module's opaque functions, by name and first line, decorators included."""
    found: dict[tuple[str, int], str] = {}
    for site, reason in statics.table.opaque:
        row = statics.rows[site]
        if row[0] in FUNCTIONS:
            lines = [row[4], *(statics.rows[c][4] for c in statics.children[site])]
            found[row[3] or "<lambda>", min(lines)] = reason
            found[row[3] or "<lambda>", row[4]] = reason
    return found


def _short(statics: Statics, site: int) -> str:
    code = " ".join(statics.table[site].code.split())
    return code if len(code) <= _LONGEST else f"{code[: _LONGEST - 1]}…"
