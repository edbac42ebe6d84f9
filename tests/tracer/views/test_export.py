"""JSON and GraphML come back as they went out."""

import json

import networkx as nx
import pytest
from hypothesis import given
from tests.tracer.views.programs import graphs, mixture, ordered

from tracer import TracerError
from tracer.views.export import from_graphml, from_json, textual, to_graphml, to_json


def same(a, b):
    return (
        a.graph == b.graph
        and list(a.nodes(data=True)) == list(b.nodes(data=True))
        and sorted(a.edges(data=True)) == sorted(b.edges(data=True))
    )


@given(graphs())
def test_json_round_trips(graph):
    assert same(from_json(to_json(graph)), textual(graph))


@given(graphs())
def test_graphml_round_trips(graph):
    assert same(from_graphml(to_graphml(graph)), textual(graph))


@pytest.mark.parametrize("made", [ordered, mixture])
def test_real_slices_round_trip(made):
    graph = made().graph
    assert same(from_json(to_json(graph)), textual(graph))
    assert same(from_graphml(to_graphml(graph)), textual(graph))


def test_networkx_reads_the_graphml_itself():
    read = nx.parse_graphml(to_graphml(ordered().graph), node_type=int)
    assert set(read.edges) == set(ordered().graph.edges)
    assert nx.is_directed_acyclic_graph(read)


def test_values_are_text_and_secrets_redacted():
    graph = textual(mixture().graph)
    assert {type(v) for _, v in graph.nodes(data="value")} <= {str, type(None)}
    assert "hunter2" not in to_json(mixture().graph)
    assert "hunter2" not in to_graphml(mixture().graph)


def test_another_format_is_refused():
    told = json.loads(to_json(ordered().graph)) | {"format": 99}
    with pytest.raises(TracerError, match="format 1"):
        from_json(json.dumps(told))
    other = nx.DiGraph(format=99)
    with pytest.raises(TracerError, match="format 1"):
        from_graphml("\n".join(nx.generate_graphml(other)))
