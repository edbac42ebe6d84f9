"""Lines and their visits, distances, calls and blocks: what the views stand on."""

import linecache

import pytest
from hypothesis import given
from tests.tracer.views.programs import graph_of, graphs, mixture, ordered

from tracer import record, trace
from tracer.views.annotations import ordinal, shortened
from tracer.views.blocks import Blocks
from tracer.views.calls import depths, fold
from tracer.views.distances import FAR, distances
from tracer.views.fitting import richest
from tracer.views.visits import picks, visits


def visited(graph):
    return visits(graph, distances(graph))


@given(graphs())
def test_every_node_is_in_one_visit(graph):
    nodes = [n for line in visited(graph).values() for visit in line for n in visit.nodes]
    assert sorted(nodes) == sorted(graph)


def test_a_place_evaluated_again_begins_a_visit():
    graph = graph_of([{"line": 1}, {"line": 1, "col": 2}, {"line": 1}])
    assert [v.nodes for v in visited(graph)["gone.py", 1]] == [[0, 1], [2]]


def test_an_expression_over_several_lines_is_one_visit_of_its_first():
    graph = graph_of(
        [
            {"line": 1, "code": "f", "kind": "load"},
            {"line": 2, "code": "a", "kind": "load"},
            {"line": 1, "code": "f(\n a)", "kind": "call", "end_line": 2},
        ]
    )
    assert [v.nodes for v in visited(graph)["gone.py", 1]] == [[0, 2]]


def test_frames_that_share_a_line_do_not_share_visits():
    nodes = [
        {"line": 1},
        {"line": 1, "frame": 1},
        {"line": 1, "col": 5},
        {"line": 1, "frame": 1, "col": 5},
    ]
    graph = graph_of(nodes, frames={0: (None, None), 1: (0, None)})
    assert [v.nodes for v in visited(graph)["gone.py", 1]] == [[0, 2], [1, 3]]


def test_the_first_the_nearest_and_the_last_visit_are_picked():
    graph = graph_of([{"line": 1} for _ in range(9)] + [{"line": 2}], [(4, 9, "data")])
    assert picks(visited(graph)["gone.py", 1]) == ((0, 4, 8), 9)


@trace
def parsed(rows):
    found = []
    for row in rows:
        parts = [part.strip() for part in row.split(",")]
        found.append(sum(int(part) for part in parts))
    return f"of {len(rows)}/{label(found)}"


@trace
def label(found):
    return "-".join(
        [
            str(n)
            for n in found
            if n
        ]
    )  # fmt: skip


def executions(code):
    with record() as run:
        parsed(["1, 2", "3, 4, 5", "6"])
    graph = run.slice().graph
    found = {}
    for (_, number), line in visited(graph).items():
        text = linecache.getline(__file__, number).strip()
        found[text] = picks(line).total
    return found[code]


@pytest.mark.parametrize(
    ("code", "times"),
    [
        ('parts = [part.strip() for part in row.split(",")]', 3),
        ("found.append(sum(int(part) for part in parts))", 3),
        ('return f"of {len(rows)}/{label(found)}"', 1),
        ("def label(found):", 1),
        ("str(n)", 1),
        ("if n", 1),
    ],
)
def test_the_executions_of_a_statement_are_counted(code, times):
    assert executions(code) == times


def test_a_definition_and_a_call_are_no_two_executions():
    nodes = [
        {"kind": "store", "code": "def f(x): ...", "line": 1},
        {"kind": "store", "code": "x", "line": 1, "col": 6, "frame": 1},
    ]
    graph = graph_of(nodes, frames={0: (None, None), 1: (0, None)})
    (line,) = visited(graph).values()
    assert [v.nodes for v in line] == [[0, 1]]


def test_values_are_nearer_than_decisions_and_those_than_what_could_have_been():
    graph = graph_of([{}, {}, {}, {}], [(0, 3, "data"), (1, 3, "control"), (2, 3, "potential")])
    told = distances(graph)
    assert [told.steps[n] for n in range(4)] == [1, 2, 3, 0]
    assert [told.reach[n] for n in range(4)] == [1, 2, 3, 1]


def test_reach_is_the_best_of_all_ways():
    edges = [(0, 1, "potential"), (1, 3, "data"), (0, 2, "data"), (2, 3, "control")]
    assert distances(graph_of([{}, {}, {}, {}], edges)).reach[0] == 2


def test_what_no_way_leads_from_is_far():
    assert distances(graph_of([{}, {}])).steps[0] == FAR


def test_depths_count_from_the_outermost_call():
    assert depths(ordered().graph) == {0: 1, 1: 2}


def test_calls_are_folded_unless_a_parameters_value_comes_in():
    graph = mixture().graph
    folded = {
        graph.nodes[n]["function"] for n in graph if graph.nodes[n]["frame"] in fold(graph).frames
    }
    assert folded == {"clean", "factorial"}
    calls = {graph.nodes[n]["code"] for n in fold(graph).inside}
    assert calls == {'clean("  HELLO ")', "factorial(5)"}


def test_the_frame_of_the_criterion_is_never_folded():
    nodes = [{"kind": "parameter", "parameter": "p"}, {"frame": 1}]
    graph = graph_of(nodes, frames={0: (None, None), 1: (0, None)})
    assert fold(graph).frames == frozenset()


def test_headers_of_a_line():
    text = """\
@decorator
def f(
    a,
):
    try:
        if a:
            x
        elif b:
            y
        else:
            # why
            z
    finally:
        w
    match a:
        case 1:
            v
"""
    blocks = Blocks(text.splitlines(keepends=True))
    assert blocks.headers([7]) == {2, 3, 4, 5, 6}
    assert blocks.headers([9]) == {2, 3, 4, 5, 6, 8}
    assert blocks.headers([12]) == {2, 3, 4, 5, 6, 8, 10}
    assert blocks.headers([14]) == {2, 3, 4, 5, 13}
    assert blocks.headers([17]) == {2, 3, 4, 15, 16}


def test_a_text_that_does_not_parse_has_no_headers():
    assert Blocks(["def f(:\n", "    x\n"]).headers([2]) == set()


def test_the_richest_that_fits_is_found_with_few_renderings():
    rendered = []

    def render(level):
        rendered.append(level)
        return "x" * level

    assert richest(render, 1000, 700, len) == "x" * 700
    assert len(rendered) < 15
    assert richest(render, 1000, -1, len) is None


def test_words_for_people():
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 21, 112)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "21st",
        "112th",
    ]
    assert shortened("abcdefghij", 5) == "ab…ij"
    assert shortened("f(\n  a)", 10) == "f( a)"
