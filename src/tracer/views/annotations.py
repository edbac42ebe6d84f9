"""What stands beside a line of source: the values its expressions had."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from tracer.frames import NOT_KEPT
from tracer.privacy import name_in
from tracer.views.values import Style
from tracer.views.visits import Picks, Visit, picks

if TYPE_CHECKING:
    import networkx as nx

MOST_LABELS = 4
_LONGEST_LABEL = 40
_BRIEF = 40
_STATEMENT = re.compile(
    r"\s*(async |if\b|elif\b|for\b|while\b|match\b|case\b|assert\b|with\b|try\b|except\b)"
)
_TARGET = re.compile(r"except\b[^\n]*\bas\s+(\w+)\s*:|([^=:]+?)\s*(?:\*\*|//|>>|<<|[-+*/%@&|^:])=")
"""What a handler, an augmented assignment or a named expression binds."""
_NAMED = (FunctionType, BuiltinFunctionType, MethodType, ModuleType, type)


class Shown(NamedTuple):
    """One value of a visit: how it is called, its node, what it was before where the line changed it."""

    label: str
    node: int
    before: int | None
    rank: int


@dataclass(frozen=True, slots=True)
class Annotator:
    """Writes the values of a line; `deep` tells how deep each frame is.

    Values of nodes of the `brief` kinds are told elsewhere at length. Those of the nodes in `told` are not repeated.
    """

    graph: nx.DiGraph
    style: Style
    deep: Mapping[int, int]
    brief: Collection[str] = frozenset({"load"})
    told: Collection[int] = frozenset()

    def line(self, visits: list[Visit]) -> str:
        """Return the values of one line's visits, or nothing where there is nothing to tell."""
        chosen = picks(visits)
        rows = [labelled(self.graph, visits[n], self.told) for n in chosen.numbers]
        labels = list(dict.fromkeys(shown.label for row in rows for shown in row.values()))
        told = [self._label(label, rows) for label in labels]
        texts = [
            text for label, text in zip(labels, told, strict=True) if text != f"{label} = {label}"
        ]
        times = self._times(visits, chosen) if chosen.total > 1 else ""
        return ": ".join(filter(None, [times, ", ".join(texts)]))

    def value(self, node: int) -> str:
        """Return the value of a node, marked with `~` where it may have changed since."""
        data = self.graph.nodes[node]
        style = self.style
        if data["kind"] in self.brief:
            style = replace(style, chars=min(style.chars // 2, _BRIEF))
        text = style.named(name_in(data["code"]), data["value"])
        return text if data["exact"] or type(data["value"]) not in _CHANGING else f"~{text}"

    def _label(self, label: str, rows: list[dict[str, Shown]]) -> str:
        texts = [self._one(row[label]) for row in rows if label in row]
        values = texts[0] if len(set(texts)) == 1 else " … ".join(texts)
        return values if label == _RAISED else f"{label} = {values}"

    def _one(self, shown: Shown) -> str:
        if shown.label == _RAISED and self.graph.nodes[shown.node]["value"] is None:
            return _RAISED
        value = self.value(shown.node)
        if shown.before is None:
            return value
        before = self.value(shown.before)
        return value if before == value else f"{before} → {value}"

    def _times(self, visits: list[Visit], chosen: Picks) -> str:
        numbers = chosen.numbers
        told = [f"{chosen.total} times"]
        if len(numbers) == 3 and chosen.total == len(visits):
            told.append(f"1st … {ordinal(numbers[1] + 1)} … last")
        deep = [self.deep.get(visits[n].frame, 1) for n in numbers]
        if len(set(deep)) > 1:
            told.append(f"calls {' … '.join(map(str, deep))} deep")
        return ", ".join(told)


def ordinal(number: int) -> str:
    """Return `1st`, `2nd`, `3rd`, `4th` …"""
    ending = (
        "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{ending}"


def is_value(data: Mapping[str, Any]) -> bool:
    """Is this node's value worth telling? Not that of a statement, of a constant, or a function on its way to a call."""
    value = data["value"]
    if value is NOT_KEPT or data["kind"] == "constant":
        return False
    if is_statement(data):
        return False
    return not issubclass(type(value), _NAMED)


def is_statement(data: Mapping[str, Any]) -> bool:
    """Does this node stand for a compound statement, whose span holds its whole body?"""
    return data["kind"] == "branch" and _STATEMENT.match(data["code"]) is not None


def labelled(graph: nx.DiGraph, visit: Visit, without: Collection[int] = ()) -> dict[str, Shown]:
    """Return the values of a visit that are shown, in the order of evaluation."""
    found: dict[str, Shown] = {}
    data = [(n, graph.nodes[n]) for n in visit.nodes]
    if {d["kind"] for _, d in data} == {"constant", "store"}:  # `x = 1` says it all
        return {}
    callees = {d["code"].partition("(")[0] for _, d in data if d["kind"] == "call"}
    told = [
        (n, d)
        for n, d in data
        if n not in without
        and is_value(d)
        and not (d["kind"] == "load" and d["code"] in callees)
        and not _says_again(d)
    ]
    made = {id(d["value"]) for _, d in told if d["kind"] not in {"return", "constant"}}
    marked = {id(d["value"]) for _, d in told if d["kind"] == "parameter"}
    stored = {id(d["value"]) for _, d in told if d["kind"] == "store"}
    for number, node in told:
        kind, same = node["kind"], id(node["value"])
        if (
            (kind != "parameter" and same in marked)
            or (kind in _MADE and same in stored)
            or (kind == "return" and same in made)
        ):
            continue
        label = _label(node)
        old = found.pop(label, None)
        found[label] = Shown(label, number, None if old is None else old.node, _rank(node))
    widest = max((_width(d) for _, d in told), default=0)
    found = {k: s for k, s in found.items() if not _is_part(graph.nodes[s.node], widest)}
    if len(found) > 1:  # a call for its effect
        found = {k: s for k, s in found.items() if not _is_nothing(graph.nodes[s.node])}
    best = sorted(found.values(), key=lambda s: (s.rank, -_width(graph.nodes[s.node])))[
        :MOST_LABELS
    ]
    return {s.label: s for s in sorted(best, key=lambda s: s.node)}


def _says_again(data: Mapping[str, Any]) -> bool:
    """An `assert` that failed shows its test."""
    return data["kind"] == "exception" and type(data["value"]) is AssertionError


_RAISED = "raised"
_CHANGING = (list, dict, set, tuple, frozenset)
"""Of other types only the type is shown, or what cannot change."""
_MADE = frozenset({"operation", "call", "branch"})


def _label(data: Mapping[str, Any]) -> str:
    if data["kind"] == "parameter":
        return f"parameter {data['parameter']}"
    if data["kind"] == "exception":
        return _RAISED
    if data["kind"] == "return":
        return "returned"
    code = data["code"]
    target = _TARGET.match(code) if data["kind"] == "store" else None
    return shortened(code if target is None else target[1] or target[2], _LONGEST_LABEL)


def _rank(data: Mapping[str, Any]) -> int:
    return {"parameter": 0, "exception": 0, "store": 1, "return": 1, "input": 2}.get(
        data["kind"], 2
    )


def _is_nothing(data: Mapping[str, Any]) -> bool:
    return data["kind"] == "call" and data["value"] is None


def _is_part(data: Mapping[str, Any], widest: int) -> bool:
    """A display inside another expression repeats what its parts tell."""
    return data["kind"] == "operation" and data["code"][0] in "([{" and _width(data) < widest


def _width(data: Mapping[str, Any]) -> int:
    return len(data["code"])


def shortened(code: str, room: int) -> str:
    """Return source text on one line, cut in the middle where it is long."""
    line = " ".join(code.split()) if "\n" in code else code.strip()
    if len(line) <= room:
        return line
    half = (room - 1) // 2
    return f"{line[: room - 1 - half]}…{line[-half:]}"
