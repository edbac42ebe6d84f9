"""The graph of a slice: kinds, names, frames and reasons."""

import networkx as nx
import pytest

import tracer
from tracer import record, trace, trainable


@trace
def helper(n):
    return n + 1


@trace
def program(limit):
    x = trainable(3, name="x")
    y = helper(x)
    if y > limit:
        y = 0
    return y


@pytest.fixture(scope="module")
def run():
    with record() as out:
        program(10)
    return out


def only(graph, **wanted):
    (found,) = (n for n, d in graph.nodes(data=True) if all(d[k] == v for k, v in wanted.items()))
    return found


def test_a_node_says_what_and_where_it_is(run):
    graph = run.slice().graph
    node = graph.nodes[only(graph, code="n + 1")]
    assert (node["kind"], node["name"], node["function"], node["value"]) == (
        "operation",
        "add",
        "helper",
        4,
    )
    assert node["file"] == __file__
    assert (node["end_col"] - node["col"], node["exact"]) == (5, True)


def test_kinds(run):
    graph = run.slice().graph
    kinds = {d["code"]: d["kind"] for _, d in graph.nodes(data=True)}
    assert kinds["n + 1"] == "operation"
    assert kinds["helper(x)"] == "call"
    assert kinds["return n + 1"] == "return"
    assert kinds["if y > limit:\n        y = 0"] == "branch"
    assert graph.nodes[only(graph, parameter="x")]["kind"] == "parameter"


def test_a_formal_from_outside_is_an_input(run):
    graph = run.slice().graph
    assert [d["code"] for _, d in graph.nodes(data=True) if d["kind"] == "input"] == ["limit"]


def test_an_arm_not_taken_is_a_potential_dependence_with_its_reason(run):
    graph = run.slice().graph
    (branch,) = (n for n, d in graph.nodes(data=True) if d["kind"] == "branch")
    (edge,) = graph.out_edges(branch, data=True)
    assert edge[2] == {"kind": "potential", "why": "branch"}
    assert not any(
        d["kind"] == "branch" for _, d in run.slice(potential=False).graph.nodes(data=True)
    )


def test_frames_say_which_call_entered_them(run):
    graph = run.slice().graph
    call = only(graph, code="helper(x)")
    inner = graph.nodes[only(graph, code="n + 1")]["frame"]
    assert graph.graph["frames"][inner] == (graph.nodes[call]["frame"], call)
    assert graph.graph["frames"][graph.nodes[call]["frame"]] == (None, None)


def test_names_are_unique(run):
    graph = run.graph()
    names = [d["name"] for _, d in graph.nodes(data=True)]
    assert len(set(names)) == len(names)


def test_the_whole_graph_holds_each_slice(run):
    assert set(run.slice(potential=False).graph.edges) <= set(run.graph().edges)
    assert nx.is_directed_acyclic_graph(run.graph())


def test_networkx_is_loaded_by_the_first_graph_alone():
    import subprocess
    import sys

    script = "import sys, tracer; tracer.Point; assert 'networkx' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
    assert tracer.Point
