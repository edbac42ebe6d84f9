"""What notebooks show: well-formed, escaped, redacted."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from tests.tracer.views.programs import fails, graph_of, graphs, mixture, order, ordered

from tracer import record
from tracer.views.html import slice_html
from tracer.views.why import Why


class Reader(HTMLParser):
    """Collects the text; tags that do not match are an error."""

    def __init__(self):
        super().__init__()
        self.open, self.text = [], ""

    def handle_starttag(self, tag, attrs):  # noqa: ARG002, D102
        self.open.append(tag)

    def handle_endtag(self, tag):  # noqa: D102
        assert self.open.pop() == tag

    def handle_data(self, data):  # noqa: D102
        self.text += data


def read(html):
    """Return the text of well-formed HTML."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader.text


def test_a_slice_shows_its_parameters_and_lines():
    text = read(ordered()._repr_html_())
    for told in ("27.0", "limit", "could have changed what happened", "net = net + n"):
        assert told in text


def test_an_answer_is_a_table():
    with record() as run:
        order()
    assert "net = net + n" in read(run.why()._repr_html_())


def test_a_recording_shows_what_came_of_it():
    with record() as run:
        order()
    text = read(run._repr_html_())
    assert "27.0" in text
    assert f"{len(run):,}" in text


def test_a_recording_shows_its_error_and_why_it_stopped():
    with record(max_events=2) as run, pytest.raises(ZeroDivisionError):
        fails(1)
    text = read(run._repr_html_())
    assert "max_events=2 was reached" in text
    assert "ZeroDivisionError('integer division or modulo by zero')" in text


def test_secrets_are_redacted():
    assert "hunter2" not in mixture()._repr_html_()


def test_markup_in_values_is_text():
    html = slice_html(graph_of([{"value": "<script>alert(1)</script>", "code": "a < b"}]))
    assert "<script>" not in html
    assert "<script>alert(1)</script>" in read(html)


@given(graphs())
def test_any_graph_is_well_formed(graph):
    read(slice_html(graph))
    read(Why(graph)._repr_html_())


def test_an_empty_slice_says_so():
    assert read(slice_html(graph_of([]))) == "an empty slice"
    assert read(Why(graph_of([]))._repr_html_()) == "nothing was recorded"
