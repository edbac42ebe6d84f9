"""Spans: half-open ranges of UTF-8 bytes, lines as the tokenizer counts them."""

import ast
import tokenize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.corpus import each_sample, sample

from rewriters.spans import Lines, Span, split_lines


@pytest.mark.smoke
@each_sample
def test_a_spans_text_is_that_of_its_node(name):
    source = sample(name)
    lines = Lines(source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.expr, ast.stmt)):
            assert lines.cut(Span.of(node)) == ast.get_source_segment(source, node)


def test_columns_are_bytes():
    source = "é = 'ü' + x\n"
    value = ast.parse(source).body[0].value
    span = Span.of(value)
    assert (span.col, span.end_col) == (5, 13)
    assert Lines(source).cut(span) == "'ü' + x"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_span_over_lines_is_cut_at_any_line_end(end):
    source = f"x = (1 +{end}     2){end}"
    assert Lines(source).cut(Span(1, 5, 2, 6)) == "1 +\n     2"


def test_form_feeds_and_separators_end_no_line():
    assert len(split_lines("a\x0cb\x0bc\x1cd\u2028e\x85f")) == 1


@given(st.text(alphabet="ab \n\r\x0c\u2028é", max_size=30))
def test_lines_are_those_of_the_tokenizer(text):
    joined = "".join(split_lines(text))
    assert joined == text.replace("\r\n", "\n").replace("\r", "\n") + "\n"


@given(st.text(alphabet="ab\n", max_size=30), st.data())
def test_neighbouring_spans_put_together_give_the_text(text, data):
    lines = Lines(text)
    rows = text.split("\n")
    line = data.draw(st.integers(1, len(rows)))
    col = data.draw(st.integers(0, len(rows[line - 1])))
    first, second = Span(1, 0, line, col), Span(line, col, len(rows), len(rows[-1]))
    assert lines.cut(first) + lines.cut(second) == text


def test_a_span_past_the_end_is_empty():
    assert Lines("x\n").cut(Span(9, 0, 9, 4)) == ""


def test_spans_are_ordered_by_place():
    spans = [Span(2, 0, 2, 1), Span(1, 4, 1, 5), Span(1, 0, 3, 0)]
    assert sorted(spans) == spans[::-1]


def test_a_node_without_an_end_has_an_empty_span():
    node = ast.Name("x", ast.Load(), lineno=3, col_offset=7)
    assert Span.of(node) == Span(3, 7, 3, 7)


def test_spans_agree_with_tokens():
    source = "value = other.name[key] + 'é' * 3\n"
    tokens = list(tokenize.generate_tokens(iter(source.splitlines(keepends=True)).__next__))
    names = {t.string: t.start[1] for t in tokens if t.type == tokenize.NAME}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            assert Span.of(node).col == names[node.id]
