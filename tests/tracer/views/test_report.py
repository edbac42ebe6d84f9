"""The report: complete where it must be, never over its budget, and honest about the rest."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tracer.views.programs import chained, fails, graph_of, graphs, mixture, ordered

from tracer import TracerError, record
from tracer.views.report import report
from tracer.views.tokens import count_tokens


def section(text, title):
    """Return the rows of one section."""
    found = re.search(rf"^# {title}\n(.*?)(?:\n\n# |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1].splitlines() if found else []


def test_the_result_and_all_parameters_come_first():
    text = ordered().report()
    (result,) = section(text, "Result")
    assert result.startswith("return total → 27.0    (")
    told = {row.split("    ")[0] for row in section(text, "Parameters")}
    assert told == {"rate = 0.1", "limit = 100", "a = 10", "b = 20"}


def test_a_parameter_that_only_could_have_mattered_says_so():
    (limit,) = [row for row in section(ordered().report(), "Parameters") if "limit" in row]
    assert limit.endswith("could have changed what happened)")


def test_parameter_values_are_never_cut():
    long = "word " * 3000
    graph = graph_of(
        [{"kind": "parameter", "parameter": "prompt", "value": long}, {}], [(0, 1, "data")]
    )
    assert repr(long) in report(graph, max_tokens=50_000)


@pytest.mark.parametrize("max_tokens", [-1, 0, 1, 50])
def test_a_budget_too_small_says_how_much_is_needed(max_tokens):
    with pytest.raises(TracerError, match=r"programs.py:\d+: .* need (\d+) tokens") as caught:
        mixture().report(max_tokens)
    need = int(re.search(r"need (\d+) tokens", str(caught.value))[1])
    assert count_tokens(mixture().report(need)) <= need
    with pytest.raises(TracerError):
        mixture().report(need - 1)


@given(st.integers(300, 3000))
def test_the_budget_is_never_exceeded(max_tokens):
    assert count_tokens(mixture().report(max_tokens)) <= max_tokens


@given(
    graphs(),
    st.integers(0, 400),
    st.sampled_from([len, count_tokens, lambda t: len(t) // 4, lambda t: t.count("a")]),
)
def test_no_graph_and_no_way_of_counting_exceeds_it(graph, max_tokens, count):
    with suppress(TracerError):
        assert count(report(graph, max_tokens, count)) <= max_tokens


def test_more_room_shows_more_lines_nearest_first():
    sizes = [len(section(mixture().report(n), "Code")) for n in (300, 500, 800, 1600)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]
    text = mixture().report(500)
    assert "return [word, f, top, prompt, password, last]" in "\n".join(section(text, "Code"))


def test_calls_that_no_parameter_comes_into_are_one_line():
    text = mixture().report()
    code = "\n".join(section(text, "Code"))
    assert "def factorial" not in code
    assert re.search(r"f = factorial\(5\)  # f = 120; calls with \d+ evaluations inside", code)
    assert "score = x * bias" in code
    assert any("calls that no parameter comes into" in row for row in section(text, "Left out"))


def test_without_parameters_no_call_is_folded():
    graph = graph_of(
        [{"frame": 1, "code": "inner"}, {"code": "outer", "kind": "call"}],
        [(0, 1, "data")],
        {0: (None, None), 1: (0, 1)},
    )
    assert "inner" in report(graph)


def test_what_is_left_out_is_said():
    small = section(mixture().report(450), "Left out")
    assert re.match(r"\d+ of \d+ lines: those \d+ or more steps from the result", small[0])
    assert any("visits of lines that ran more than three times" in row for row in small)
    assert section(ordered().report(), "Left out") == []


def test_long_values_are_cut_in_the_middle_unless_there_is_room():
    graph = graph_of([{"kind": "input", "value": list(range(200))}, {}], [(0, 1, "data")])
    (cut,) = section(report(graph, 250), "Inputs")
    (whole,) = section(report(graph, 2500), "Inputs")
    assert cut.startswith("x = [0, 1, 2")
    assert "more…" in cut
    assert section(report(graph, 250), "Left out")[-1] == "middles of long values"
    assert str(list(range(200))) in whole


def test_an_exception_is_a_result():
    with record() as run, pytest.raises(ZeroDivisionError):
        fails(4)
    text = run.slice().report()
    assert section(text, "Result")[0].startswith("n // divisor → ZeroDivisionError(")
    assert "return n // divisor  # " in text
    assert section(text, "Parameters")[0].startswith("divisor = 0")


def test_secrets_are_redacted():
    assert "hunter2" not in mixture().report()


def test_a_parameter_whose_name_is_secret_is_redacted():
    graph = graph_of(
        [
            {"kind": "parameter", "parameter": "api_key", "value": "s3cret-value"},
            {"value": "x s3cret-value"},
        ],
        [(0, 1, "data")],
    )
    assert "s3cret" not in report(graph)


def test_a_long_run_has_a_small_report():
    text = chained(5_000).report(1000)
    assert count_tokens(text) <= 1000
    assert "5000 times" in text


def test_one_node_and_none():
    assert "x → 0" in report(graph_of([{}]))
    assert report(graph_of([])) == ""


def test_a_mark_evaluated_often_is_one_parameter():
    nodes = [{"kind": "parameter", "parameter": "p", "line": 1, "value": [1]} for _ in range(50)]
    edges = [(n, 50, "data") for n in range(50)]
    (row,) = section(report(graph_of([*nodes, {}], edges)), "Parameters")
    assert row == "p = [1]    (gone.py:1, evaluated 50 times)"


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["loop", "lines", "frames"])
def test_a_large_graph_has_a_report_too(shape):
    size = 100_000
    frames = {n: (n - 1 if n else None, n or None) for n in range(size)}
    nodes = [
        {"line": n + 1 if shape == "lines" else n % 40 + 1, "frame": n if shape == "frames" else 0}
        for n in range(size)
    ]
    graph = graph_of(nodes, [(n, n + 1, "data") for n in range(size - 1)], frames)
    assert count_tokens(report(graph, 2000)) <= 2000
