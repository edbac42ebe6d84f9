"""Values as source: what is read back is the value, in the style the old literal had."""

import ast
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriters.editing.literals import NotWritable, Setting, evaluated, literal, same
from rewriters.editing.strings import template_literal, template_text

TEXTS = st.text(st.characters(codec="utf-8"))
LEAVES = TEXTS | st.integers() | st.floats() | st.booleans() | st.none() | st.binary()
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(TEXTS, inner),
    max_leaves=8,
)
OLD = st.sampled_from(
    ['"x"', "'x'", "r'x'", '"""x"""', "'''x'''", "'a' 'b'", "0.5", "[1, 2]", "{'a': 1}", "(1, 'b')"]
)


@given(VALUES, OLD, st.sampled_from(["", "    ", "\t"]))
def test_a_literal_gives_its_value(value, old, indent):
    code = literal(value, old, Setting(indent))
    assert same(evaluated(code), value)


@given(VALUES)
def test_the_same_value_keeps_its_text(value):
    old = f"  {value!r}".strip() if same(evaluated(repr(value)), value) else "0"
    assert literal(evaluated(old), old, Setting()) == old


STYLED = [
    ("b", "'a'", "'b'"),
    ("it's", "'a'", '"it\'s"'),
    ("a\\d", "r'x'", "r'a\\d'"),
    ("one\ntwo", '"""x"""', '"""one\ntwo"""'),
    ("one\ntwo", "'x'", "(\n    'one\\n'\n    'two'\n)"),
    ("é", "'x'", "'é'"),
    (-1, "0", "-1"),
    (math.inf, "0.5", 'float("inf")'),
    ([1, 3], "[1,  2]", "[1,  3]"),
    ({"a": 1, "b": 2}, "{'a': 1, 'b': 3,}", "{'a': 1, 'b': 2,}"),
    ((1,), "()", "(1,)"),
    (set(), "{1}", "set()"),
]


@pytest.mark.parametrize(("value", "old", "new"), STYLED)
def test_style(value, old, new):
    assert literal(value, old, Setting()) == new


def test_what_the_encoding_cannot_hold_is_escaped():
    assert literal("é✓", "'x'", Setting(encoding="ascii")) == "'\\xe9\\u2713'"


def test_an_object_is_not_writable():
    with pytest.raises(NotWritable):
        literal(object(), "1", Setting())


TEMPLATES = ["f'a {x}'", 'f"""{x!r:>{w}}\n"""', "rf'\\d{x}'", "'{a}' f'{b}'"]


@pytest.mark.parametrize("code", TEMPLATES)
def test_a_templates_text_is_written_back(code):
    new = template_literal(template_text(code), code)
    assert template_text(new) == template_text(code)
    assert isinstance(ast.parse(f"({new})", mode="eval").body, ast.JoinedStr)
