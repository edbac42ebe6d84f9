"""Loops that nothing can end."""

import ast

import pytest

from optimizers.engines.repair.endless import is_endless

ENDLESS = [
    "while n > 0:\n    m -= 1",
    "while True:\n    pass",
    "while len(xs) < 3:\n    y = min(xs)",
]
ENDING = [
    "while n > 0:\n    n -= 1",
    "while True:\n    break",
    "while xs:\n    xs.pop()",
    "while node.next:\n    node = node.next",
    "while d['x']:\n    d['x'] = 0",
    "while ready():\n    pass",
    "while n:\n    change(n)",
    "while n:\n    other()",
    "for x in xs:\n    pass",
]


@pytest.mark.parametrize("text", ENDLESS)
def test_endless(text):
    assert is_endless(ast.parse(text))


@pytest.mark.parametrize("text", ENDING)
def test_not_known_to_be_endless(text):
    assert not is_endless(ast.parse(text))
