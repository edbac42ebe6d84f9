"""Pictures: valid DOT for any graph, told apart by shape, small enough to look at."""

import shutil
import subprocess
from collections import Counter
from xml.etree import ElementTree as ET

import pydot
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tracer.views.programs import chained, graph_of, graphs, mixture, ordered

from tracer import TracerError
from tracer.views.distances import distances
from tracer.views.dot import quoted, to_dot
from tracer.views.groups import grouped
from tracer.views.svg import to_svg

GRAPHVIZ = shutil.which("dot")
needs_graphviz = pytest.mark.skipif(GRAPHVIZ is None, reason="Graphviz is not installed")


def drawn(picture):
    """Return all nodes of a picture by name, those in clusters included."""
    found = {
        n.get_name(): n
        for n in picture.get_nodes()
        if n.get_name() not in {"node", "edge", "graph"}
    }
    for cluster in picture.get_subgraphs():
        found |= drawn(cluster)
    return found


def node_of(slice_, kind):
    return next(n for n, d in slice_.graph.nodes(data=True) if d["kind"] == kind)


def test_kinds_and_the_criterion_are_told_apart_by_shape():
    nodes = drawn(ordered().to_dot())
    shapes = {
        k: nodes[f"n{node_of(ordered(), k)}"].get("shape")
        for k in ("parameter", "branch", "operation", "call")
    }
    assert len(set(shapes.values())) == 4
    criterion = nodes[f"n{ordered().criteria[0]}"]
    assert criterion.get("peripheries") == '"2"'


def test_edges_of_different_kinds_look_different():
    picture = to_dot(
        graph_of([{}, {}, {}, {}], [(0, 3, "data"), (1, 3, "control"), (2, 3, "potential")])
    )
    styles = [edge.get("style") for edge in picture.get_edges()]
    assert len(set(styles)) == 3


def test_frames_are_clusters_inside_the_frames_that_called_them():
    picture = ordered().to_dot()
    (outer,) = picture.get_subgraphs()
    (inner,) = outer.get_subgraphs()
    assert '"price"' in inner.get_label()


def test_labels_hold_code_and_value():
    assert '"net + n\\n30"' in ordered().to_dot().to_string()


def test_a_small_picture_draws_every_node():
    assert len(drawn(ordered().to_dot())) == len(ordered().graph)


def test_a_large_picture_folds_and_says_so():
    picture = chained(2000).to_dot()
    assert len(drawn(picture)) <= 300
    assert "repetitions folded" in picture.to_string()
    assert "2000x  " in picture.to_string()


def test_deep_calls_are_folded_into_the_call():
    depth = 400
    frames = {n: (n - 1 if n else None, 2 * depth - n + 1 if n else None) for n in range(depth + 1)}
    nodes = [{"frame": n, "line": n + 1} for n in range(depth)]
    nodes += [{"frame": depth - n, "kind": "call", "line": 1000 + n} for n in range(depth + 1)]
    graph = graph_of(nodes, [(n, n + 1, "data") for n in range(len(nodes) - 1)], frames)
    groups = grouped(graph, distances(graph), 300)
    assert "deep calls" in groups.how
    assert "lines" not in groups.how
    assert 200 < len(set(groups.of.values())) <= 300


def test_what_nothing_folds_is_left_out_from_afar():
    graph = graph_of([{} for _ in range(500)], [(n, n + 1, "data") for n in range(499)])
    nodes = drawn(to_dot(graph))
    assert len(nodes) == 300
    assert {"n499", "n200"} <= set(nodes)
    assert "200 farthest left out" in to_dot(graph).to_string()


@given(graphs(), st.integers(1, 12))
def test_no_more_than_asked_and_always_the_criterion(graph, most):
    groups = grouped(graph, distances(graph), most)
    kept = Counter(n for n in groups.of.values() if n is not None)
    assert len(kept) <= most
    assert graph.graph["criteria"][0] in kept
    assert set(groups.of) == set(graph)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # its parser uses old names of pyparsing
@settings(max_examples=12)
@given(graphs(most=6))
def test_pydot_reads_what_it_wrote(graph):
    text = to_dot(graph).to_string()
    (read,) = pydot.graph_from_dot_data(text)
    assert set(drawn(read)) == set(drawn(to_dot(graph)))


@needs_graphviz
@settings(max_examples=20)
@given(st.lists(graphs(most=6), min_size=1, max_size=3))
def test_graphviz_accepts_it(some):
    for graph in some:
        text = to_dot(graph).to_string().encode("utf-8", "surrogatepass")
        done = subprocess.run([GRAPHVIZ, "-Tcanon"], input=text, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")


@given(st.text())
def test_a_quoted_text_is_one_line_and_ends_where_it_should(text):
    inside = quoted(text)[1:-1]
    assert "\n" not in inside
    assert inside.replace("\\\\", "").replace('\\"', "").count('"') == 0


@needs_graphviz
def test_an_svg_file_is_written(tmp_path):
    mixture().to_svg(tmp_path / "slice.svg")
    root = ET.parse(tmp_path / "slice.svg").getroot()
    texts = " ".join(t.text or "" for t in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "bias" in texts
    assert "hunter2" not in texts


def test_without_graphviz_the_error_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TracerError, match=r"slice\.svg: .*apt-get install graphviz"):
        to_svg(ordered().graph, tmp_path / "slice.svg")
    assert not (tmp_path / "slice.svg").exists()


def test_when_graphviz_fails_its_words_are_told(tmp_path, monkeypatch):
    program = tmp_path / "dot"
    program.write_text("#!/bin/sh\necho broken >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TracerError, match="broken"):
        to_svg(ordered().graph, tmp_path / "slice.svg")
