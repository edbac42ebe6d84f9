"""Graphs as slices have them, made from recorded programs in the plainest way: def and use, by name and identity."""

from __future__ import annotations

import re
from collections import defaultdict

import networkx as nx

from rewriters.templates import Action
from tracer import Recording
from tracer.events import Event
from tracer.values import NOT_KEPT

_NAME = re.compile(r"name=\"(\w+)\"")


def sliced(run: Recording, *, value: object = NOT_KEPT) -> nx.DiGraph:
    """Return what the last event, or the last one that gave `value`, was made from."""
    graph = whole(run)
    given = [n for n, d in graph.nodes(data=True) if value is not NOT_KEPT and d["value"] is value]
    criterion = max(given or graph)
    kept = nx.ancestors(graph, criterion) | {criterion}
    out = graph.subgraph(kept).copy()
    out.graph["criteria"] = [criterion]
    return out


def whole(run: Recording) -> nx.DiGraph:
    """Return the graph of all events."""
    builder = _Builder()
    for event in run.events():
        builder.add(event)
    return builder.graph


class _Builder:
    def __init__(self) -> None:
        self.graph = nx.DiGraph(criteria=[], frames={})
        self._pending: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._stored: dict[tuple[int, str], int] = {}
        self._latest: dict[int, Event] = {}
        self._returned: dict[int, int] = {}
        self._branches: dict[int, list[Event]] = defaultdict(list)
        self._previous: Event | None = None

    def add(self, event: Event) -> None:
        self._enter(event)
        sources = set(self._pending.pop((event.frame, event.site.id), []))
        kind = event.site.kind
        if event.action is Action.STORE:
            sources |= self._given(event)
        elif event.site.node == "Name":
            sources |= self._read(event)
            kind = kind if sources else "input"
        elif kind == "call" and event.frame in self._returned:
            sources.add(self._returned.pop(event.frame))
        self._node(event, "input" if event.site.node == "arg" and not sources else kind)
        self.graph.add_edges_from(((s, event.index) for s in sources), kind="data")
        self._control(event)
        self._remember(event)

    def _enter(self, event: Event) -> None:
        frames = self.graph.graph["frames"]
        if event.frame not in frames:
            outer = self._previous
            frames[event.frame] = (None, None) if outer is None else (outer.frame, None)
        elif self._previous is not None and self._previous.frame != event.frame:
            inner = self._previous.frame
            if frames[inner][0] == event.frame and event.site.kind == "call":
                frames[inner] = (event.frame, event.index)
                self._returned[event.frame] = self._previous.index

    def _given(self, event: Event) -> set[int]:
        if event.site.node == "arg":
            outer = self.graph.graph["frames"][event.frame][0]
            mine = [i for (f, _), p in self._pending.items() if f == outer for i in p]
            return {i for i in mine if self.graph.nodes[i]["value"] is event.value}
        latest = self._latest.get(event.frame)
        return set() if latest is None else {latest.index}

    def _read(self, event: Event) -> set[int]:
        frame: int | None = event.frame
        while frame is not None:
            if (frame, event.site.code) in self._stored:
                return {self._stored[frame, event.site.code]}
            frame = self.graph.graph["frames"][frame][0]
        return set()

    def _control(self, event: Event) -> None:
        for branch in self._branches[event.frame]:
            inside = branch.site.line < event.site.line <= branch.site.end_line
            if inside and not self.graph.has_edge(branch.index, event.index):
                self.graph.add_edge(branch.index, event.index, kind="control")
            elif event.site.line > branch.site.end_line and branch.site.node == "If":
                self.graph.add_edge(branch.index, event.index, kind="potential", why="branch")
        if event.site.kind == "branch":
            same = [b for b in self._branches[event.frame] if b.site.id != event.site.id]
            self._branches[event.frame] = [*same, event]

    def _remember(self, event: Event) -> None:
        self._pending[event.frame, event.site.parent].append(event.index)
        if event.action is Action.STORE and event.site.name:
            self._stored[event.frame, event.site.name] = event.index
        self._latest[event.frame] = self._previous = event

    def _node(self, event: Event, kind: str) -> None:
        site = event.site
        named = _NAME.search(site.code) if kind == "parameter" else None
        self.graph.add_node(
            event.index,
            kind=kind,
            name=f"{named[1] if named else site.node.lower()}_{event.index}",
            code=site.code,
            file=site.file,
            line=site.line,
            col=site.col,
            end_line=site.end_line,
            end_col=site.end_col,
            function=f"f{event.frame}",
            frame=event.frame,
            value=event.value,
            exact=True,
            parameter=named[1] if named else None,
            llm=None,
        )
