"""Ochiai's measure, and what counts as suspicious."""

import ast
import math

from hypothesis import given
from hypothesis import strategies as st

from optimizers.engines.repair.facts import Observed
from optimizers.engines.repair.suspicion import OUTSIDE, Suspicion, ochiai


def seen(executed, wanted=()):
    spots = [frozenset((line, 0, line, 5) for line in lines) for lines in (executed, wanted)]
    return Observed(*spots, trace="", cut=False)


def test_what_only_failing_examples_run_is_most_suspicious():
    found = Suspicion([seen([1, 2], [1, 2])], [seen([1, 3])]).by_line
    assert found[2] == 1.0
    assert math.isclose(found[1], 1 / math.sqrt(2))
    assert 3 not in found


def test_what_is_in_no_slice_counts_less():
    found = Suspicion([seen([1, 2], [1])], []).by_line
    assert found == {1: 1.0, 2: OUTSIDE}


def test_an_expression_that_was_not_reached_is_not_suspicious():
    suspicion = Suspicion([seen([1], [1])], [])
    reached, other = ast.parse("a < b", mode="eval").body, ast.parse("a < bcd", mode="eval").body
    assert suspicion.of(reached, (1, 1)) == 1.0
    assert suspicion.of(other, (1, 1)) == 0.0


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50))
def test_ochiai_is_between_none_and_all(failed, passed, failing):
    value = ochiai(min(failed, failing), passed, failing)
    assert 0 <= value <= 1
    assert ochiai(failing, 0, failing) == 1
