"""Other names, fields and expressions."""

import ast

from tests.optimizers.engines.repair.mutated import added, view

from optimizers.engines.repair.facts import spot_of
from optimizers.engines.repair.rules import names

TYPES = {"a": "int", "b": "int", "text": "str"}


def test_a_name_of_the_same_type():
    assert added(names.names, "def f(a, b, text):\n    return a\n", TYPES) == ["return b"]


def test_names_bound_later_count_inside_a_loop():
    text = "def f(a):\n    for i in a:\n        print(i)\n        last = i\n    return a\n"
    found = added(names.names, text, {"a": "list[int]", "i": "int", "last": "int"})
    assert "print(last)" in found
    straight = "def f(a):\n    print(a)\n    last = a\n    return a\n"
    assert "print(last)" not in added(names.names, straight, {"a": "int", "last": "int"})


def test_names_of_comprehensions_stay_inside():
    text = "def f(rows):\n    return [row for row in rows], rows\n"
    found = added(names.names, text, {"rows": "list[int]", "row": "list[int]"})
    assert "return [row for row in rows], row" not in found
    assert "return [rows for row in rows], rows" in found


def test_fields_of_the_same_object():
    classes = {"Box": {"fields": {"low": "int", "high": "int", "name": "str"}, "methods": []}}
    text = "def f(self):\n    self.low += 1\n"
    found = added(names.attributes, text, {"self": "Box"}, classes=classes)
    assert "self.high += 1" in found
    assert added(names.attributes, text, {"self": "Other"}, classes=classes) == []


def test_another_target():
    text = "def f(a, b):\n    a = 1\n    return a, b\n"
    assert added(names.targets, text, TYPES) == ["b = 1"]


def test_values_beside_themselves_are_less_likely():
    text = "def f(low, high):\n    while low < high:\n        middle = low\n        low = middle\n    return low\n"
    seen = view(text, {"low": "int", "high": "int", "middle": "int"})
    weights = {
        (seen.code.cut(m.at), m.edits[0].text[1:-1], m.at.lineno): m.weight
        for n in seen.code.nodes
        for m in names.names(n, seen)
    }
    assert weights["middle", "high", 4] < weights["low", "high", 5]
    assert weights["low", "high", 2] < weights["low", "middle", 2]


def test_an_expression_that_stands_elsewhere():
    seen = view("def f(a, b):\n    c = a // len(b)\n    return a % c\n", {"a": "int", "c": "int"})
    seen.facts.names["len"] = frozenset({"builtin_function_or_method"})
    for node in seen.code.nodes:
        if isinstance(node, ast.Call):
            seen.facts.types[spot_of(node)] = frozenset({"int"})
    (c,) = (n for n in seen.code.nodes if isinstance(n, ast.Name) and n.id == "c" and n.lineno == 3)
    assert [m.edits[0].text[1:-1] for m in names.expressions(c, seen)] == ["len(b)"]
