"""Expressions: each kind's evaluations, in order, with nothing moved, doubled or left out."""

import pytest
from tests.programs.observe import observe
from tests.reference import Program, actual_events, expected_events
from tests.ways import observe_recorded

PRELUDE = """
LOG = []


def t(value):
    LOG.append(value if isinstance(value, (int, str, bool, type(None))) else type(value).__name__)
    return value


class Box:
    def __init__(self, value):
        self.value = value
        self.items = [1, 2, 3, 4]

    def get(self, *args, **more):
        return self.value


def add(*args, **more):
    return len(args) + len(more)


"""

EXPRESSIONS = {
    "name": "n",
    "global": "add",
    "builtin": "len",
    "constant": "5",
    "binary": "t(1) + t(2) * t(3)",
    "power": "t(2) ** -t(1)",
    "unary": "-t(1), +t(2), ~t(3), not t(4)",
    "comparison": "t(1) < t(2)",
    "chain that goes on": "t(1) < t(2) <= t(2) != t(5)",
    "chain that stops": "t(1) < t(0) < t(5) < t(6)",
    "chain of is": "t(None) is None is not t(1)",
    "membership": "t(1) in t([1, 2]) not in t([])",
    "and that goes on": "t(1) and t(2) and t(0)",
    "and that stops": "t(1) and t(0) and t(2)",
    "or that goes on": "t(0) or t('') or t(3)",
    "or that stops": "t(0) or t(3) or t(4)",
    "mixed": "t(0) and t(1) or t(2) and (t(0) or t(3))",
    "conditional": "t(1) if t(2) else t(3)",
    "conditional not": "t(1) if not t(2) else t(3)",
    "nested conditional": "t(1) if t(0) else (t(2) if t(0) else t(3))",
    "conditional in a call": "add(t(1) if t(0) else t(2), t(3) if t(1) else t(4))",
    "attribute": "b.items",
    "attribute of a call": "t(b).items",
    "subscript": "t(b).items[t(1)]",
    "slice": "b.items[t(0) : t(3) : t(2)]",
    "open slice": "b.items[: t(2)], b.items[t(1) :], b.items[:]",
    "tuple of slices": "{}.get((slice(1), 2), t(3))",
    "call": "add(t(1), t(2))",
    "method": "b.get(t(1))",
    "method of a method": "Box(b).get(t(1)).get(t(2))",
    "keywords": "add(t(1), k=t(2), **t({'m': 3}))",
    "stars": "add(*t([1]), t(2), *t((3,)), k=t(4), **{'l': t(5)})",
    "called result": "(lambda: add)()(t(1))",
    "list": "[t(1), n, 3, *t([4])]",
    "tuple": "t(1), n, *t([4])",
    "set": "{t(1), n} == {1, n}",
    "dict": "{t('a'): t(1), 'b': n, **t({'c': 2}), t('d'): t(3)}",
    "large display": "[t(1), 2, 3, 4, 5, 6, 7, 8, 9, n, t(11)]",
    "large dict": "{1: t(1), 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, n: t(9), t(10): 10}",
    "f-string": "f'{t(1)} {n!r} {t(2):>{t(3)}} {{}} {t(4)=}'",
    "nested f-string": "f'{f\"{t(1)}\":{t(5)}}'",
    "f-string of a lambda": "f'{(lambda: t(1))()}'",
    "walrus": "(m := t(1)) + m",
    "walrus in a call": "add(m := t(1), [m, (m := t(2))], m)",
    "walrus in and": "(m := t(0)) or (m := t(3)) and m",
    "lambda": "(lambda x, y=t(1), *z, k=t(2), **w: x + y + k)(t(3))",
    "lambda of a lambda": "(lambda x: lambda y: x + y + n)(t(1))(t(2))",
    "lambda with a walrus": "(lambda x: (y := x + 1) * y)(t(1))",
    "lambda with and": "(lambda x: x and t(x) or t(5))(t(0))",
    "lambda as key": "sorted(t([3, 1, 2]), key=lambda x: -x)",
    "lambda without use": "lambda: t(1)",
    "star expression": "[*t([1]), *(x for x in t([2]))]",
    "parentheses over lines": "(t(1) +\n        (t(2)\n        ))",
    "implicit join": "'a' 'b' f'{t(1)}' 'c'",
    "bytes and friends": "b'x', 1j, ..., None, True, 1.5, 10**20",
    "matrix": "[[t(1), t(2)], [t(3)]][t(0)][t(1)]",
    "getattr": "getattr(b, 'value'), type(b).__name__, b.__class__",
    "starred call in and": "t(1) and add(*t([1]), t(2))",
    "await-like names": "[print, type, match, case]",
}


def program(expression: str) -> Program:
    """Return a program whose `main` gives an expression."""
    return Program(
        f"{PRELUDE.lstrip()}match = case = 1\n\n\ndef main():\n    n, b = 7, Box(5)\n    result = {expression}\n    return result\n"
    )


each_expression = pytest.mark.parametrize("kind", EXPRESSIONS)


@pytest.mark.smoke
@each_expression
def test_an_expressions_events_are_its_evaluations_in_order(kind):
    made = program(EXPRESSIONS[kind])
    assert actual_events(made) == expected_events(made)


@each_expression
def test_an_expression_does_the_same_while_recorded(kind):
    source = program(EXPRESSIONS[kind]).source
    assert observe_recorded(source) == observe(source)


@each_expression
def test_an_expression_does_the_same_in_a_class_body(kind):
    body = EXPRESSIONS[kind].replace("\n", "\n    ")
    source = f"{PRELUDE.lstrip()}match = case = 1\nclass Body:\n    n, b = 7, Box(5)\n    result = {body}\nn, b = 7, Box(5)\ntop = {EXPRESSIONS[kind]}\ndef main():\n    return LOG\n"
    assert observe_recorded(source) == observe(source)


def test_the_value_of_each_part_is_told():
    made = Program("def main():\n    xs = [3, 4]\n    return xs[0] * (xs[1] - 1)\n")
    assert actual_events(made) == [
        "2:9 [3, 4] = list 0",
        "3:11 xs = list 0",
        "3:11 xs[0] = 3",
        "3:20 xs = list 0",
        "3:20 xs[1] = 4",
        "3:20 xs[1] - 1 = 3",
        "3:11 xs[0] * (xs[1] - 1) = 9",
    ]
