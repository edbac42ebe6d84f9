"""Laws of slices, on random programs: order, closure, determinism, and that edges hold on the tape."""

import networkx as nx
import pytest
from hypothesis import assume, given, settings
from tests.perturbation.running import Ended, Program
from tests.perturbation.strategy import programs

from tracer.values import NOT_KEPT

few = settings(max_examples=20)


def recorded(source):
    program = Program(source)
    assume(isinstance(program.run({}), Ended))  # one that does not end has its fuel there alone
    run, _ = program.record()
    return run


@few
@given(programs())
def test_a_graph_has_no_cycle_and_its_edges_go_forward(source):
    run = recorded(source)
    graph = run.slice().graph
    assert nx.is_directed_acyclic_graph(graph)
    assert all(used < user for used, user in graph.edges)


@few
@given(programs())
def test_every_node_leads_to_the_criterion(source):
    sliced = recorded(source).slice()
    (criterion,) = sliced.criteria
    assert set(sliced.nodes) == nx.ancestors(sliced.graph, criterion) | {criterion}


@few
@given(programs())
def test_slicing_twice_gives_the_same(source):
    run = recorded(source)
    once, again = run.slice(), run.slice()
    assert list(once.nodes) == list(again.nodes)
    assert list(once.graph.edges(data=True)) == list(again.graph.edges(data=True))


@few
@given(programs())
def test_a_load_gets_the_very_object_that_was_stored(source):
    run = recorded(source)
    graph, values = run.slice(potential=False, control=False).graph, run._slices.index.values
    for used, user in graph.edges:
        stored, load = graph.nodes[used], graph.nodes[user]
        if (stored["kind"], load["kind"]) == ("store", "load") and stored["code"] == load["code"]:
            assert values[used] is values[user] or values[used] == values[user]


@few
@given(programs())
def test_control_and_potential_only_add(source):
    run = recorded(source)
    data, control, everything = (
        set(run.slice(control=c, potential=p).nodes) for c, p in ((0, 0), (1, 0), (1, 1))
    )
    assert data <= control <= everything


@few
@given(programs())
def test_the_slice_of_an_inner_value_is_inside_that_of_what_used_it(source):
    run = recorded(source)
    sweeper = run._slices._sweeper
    outer = run.slice(potential=False)
    values = sweeper.index.values
    for event in list(outer.nodes)[:: max(1, len(outer) // 5)]:
        if values[event] is not NOT_KEPT:
            inner = sweeper.sweep([(event, None)], control=True, potential=False)
            assert set(inner.nodes) <= set(outer.nodes)


@pytest.mark.slow
def test_a_long_run_is_sliced_without_recursion():
    source = """
def main():
    x = 1
    for _ in range(30_000):
        x = x + 1
    return x
"""
    run = recorded(source)
    assert len(run.slice().nodes) > 150_000
