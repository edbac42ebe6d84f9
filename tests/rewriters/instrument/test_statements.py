"""Statements: what they evaluate, bind and leave, in order."""

import pytest
from tests.programs.observe import observe
from tests.reference import Program, actual_events, expected_events
from tests.rewriters.instrument.test_expressions import PRELUDE
from tests.ways import observe_recorded

STATEMENTS = {
    "assignment": "a = t(1)\nreturn a",
    "assignment to several": "a = b.value = b.items[t(0)] = t(9)\nreturn a, b.value, b.items",
    "unpacking": "a, (c, *d), [e] = t(1), t([2, 3, 4]), t([5])\nreturn a, c, d, e",
    "unpacking into places": "b.value, b.items[t(1)], *a = t([1, 2, 3])\nreturn b.value, b.items, a",
    "swap": "a, c = 1, 2\na, c = c, a\nreturn a, c",
    "annotated": "a: t(1) = t(2)\nb.value: int = t(3)\nb.items[t(0)]: int = t(4)\nc: int\nreturn a",
    "augmented name": "n += t(1)\nn *= t(2)\nreturn n",
    "augmented text": "s = t('a')\nfor k in range(3):\n    s += t('b')\nreturn s",
    "augmented list": "a = c = [1]\na += t([2])\nreturn a is c, c",
    "augmented attribute": "t(b).value += t(1)\nreturn b.value",
    "augmented item": "t(b).items[t(1)] -= t(5)\nreturn b.items",
    "augmented slice": "b.items[t(1) : t(2)] += t([8, 9])\nreturn b.items",
    "augmented deep": "d = {'k': [b]}\nd[t('k')][t(0)].items[t(2)] **= t(2)\nreturn b.items",
    "expression": "t(1)\n5\n'text'\nt(2), t(3)",
    "delete": "a = 1\ndel a, b.items[t(0)], b.value\nreturn b.items, hasattr(b, 'value')",
    "delete a slice": "del b.items[t(1) : t(3)]\nreturn b.items",
    "assert": "assert t(1)\nassert t(1), t(2)\nreturn n",
    "assert that fails": "try:\n    assert t(0), t('message')\nexcept AssertionError as e:\n    return str(e)",
    "return nothing": "t(1)\nreturn",
    "return a constant": "return 5",
    "return a name": "return n",
    "return a tuple": "return t(1), n, t(2)",
    "pass": "pass",
    "import": "import math, os.path as p\nfrom sys import version as v, path\nreturn math.pi, p is not None, v is not None",
    "if": "if t(1):\n    a = t(2)\nelse:\n    a = t(3)\nreturn a",
    "if without else": "a = 0\nif t(0):\n    a = t(2)\nreturn a",
    "elif": "if t(0):\n    a = 1\nelif t(2):\n    a = t(3)\nelse:\n    a = 4\nreturn a",
    "if that returns": "if t(1):\n    return t(2)\nreturn t(3)",
    "if of everything": "if t(0) or t(1) and not t(0) and t(3) < t(4) < t(5):\n    return t(6)\nreturn t(7)",
    "nested ifs": "if t(1):\n    if t(0):\n        a = 1\n    elif t(2):\n        a = t(3)\nreturn a",
    "while": "a = 0\nwhile a < t(3):\n    a += 1\nreturn a",
    "while with else": "a = 0\nwhile t(a < 2):\n    a += t(1)\nelse:\n    t('else')\nreturn a",
    "while with break": "a = 0\nwhile t(True):\n    a += 1\n    if a > 2:\n        break\n    if a == 1:\n        continue\n    t(a)\nelse:\n    t('never')\nreturn a",
    "while with walrus": "a = 3\nwhile (c := t(a)) and c > 1:\n    a -= 1\nreturn c",
    "for": "a = 0\nfor k in t([1, 2]):\n    a += k\nreturn a, k",
    "for with else": "for k in t([]):\n    t(k)\nelse:\n    t('else')\nreturn n",
    "for with break": "for k in range(5):\n    if t(k) == 2:\n        break\nelse:\n    t('never')\nreturn k",
    "for with targets": "for a, (b.value, *c) in t([(1, (2, 3)), (4, (5,))]):\n    t(a)\nreturn a, b.value, c",
    "for over a generator": "for k in (t(x) for x in [1, 2]):\n    t(k * 10)\nreturn k",
    "nested loops": "out = []\nfor a in range(2):\n    for c in range(a + 1):\n        if c:\n            continue\n        out.append(t(a + c))\nreturn out",
    "rebound loop name": "for k in [1, 2]:\n    k = k + 10\n    t(k)\nreturn k",
    "with": "from contextlib import nullcontext\nwith nullcontext(t(1)) as a, nullcontext(t(2)):\n    t(a)\nreturn a",
    "with that swallows": "from contextlib import suppress\nwith suppress(KeyError):\n    t({})[t('k')]\n    t('never')\nreturn n",
    "with that returns": "from contextlib import nullcontext\nwith nullcontext(n):\n    return t(1)",
    "try": "try:\n    t(1)\nexcept KeyError:\n    t('never')\nelse:\n    t(2)\nfinally:\n    t(3)\nreturn n",
    "try that catches": "try:\n    a = t(1) + t({})['k']\nexcept (KeyError, t(ValueError)) as e:\n    t(str(e))\nreturn n",
    "try in a loop": "out = []\nfor k in [0, 1]:\n    try:\n        out.append(t(1) // k)\n    except ZeroDivisionError:\n        continue\n    finally:\n        t(k)\nreturn out",
    "finally that returns": "try:\n    return t(1)\nfinally:\n    return t(2)",
    "return through finally": "try:\n    return t(1)\nfinally:\n    t(2)",
    "raise from": "try:\n    try:\n        raise t(KeyError)(t(1))\n    except KeyError as e:\n        raise t(ValueError(2)) from e\nexcept ValueError as e:\n    return repr(e.__cause__)",
    "except star": "try:\n    raise ExceptionGroup('g', [KeyError(1), OSError(2)])\nexcept* KeyError as e:\n    t(len(e.exceptions))\nexcept* OSError:\n    t('os')\nreturn n",
    "match": "match t([1, 2, 3]):\n    case [a, *c] if t(a) > 5:\n        return 'no'\n    case [1, a, _]:\n        return t(a)\n    case _:\n        return 'none'",
    "match captures": "match {'k': 1, 'l': [2, (3, 4)]}:\n    case {'l': [a, (c, d)], **rest}:\n        return t(a), c, t(d), rest",
    "match nothing": "match n:\n    case str():\n        t('never')\nreturn n",
    "function": "@t\ndef f(x, y=t(1), *, z=t(2)):\n    return x + y + z + n\nreturn f(t(3))",
    "function with a docstring": "def f():\n    'doc'\n    return t(1)\nreturn f.__doc__, f()",
    "class": "@t\nclass C(t(object)):\n    a = t(1)\n    def f(self):\n        return self.a + n\nreturn C().f()",
    "class with a metaclass": "class M(type):\n    pass\nclass C(metaclass=t(M)):\n    b = 2\nreturn type(C).__name__, C.b",
    "nonlocal": "def f():\n    nonlocal n\n    n += t(1)\n    return n\nreturn f() + f() + n",
    "global": "global g\ng = t(1)\ng += t(2)\nreturn g",
    "generator": "def f():\n    got = yield t(1)\n    t(got)\n    yield from t([2, 3])\n    return t(4)\ng = f()\nreturn next(g), g.send('sent'), list(g)",
    "unbound then bound": "try:\n    t(a)\nexcept NameError:\n    a = t(1)\nreturn a",
    "handler's name": "e = t(1)\ntry:\n    raise KeyError(2)\nexcept KeyError as e:\n    t(str(e))\ntry:\n    return e\nexcept NameError:\n    return t(3)",
    "same expression twice": "return t(n) + t(n), [t(n), t(n)]",
    "private names": "class C:\n    def f(self, __a):\n        __b = __a + t(1)\n        self.__c = __b\n        return self.__c\nreturn C().f(t(2))",
}


