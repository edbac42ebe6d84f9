"""Suggestions become values of the parameter's type, or a reason."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizers.conversion import convert


@dataclass
class Wanted:
    """What conversion asks of a parameter."""

    kind: str
    value: Any
    choices: Any = None
    name: str = "p"


TRUTH, UNTRUTH = (Wanted("choice", value=value) for value in (True, False))


@pytest.mark.parametrize(
    ("wanted", "suggested", "value"),
    [
        (Wanted("number", 1.0), "3", 3.0),
        (Wanted("number", 1.0), " 1e-3 ", 0.001),
        (Wanted("number", 1.0), 2, 2.0),
        (Wanted("number", 1), "3", 3),
        (Wanted("number", 1), "3.0", 3),
        (TRUTH, "False", False),
        (UNTRUTH, "true", True),
        (Wanted("choice", "a", ("a", "b")), "b", "b"),
        (Wanted("choice", "a", ("a", "b")), "'b'", "b"),
        (Wanted("choice", 1, (1, 2, 3)), "2", 2),
        (Wanted("text", "x"), "  as it is ", "  as it is "),
        (Wanted("code", "def f(): pass"), "def f(): return 1", "def f(): return 1"),
        (Wanted("value", [1]), "[1, 2]", [1, 2]),
        (Wanted("value", {"a": 1}), {"a": 2}, {"a": 2}),
        (Wanted("value", (1, 2)), [3, 4], (3, 4)),
    ],
)
def test_what_is_meant_is_found(wanted, suggested, value):
    found = convert(wanted, suggested)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("wanted", "suggested", "why"),
    [
        (Wanted("number", 1.0), "nan", "finite"),
        (Wanted("number", 1.0), "inf", "finite"),
        (Wanted("number", 1.0), "1 + 1", "finite number"),
        (Wanted("number", 1.0), True, "finite number"),
        (Wanted("number", 1.0), None, "finite number"),
        (Wanted("number", 1.0), "9" * 400, "too large|finite"),
        (Wanted("number", 1), "9" * 5000, "finite"),
        (Wanted("number", 1), "2.5", "whole"),
        (TRUTH, "yes", "True or False"),
        (Wanted("choice", "a", ("a", "b")), "c", "one of"),
        (Wanted("text", "x"), 3, "text"),
        (Wanted("value", [1]), "__import__('os')", "literal"),
        (Wanted("value", [1]), "{'a': 1}", "list"),
        (Wanted("value", [1]), "[" * 100_000, "literal"),
    ],
)
def test_what_cannot_be_meant_has_a_reason(wanted, suggested, why):
    with pytest.raises(ValueError, match=why):
        convert(wanted, suggested)


KINDS = st.sampled_from(
    [
        Wanted("number", 1.0),
        Wanted("number", 1),
        TRUTH,
        Wanted("choice", "a", ("a", "b")),
        Wanted("value", [1]),
        Wanted("text", "x"),
    ]
)


@given(KINDS, st.text(max_size=30) | st.integers() | st.floats() | st.booleans() | st.none())
def test_anything_gives_a_value_of_the_type_or_a_reason(wanted, suggested):
    try:
        value = convert(wanted, suggested)
    except ValueError:
        return
    assert type(value) is type(wanted.value)
