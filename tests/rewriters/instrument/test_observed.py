"""Code that must see no variable of ours: stores are told too, by calls, at module level, in classes, beside `locals()`."""

import pytest
from tests.reference import Program, recorded

from rewriters.templates import Action
from tracer.values import NOT_KEPT

STORES = {
    "name": ("x = n + 1", [("x", 4)]),
    "several names": ("x = y = n", [("x", 3), ("y", 3)]),
    "unpacking": ("x, [y, *z] = n, (1, 2)", [("x", 3), ("y", 1), ("z", [2])]),
    "attribute": ("box.a = n", [("box.a", 3)]),
    "subscript": ("xs[0] = n", [("xs[0]", 3)]),
    "slice": ("xs[:] = [n]", [("xs[:]", [3])]),
    "attribute among others": ("box.a, x = n, 4", [("x", 4), ("box.a", 3)]),
    "starred attribute": ("x, *box.a = n, 4", [("x", 3), ("box.a", NOT_KEPT)]),
    "annotated name": ("x: int = n", [("x", 3)]),
    "annotated attribute": ("box.a: int = n", [("box.a", 3)]),
    "no value": ("x: int", []),
    "grown attribute": ("box.n += n", [("box.n += n", NOT_KEPT)]),
    "grown subscript": ("xs[0] += n", [("xs[0] += n", NOT_KEPT)]),
    "deleted": ("del xs[0], box.m", [("xs[0]", NOT_KEPT), ("box.m", NOT_KEPT)]),
    "loop": ("for x in (n, 4): pass", [("x", 3), ("x", 4)]),
    "loop over places": ("for box.a, xs[0] in [(n, 4)]: pass", [("box.a", NOT_KEPT), ("xs[0]", NOT_KEPT)]),
    "comprehension": ("[x for x in (n, 4) if n]", [("x", 3), ("x", 4)]),
    "clauses": ("{y: 1 for x in [n] for x, y in [(x, 4)]}", [("x", 3), ("x", 3), ("y", 4)]),
    "generator expression": ("list(x for x in (n, 4))", [("x", 3), ("x", 4)]),
    "import": ("import sys as x", [("sys as x", __import__("sys"))]),
}  # fmt: skip
BEGIN = """class Box:
    n = m = 1
box, xs, n = Box(), [1], 3
"""
PLACES = {
    "module": "{store}\ndef main(): pass\n",
    "looking at its locals": "def main(n=3, xs=[1]):\n    box.m = 1; locals()\n    {store}\n",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", STORES)
def test_stores_are_told_where_nothing_is_bound(kind, place):
    store, expected = STORES[kind]
    begin = f"{BEGIN}box.m = 1\n"
    program = Program(begin + PLACES[place].replace("{store}", store))
    line = program.source[: program.source.index(store, len(begin))].count("\n") + 1
    told = [
        (e.site.code, e.value)
        for e in recorded(program).events()
        if e.action is Action.STORE and e.site.line == line
    ]
    assert told == expected


def test_a_class_bodys_namespace_is_not_asked_for_what_was_stored():
    source = """class Names(dict):
    def __getitem__(self, name):
        asked.append(name)
        return super().__getitem__(name)
class Meta(type):
    @classmethod
    def __prepare__(cls, name, bases):
        return Names()
asked = []
class Body(metaclass=Meta):
    x = 1
    y, box = 2, []
def main():
    return asked
"""
    run = recorded(Program(source))
    assert "x" not in run.output
    assert "y" not in run.output
    stores = [e for e in run.events() if e.action is Action.STORE and e.site.line in {11, 12}]
    assert [e.site.code for e in stores] == ["x", "y", "box"]
