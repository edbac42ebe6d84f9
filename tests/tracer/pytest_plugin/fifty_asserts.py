"""Failing assertions of all kinds, each the body of a test. `x`, `xs`, `d`, `point`, … are defined in PRELUDE."""

PRELUDE = """
import dataclasses
import operator
import re
import unittest

import pytest


@dataclasses.dataclass
class Point:
    x: int
    y: int


class Odd:
    def __eq__(self, other):
        return False

    def __repr__(self):
        return "<odd>"

    def __bool__(self):
        return False


class Broken:
    def __repr__(self):
        raise ValueError("no text")


class Long:
    def __repr__(self):
        return "long " * 80


def double(n, *, plus=0):
    return n * 2 + plus


def holds(value):
    return not value


async def soon(n):
    return n


@pytest.fixture
def point():
    return Point(1, 2)


x, xs, d, text = 3, [1, 2, 3], {"a": 1, "b": [1, 2]}, "some text"
"""

ASSERTS = [
    "assert x == 4",
    "assert x != 3",
    "assert x > 5 - 1",
    "assert not x",
    "assert x is None",
    "assert xs is not xs",
    "assert 5 in xs",
    "assert 1 not in xs",
    "assert xs == [1, 2, 4]",
    "assert xs + [4] == list(range(9))",
    "assert d == {'a': 1, 'b': [1, 3], 'c': 0}",
    "assert {1, 2} == {2, 3}",
    "assert text == 'some text, and more'",
    "assert 'a\\nb\\nc' == 'a\\nx\\nc'",
    "assert 'tex' not in text",
    "assert text.startswith('t')",
    "assert double(x) == 7",
    "assert double(double(x), plus=1) == double(x) + 1",
    "assert double(*xs[:1], **{'plus': 2}) == 0",
    "assert all(n < 2 for n in xs)",
    "assert any([n > 5 for n in xs]), 'none is'",
    "assert x == 4, f'{x} is not four'",
    "assert x == 4, double(x)",
    "assert x == 4, ''",
    "assert False",
    "assert None",
    "assert []",
    "assert 0, xs",
    "assert x < 2 < 5",
    "assert 1 < x < double(1) < 9",
    "assert x and not xs",
    "assert x == 4 or text == ''",
    "assert (x == 4 or xs) and d == {}",
    "assert not (x and xs)",
    "assert (n := double(x)) == 7 and n",
    "assert holds(value=d['b'][0])",
    "assert -x == +x",
    "assert x if xs else text, 'never'\n    assert (0 if xs else 1)",
    "assert (lambda n: n)(0)",
    "assert [n for n in xs if n > 1] == xs[:1]",
    "assert {k: v for k, v in d.items()} == {}",
    "assert f'{x:>4}' == '3'",
    "assert Odd()",
    "assert Odd() == Odd()",
    "assert Broken() == 1",
    "assert Long() is None",
    "assert Point(1, 2) == Point(1, 3)",
    "assert Point(1, 2).x == point.y",
    "assert operator.eq(xs[0], xs[-1])",
    "assert isinstance(x, (str, bytes))",
    "assert re.match(r'\\d', text)",
    "assert 1.0 == pytest.approx(1.1)",
    "assert b'abc' == b'abd'",
    "assert (1, (2, 3)) == (1, (2, 4))",
    "assert x == \\\n        4",
    "assert (\n        double(x)\n        ==\n        5\n    ), (\n        'over several lines'\n    )",
    "for n in xs:\n        assert n < 3, n",
    "def inner(a, b=2):\n        assert a == b\n    inner(x)",
    "assert locals()['point'] is None",
    "with pytest.raises(KeyError):\n        double(x)",
    "with pytest.raises(ValueError, match='other'):\n        raise ValueError('this')",
    "try:\n        d['z']\n    except KeyError:\n        assert x == 5",
    "unittest.TestCase().assertEqual(xs, [1])",
    "raise RuntimeError('bare') from KeyError(1)",
    "int('z')",
]


def module() -> str:
    """Return a test module with one test for each."""
    tests = [f"def test_{n:02}(point):\n    {text}\n" for n, text in enumerate(ASSERTS)]
    return "\n\n".join([PRELUDE, *tests])
