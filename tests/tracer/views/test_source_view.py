"""The user's own lines, with the values they had."""

import inspect
import re

import pytest
from hypothesis import given
from tests.tracer.views import programs
from tests.tracer.views.programs import graph_of, graphs, mixture, ordered

from tracer.views.source_view import source


def rows(text):
    """Return the rows of a view by the code that stands on them."""
    found = {}
    for row in text.splitlines()[1:]:
        numbered = re.match(r" *\d+  (.*?)(?:  +# (.*))?$", row)
        if numbered:
            found[numbered[1].strip()] = numbered[2] or ""
    return found


def test_the_lines_are_the_users_own_in_order():
    text = ordered().source()
    numbers = [int(n) for n in re.findall(r"^ *(\d+)  ", text, re.MULTILINE)]
    assert numbers == sorted(numbers)
    source_lines = inspect.getsource(programs).splitlines()
    for number, code in re.findall(r"^ *(\d+)  (.*?)(?:  +# .*)?$", text, re.MULTILINE):
        assert source_lines[int(number) - 1].split("  #")[0].rstrip() == code.rstrip()


def test_what_does_not_matter_is_cut_and_marked():
    text = ordered().source()
    assert "noise" not in text
    assert "    ⋮  1 line\n" in text


def test_comments_and_blank_lines_are_no_lines_left_out():
    shown = mixture().source().splitlines()
    at = next(n for n, row in enumerate(shown) if "password = " in row)
    assert "word = clean" in shown[at - 1]


def test_values_stand_beside_their_lines():
    found = rows(ordered().source())
    assert found['rate = trainable(0.1, name="rate")'] == "parameter rate = 0.1"
    assert found["if total > limit:"] == "total = 27.0, limit = 100, total > limit = False"
    assert found["total = price(items, rate)"].endswith("total = 27.0")


def test_a_loop_is_told_by_its_first_and_last_visit_and_what_it_changed():
    found = rows(ordered().source())
    assert found["net = net + n"] == "2 times: n = 10 … 20, net = 0 → 10 … 10 → 30"


def test_the_visit_that_decided_is_told_too():
    found = rows(mixture().source())
    assert found["score = x * bias"].startswith("41 times, 1st … 39th … last: x = 3 … 90 … 5, ")


def test_calls_inside_calls_say_how_deep_they_were():
    found = rows(mixture().source())
    assert found["if n <= 1:"].startswith("5 times, calls 2 … 6 deep: n = 5 … 1")


def test_headers_of_the_blocks_are_shown():
    found = rows(mixture().source())
    assert {"else:", "try:", "finally:", "def clean(text):"} <= set(found)


def test_a_text_over_several_lines_is_shown_whole_and_is_one_visit():
    text = mixture().source()
    assert 'well, please"""' in text
    assert "parameter prompt = 'Label it\\nwell, please'" in text
    assert "times: parameter prompt" not in text


def test_secrets_are_redacted_in_code_and_values():
    text = mixture().source()
    assert "hunter2" not in text
    assert 'password = "<redacted>"' in text


def test_a_value_that_may_have_changed_is_marked():
    graph = graph_of([{"kind": "load", "code": "xs", "value": [1], "exact": False}])
    assert source(graph).endswith("# xs = ~[1]")


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("total += f(x)", "total"),
        ("xs[i] **= 2", "xs[i]"),
        ("y := g(a == b)", "y"),
        ("except ValueError as error:\n    pass", "error"),
    ],
)
def test_a_store_is_called_by_what_it_binds(code, label):
    graph = graph_of([{"kind": "load", "code": "a"}, {"kind": "store", "code": code, "line": 1}])
    assert source(graph).endswith(f"{label} = 1")


def test_a_call_for_its_effect_has_no_value():
    graph = graph_of(
        [
            {"kind": "load", "code": "x"},
            {"kind": "call", "code": "xs.append(x)", "line": 1, "value": None},
        ]
    )
    assert source(graph).endswith("# x = 0")


def test_without_its_file_the_recorded_code_is_shown():
    text = source(graph_of([{"code": "total"}]))
    assert text == "gone.py (not found)\n    1  total  # total = 0"


def test_of_a_file_that_changed_only_the_recorded_code_is_shown(tmp_path):
    file = tmp_path / "app.py"
    file.write_text("something_else = 1\n")
    text = source(graph_of([{"code": "total", "file": str(file)}]))
    assert text.splitlines()[0].endswith("app.py (changed since it was recorded)")
    assert "something_else" not in text


def test_text_that_the_graph_itself_brings_goes_before_the_disk():
    graph = graph_of([{"code": "total", "kind": "load"}])
    graph.graph["sources"] = {"gone.py": "total\n"}
    assert source(graph).splitlines()[0] == "gone.py"


def test_an_empty_graph_has_no_lines():
    assert source(graph_of([])) == ""


@given(graphs())
def test_any_graph_can_be_shown(graph):
    shown = source(graph)
    for line in {d["line"] for _, d in graph.nodes(data=True)}:
        assert re.search(rf"^ *{line}  ", shown, re.MULTILINE)
