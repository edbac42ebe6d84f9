"""The short answer: from the value back to parameters and inputs."""

import io
import re

import pytest
from hypothesis import given
from rich.console import Console
from tests.tracer.views.programs import chain, fails, graph_of, graphs, mixed, order

from tracer import record
from tracer.views.why import Why


def test_it_goes_back_in_time_from_the_value_to_the_parameters():
    with record() as run:
        order()
    rows = str(run.why()).splitlines()
    assert rows[0].startswith("27.0 because of")
    assert "return total" in rows[1]
    assert rows[-1].startswith("parameters: ")
    codes = [re.split(r" {2,}", row.strip())[1] for row in rows[1:-1]]
    at = [
        codes.index(c)
        for c in ("return net * (1 - rate)", "net = net + n", "def price(items, rate):")
    ]
    assert at == sorted(at)


def test_parameters_stand_at_its_end_with_how_they_matter():
    with record() as run:
        order()
    last = str(run.why()).splitlines()[-1]
    assert "rate = 0.1" in last
    assert "limit = 100 (could have changed what happened)" in last


def test_it_is_of_the_value_asked_for():
    with record() as run:
        out = mixed([1, 2])
    text = str(run.why(out[3]))
    assert text.startswith("'Label it\\nwell, please' because of")
    assert "bias" not in text


def test_it_is_short_however_long_the_run_was():
    with record() as run:
        chain(500)
    assert len(str(run.why()).splitlines()) < 10


def test_inputs_are_told():
    with record() as run:
        mixed([1, 2])
    assert re.search(r"^inputs: xs = \[1, 2\]", str(run.why()), re.MULTILINE)


def test_an_exception_is_explained():
    with record() as run, pytest.raises(ZeroDivisionError):
        fails(4)
    text = str(run.why())
    assert "return n // divisor" in text
    assert "divisor = 0" in text


def test_a_terminal_shows_the_same_words():
    with record() as run:
        order()
    screen = io.StringIO()
    Console(width=200, file=screen).print(run.why())
    shown = screen.getvalue()
    for word in ("27.0 because of", "net = net + n", "limit = 100"):
        assert word in shown


def test_secrets_are_redacted():
    with record() as run:
        mixed([1])
    assert "hunter2" not in str(run.why())


def test_nothing_recorded_is_said():
    assert str(Why(graph_of([]))) == "nothing was recorded"


@given(graphs())
def test_any_graph_has_an_answer(graph):
    rows = str(Why(graph)).splitlines()
    assert " because of" in rows[0]
    assert len(rows) <= 12 + 3
