"""What decided an event, in its frame and in those around it."""

import networkx as nx
import pytest

from tracer import record, trace, trainable


@trace
def down(n):
    if n == 0:
        return 0
    return 1 + down(n - 1)


@trace
def down_inside(n):
    def inside(n):
        return 0 if n == 0 else 1 + inside(n - 1)

    return inside(n)


def sliced(depth, function=down):
    with record() as run:
        function(depth)
    return run.slice(potential=False)


@pytest.mark.parametrize("function", [down, down_inside])
def test_edges_do_not_grow_with_the_depth_of_recursion(function):
    shallow, deep = sliced(40, function), sliced(160, function)
    each, each_deep = (s.graph.number_of_edges() / len(s) for s in (shallow, deep))
    assert each_deep < 1.1 * each


def test_every_test_on_the_way_down_decides_the_innermost_result():
    deep = sliced(20)
    graph = deep.graph
    innermost = max((n for n, d in graph.nodes(data=True) if d["code"] == "0"), default=None)
    tests = {n for n, d in graph.nodes(data=True) if d["kind"] == "branch"}
    assert len(tests) == 21
    assert tests <= nx.ancestors(graph, innermost)


def test_events_of_one_stretch_are_decided_alike():
    @trace
    def stretch():
        limit = trainable(3, name="limit")
        total = 0
        for n in range(4):
            if n < limit:
                total = total + n
                total = total * 2
        return total

    with record() as run:
        stretch()
    graph = run.slice(potential=False).graph
    loads = [n for n, d in graph.nodes(data=True) if d["code"] in {"total + n", "total * 2"}]
    deciders = {
        n: {u for u, _, e in graph.in_edges(n, data=True) if e["kind"] == "control"} for n in loads
    }
    assert len(loads) == 6
    pairs = zip(loads[::2], loads[1::2], strict=True)
    assert all(deciders[a] == deciders[b] != set() for a, b in pairs)
