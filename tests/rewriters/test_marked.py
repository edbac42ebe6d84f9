"""Marks of a module: names, places, sites."""

import ast

import pytest

from rewriters.marked import Form, MarkError, marks_by_site, marks_of
from rewriters.places import Kind, Place
from rewriters.reading import read
from rewriters.sites import SiteTable, site_rows

SOURCE = """\
from tracer import trace, trainable as t
A = t(1)
B = {"k": [0, t(2)]}
class C:
    d = t(3)
    def __init__(self, f=t(4)):
        self.g = t(5)
        h = t(6, "named")
        use(t(7), t(8))
    @trace(trainable=True)
    def i(self):
        global A
        A = t(9, name="again")
        return lambda: t(10)
j: int = 11  # tracer: trainable
def k(x):  # tracer: trainable description="what"
    return x
"""
EXPECTED = [
    ("", "A", Place(Kind.GLOBAL, "", "A")),
    ("", "line_3", Place(Kind.GLOBAL, "", "B", ("k", 1))),
    ("C", "d", Place(Kind.CLASS, "C", "d")),
    ("C.__init__", "f", Place(Kind.DEFAULT, "C.__init__", "f")),
    ("C.__init__", "g", Place(Kind.INSTANCE, "C", "g")),
    ("C.__init__", "named", None),
    ("C.__init__", "line_9", None),
    ("C.__init__", "line_9_2", None),
    ("C.i", "i", None),
    ("C.i", "again", Place(Kind.GLOBAL, "", "A")),
    ("C.i.<locals>.<lambda>", "line_14", None),
    ("", "j", Place(Kind.GLOBAL, "", "j")),
    ("k", "k", None),
]


def test_names_and_places():
    found = marks_of(SOURCE.encode())
    assert [(m.qualname, m.name, m.place) for m in found] == EXPECTED
    assert [m.in_function for m in found] == [
        m.qualname.startswith("C.") and m.name not in "fi" for m in found
    ]
    assert found[-1].options == {"description": "what"}
    assert found[-2].annotation == "int"


def test_each_mark_has_a_site_of_its_own():
    tree = ast.parse(SOURCE)
    rows = site_rows(tree)
    table = SiteTable("some.py", SOURCE, rows, marks=read(SOURCE.encode()).marks)
    found = marks_by_site(table)
    assert len(found) == len(EXPECTED)
    for site, mark in found.items():
        kinds = {Form.CALL: {"Call"}, Form.COMMENT: {"Constant"}}
        assert rows[site][0] in kinds.get(mark.form, {"FunctionDef"})


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("from tracer import trainable\ntrainable()\n", 2),
        ("pass\npass  # tracer: trainable\n", 2),
        ("x = 1  # tracer: trainable size=3\n", 1),
        ("x = 1  # tracer: trainable name='a'\ny = 1  # tracer: trainable name='a'\n", 2),
    ],
)
def test_marks_that_cannot_be_read(source, line):
    with pytest.raises(MarkError) as caught:
        marks_of(source.encode())
    assert caught.value.line == line
