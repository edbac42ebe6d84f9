"""A sweep as a networkx graph, with the attributes of the contract."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx

from rewriters.templates import Action
from tracer.slicing.index import NONE, Index
from tracer.slicing.marks import id_of, marked, name_of
from tracer.slicing.reasons import ADDRESS, BRANCH, CONTROL, DATA, DISPATCH, EXCEPTION
from tracer.slicing.statics import Statics, remembered
from tracer.slicing.sweep import Swept
from tracer.slicing.then import Then

_WHY = {BRANCH: "branch", ADDRESS: "address", EXCEPTION: "exception", DISPATCH: "dispatch"}
_NAMES = {
    "Add": "add", "Sub": "sub", "Mult": "mul", "Div": "div", "FloorDiv": "floordiv", "Mod": "mod", "Pow": "pow",
    "MatMult": "matmul", "LShift": "lshift", "RShift": "rshift", "BitAnd": "and", "BitOr": "or", "BitXor": "xor",
}  # fmt: skip


def build(index: Index, swept: Swept, criteria: list[int], then: Then) -> nx.DiGraph[int]:
    """Return the graph. An edge that has several reasons keeps the strongest: data, control, potential."""
    frames = _frames(index, swept)
    graph: nx.DiGraph[int] = nx.DiGraph(
        criteria=criteria, frames=frames, sources=_sources(index, frames)
    )
    users = swept.using()
    names: dict[str, int] = {}
    graph.add_nodes_from(
        (event, _attributes(index, event, names, then, leaf=event not in users))
        for event in swept.nodes
    )
    graph.graph["parameters"] = _parameters(graph, then)
    graph.add_edges_from(
        (used, user, _EDGES[why])
        for used, user, why in swept.edges()
        if not graph.has_edge(used, user)
    )
    return graph


_EDGES = {
    DATA: {"kind": "data"},
    CONTROL: {"kind": "control"},
    **{why: {"kind": "potential", "why": name} for why, name in _WHY.items()},
}


def _sources(index: Index, frames: Iterable[int]) -> dict[str, str]:
    """The texts that were recorded, by file: those on disk may have changed since."""
    tables = [index.runs[frame].statics.table for frame in frames]
    return {table.file: table.source for table in tables}


def _parameters(graph: nx.DiGraph[int], then: Then) -> dict[int, str]:
    """The ids of the parameters that nodes are evaluations of: their names may be shared."""
    found: dict[int, str] = {}
    ids: dict[tuple[int, int], str] = {}
    for event, kind in graph.nodes(data="kind"):
        mark = marked(then.flows, event) if kind == "parameter" else None
        if mark is not None:
            key = id(mark[0]), mark[1]
            if key not in ids:
                ids[key] = id_of(*mark)
            found[event] = ids[key]
    return found


def _frames(index: Index, swept: Swept) -> dict[int, tuple[int | None, int | None]]:
    """The frames of a graph's nodes and those around them: parent frame, and the event that entered it."""
    found: dict[int, tuple[int | None, int | None]] = {}
    nodes = set(swept.nodes)
    for event in swept.nodes:
        run = index.run_of(event)
        while run.number not in found:
            entry = run.entry
            if entry == NONE:
                found[run.number] = None, None
                break
            parent = index.run_of(entry)
            found[run.number] = parent.number, entry if entry in nodes else None
            run = parent
    return found


def _attributes(
    index: Index, event: int, names: dict[str, int], then: Then, *, leaf: bool
) -> dict[str, Any]:
    run, site = index.run_of(event), index.site(event)
    mark = marked(then.flows, event)
    kind = "parameter" if mark is not None else kind_of(index, event, leaf=leaf)
    parameter = name_of(*mark) if mark is not None else None
    value, exact = then.value(event)
    return {
        "kind": kind,
        "name": _unique(parameter or _base_name(run.statics, site, kind), names),
        **_place(run.statics, site, run.site),
        "frame": run.number,
        "value": value,
        "exact": exact,
        "parameter": parameter,
        "llm": index.models.get(event),
    }


@remembered
def _place(statics: Statics, site: int, function: int) -> dict[str, Any]:
    """Where a site stands, in the frames of which function."""
    row = statics.rows[site]
    return {
        "code": statics.table[site].code,
        "file": statics.table.file,
        "line": row[4],
        "col": row[5],
        "end_line": row[6],
        "end_col": row[7],
        "function": statics.rows[function][3] or _UNNAMED.get(statics.node(function), "<module>"),
    }


_UNNAMED = {"Lambda": "<lambda>", "GeneratorExp": "<genexpr>", "Module": "<module>"}


def kind_of(index: Index, event: int, *, leaf: bool) -> str:
    """Return what kind of node an event is."""
    if event in index.errors:
        return "exception"
    step = index.steps[event]
    site, action = step >> 2, step & 3
    if action in (Action.TAKE, Action.SKIP):
        return "branch"
    kind = index.run_of(event).statics.table.kind(site)
    if leaf and kind != "constant" and is_input(index, event):
        return "input"
    return "store" if action == Action.STORE else kind


def is_input(index: Index, event: int) -> bool:
    """Does an event that used nothing recorded bring a value from outside?"""
    run, site = index.run_of(event), index.site(event)
    statics = run.statics
    row = statics.rows[site]
    if site in statics.table.parameters or event in index.errors:
        return False
    if row[0] == "arg":
        return True
    if row[0] == "Name" and row[8]:
        value = index.values[event]
        return not (callable(value) or type(value).__name__ == "module")
    return row[0] == "Call" and index.action(event) == Action.EVALUATE


@remembered
def _base_name(statics: Statics, site: int, kind: str) -> str:
    """Return a readable name: the variable's, the function's, the operator's."""
    node, _, _, name, *_ = statics.rows[site]
    if kind == "exception":
        return "raise"
    if node == "Call":
        callee = statics.rows[statics.children[site][0]]
        return callee[3] or "call"
    if node == "BinOp":
        return _NAMES.get(statics.operator(site), "op")
    if node == "AugAssign":
        return statics.rows[statics.children[site][0]][3] or "augmented"
    return name or node.lower()


def _unique(name: str, names: dict[str, int]) -> str:
    """Number the second and later bearers of a name."""
    count = names[name] = names.get(name, 0) + 1
    unique = name if count == 1 else f"{name}_{count}"
    if count > 1 and unique in names:
        return _unique(unique, names)
    names.setdefault(unique, 1)
    return unique
