# ruff: noqa: F841, PLR1730, RET504, RET505 - programs as people write them, with what a view must leave out
"""Recorded programs whose slices the tests of views look at, and graphs made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import networkx as nx
from hypothesis import strategies as st

from tracer import record, trace, trainable
from tracer.slicing.slice import Slice


@trace
def price(items, rate):
    net = 0
    for _name, n in items:
        net = net + n
    noise = [rate * 7 for _ in range(3)]
    return net * (1 - rate)


@trace
def order():
    rate = trainable(0.1, name="rate")
    limit = trainable(100, name="limit")
    items = [("a", trainable(10, name="a")), ("b", trainable(20, name="b"))]
    total = price(items, rate)
    if total > limit:
        total = limit
    return total


@trace
def factorial(n):
    if n <= 1:
        return 1
    else:
        return n * factorial(n - 1)


@trace
def best(xs, bias):
    top = 0
    for x in xs:
        score = x * bias
        if score > top:
            top = score
    return top


@trace
def clean(text):
    out = text.strip()
    out = out.lower()
    return out


@trace
def mixed(xs):
    bias = trainable(2, name="bias")
    prompt = trainable(
        """Label it
well, please""",
        name="prompt",
    )
    word = clean("  HELLO ")

    # a comment is no line left out
    password = "hunter2-hunter2"
    f = factorial(5)
    try:
        top = best(xs, bias)
    finally:
        last = 1
    return [word, f, top, prompt, password, last]


@trace
def fails(n):
    divisor = trainable(0, name="divisor")
    return n // divisor


@trace
def chain(n):
    x = trainable(1, name="x")
    for _ in range(n):
        x = x + 1
    return x


@cache
def ordered() -> Slice:
    with record() as run:
        order()
    return run.slice()


@cache
def mixture() -> Slice:
    with record() as run:
        mixed([*range(3, 40), 1, 90, 2, 5])
    return run.slice()


@cache
def chained(n: int) -> Slice:
    with record() as run:
        chain(n)
    return run.slice()


def graph_of(
    nodes: Sequence[dict[str, object]],
    edges: Sequence[tuple[int, int, str]] = (),
    frames: dict[int, tuple[int | None, int | None]] | None = None,
) -> nx.DiGraph:
    """Return a graph as slices have them; what a node does not say is a store of `x`."""
    graph = nx.DiGraph(
        criteria=[len(nodes) - 1] if nodes else [], frames=frames or {0: (None, None)}
    )
    for number, told in enumerate(nodes):
        plain = {
            "kind": "store", "name": f"node_{number}", "code": "x", "file": "gone.py", "line": number + 1, "col": 0,
            "end_line": number + 1, "end_col": 1, "function": "f", "frame": 0, "value": number, "exact": True,
            "parameter": None, "llm": None,
        }  # fmt: skip
        place = {"end_line": told.get("line", number + 1)}
        graph.add_node(number, **plain | place | told)
    for source, user, kind in edges:
        graph.add_edge(
            source, user, kind=kind, **({"why": "branch"} if kind == "potential" else {})
        )
    return graph


KINDS = "constant input parameter operation call load store branch return exception".split()
_values = st.recursive(
    st.none() | st.integers() | st.text(max_size=30) | st.binary(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def graphs(draw, most: int = 12):
    """Any graph that keeps the contract: edges from earlier to later nodes, frames inside frames."""
    count = draw(st.integers(1, most))
    frames: dict[int, tuple[int | None, int | None]] = {0: (None, None)}
    nodes = []
    for number in range(count):
        frame = draw(st.integers(0, len(frames)))
        if frame not in frames:
            entered = draw(st.none() | st.integers(0, count - 1))
            frames[frame] = (draw(st.integers(0, frame - 1)), entered)
        kind = draw(st.sampled_from(KINDS))
        code = draw(st.text(min_size=1, max_size=20))
        nodes.append(
            {
                "kind": kind,
                "code": code,
                "name": f"{draw(st.text(max_size=4))}_{number}",
                "line": draw(st.integers(1, 6)),
                "frame": frame,
                "value": draw(_values),
                "exact": draw(st.booleans()),
                "parameter": draw(st.text(min_size=1, max_size=6)) if kind == "parameter" else None,
                "llm": draw(st.none() | st.just({"model": "m", "cost": 0.5})),
            }
        )
    edges = draw(
        st.lists(
            st.tuples(
                st.integers(0, count - 1),
                st.integers(0, count - 1),
                st.sampled_from(["data", "control", "potential"]),
            ).filter(lambda e: e[0] < e[1]),
            max_size=20,
            unique_by=lambda e: e[:2],
        )
    )
    return graph_of(nodes, edges, frames)
