"""Marks written as comments: their options, where they may stand, what is told of malformed ones."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriters.comments import comment_marks, mark_options
from rewriters.reading import read
from rewriters.sites import SiteTable, site_rows


def marks_in(source):
    table = SiteTable(
        "m.py", source, site_rows(ast.parse(source)), marks=read(source.encode()).marks
    )
    marks, malformed = comment_marks(table)
    return [
        (m.line, table[m.site].node, table[m.site].name, dict(m.options)) for m in marks
    ], malformed


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("trainable", {}),
        ("trainable bounds=(0, 2)", {"bounds": (0, 2)}),
        ("trainable bounds=(0, 2.5), name='rate'", {"bounds": (0, 2.5), "name": "rate"}),
        ("trainable name='a=b, name=c' per_instance=True", {"name": "a=b, name=c", "per_instance": True}),
        ("trainable choices=['a', 'b'] must_contain=('x',)", {"choices": ["a", "b"], "must_contain": ("x",)}),
        ("trainable description = 'how warm'", {"description": "how warm"}),
    ],
)  # fmt: skip
def test_options(text, options):
    assert mark_options(text) == options


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("trainabel", "is no mark; write `# tracer: trainable`"),
        ("trainable bound=(0, 1)", "there is no option bound; there are name"),
        ("trainable bounds=(0, high)", "the value of bounds is no literal"),
        ("trainable bounds=", "the value of bounds is no literal: nothing"),
        ("trainable bounds=(2, 1)", "bounds takes two numbers"),
        ("trainable bounds=3", "bounds takes two numbers"),
        ("trainable name=3", "name takes a text, not 3"),
        ("trainable please", "'please' is no option; write name=value"),
        ("trainable name='a' name='b'", "the option name is given twice"),
    ],
)
def test_malformed(text, told):
    with pytest.raises(ValueError, match=told):
        mark_options(text)


texts = st.text(st.characters(blacklist_categories=["C", "Zl", "Zp"]), max_size=20)


@given(texts, texts, st.sampled_from([" ", ", ", ","]))
def test_any_texts_come_back(name, description, between):
    text = f"trainable name={name!r}{between}description={description!r}"
    assert mark_options(text) == {"name": name, "description": description}


def test_marks_of_assignments_and_functions():
    source = (
        "RATE = 0.5  # tracer: trainable bounds=(0, 1)\n"
        "PROMPT: str = (\n    'a'\n    'b'\n)  # tracer: trainable\n"
        "class A:\n    depth = 3  # tracer: trainable name='depth'\n"
        "def f(x):  # tracer: trainable description='d'\n    y = 1\n    return y\n"
        "async def g(\n    x,\n):  # tracer: trainable\n    return x\n"
    )
    marks, malformed = marks_in(source)
    assert malformed == []
    assert marks == [
        (1, "Assign", None, {"bounds": (0, 1)}),
        (5, "AnnAssign", None, {}),
        (7, "Assign", None, {"name": "depth"}),
        (8, "FunctionDef", "f", {"description": "d"}),
        (13, "AsyncFunctionDef", "g", {}),
    ]


def test_a_mark_elsewhere_is_told_with_its_line():
    _, malformed = marks_in("x = 1\nprint(x)  # tracer: trainable\n# tracer: trainable\n")
    assert [line for line, _ in malformed] == [2, 3]
    assert all("stands on no assignment and on no def" in problem for _, problem in malformed)


def test_a_text_that_looks_like_a_mark_is_none():
    assert marks_in("x = '# tracer: trainable'\n") == ([], [])