def program(body: str) -> Program:
    """Return a program whose `main` has a body."""
    lines = body.replace("\n", "\n    ")
    return Program(f"{PRELUDE.lstrip()}def main():\n    n, b = 7, Box(5)\n    {lines}\n")


each_statement = pytest.mark.parametrize("kind", STATEMENTS)


@pytest.mark.smoke
@each_statement
def test_a_statements_events_are_its_evaluations_in_order(kind):
    made = program(STATEMENTS[kind])
    assert actual_events(made) == expected_events(made)


@each_statement
def test_a_statement_does_the_same_while_recorded(kind):
    source = program(STATEMENTS[kind]).source
    assert observe_recorded(source) == observe(source)


@each_statement
def test_a_statement_does_the_same_in_a_generator(kind):
    source = program(STATEMENTS[kind]).source.replace(
        "def main():\n", "def turns():\n    yield 1\n"
    )
    source += "def main():\n    g = turns()\n    next(g)\n    try:\n        next(g)\n    except StopIteration as stop:\n        return stop.value\n"
    assert observe_recorded(source) == observe(source)


@each_statement
def test_a_statement_does_the_same_where_locals_are_looked_at(kind):
    source = program(STATEMENTS[kind]).source.replace(
        "n, b = 7, Box(5)\n", "n, b = 7, Box(5)\n    assert sorted(locals()) == ['b', 'n']\n"
    )
    assert observe_recorded(source) == observe(source)
