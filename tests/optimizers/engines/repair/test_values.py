"""Candidates for parameters that are no code."""

from optimizers.engines.engine import ParameterInfo
from optimizers.engines.repair.values import value_candidates

CODE = ParameterInfo("m:f", "f", "code", "def f(): ...\n", span=("m.py", (1, 0), (9, 9)))


def values(*infos):
    return [c.value for c in value_candidates(infos)]


def test_numbers_within_bounds():
    assert values(ParameterInfo("m:n", "n", "number", 3, bounds=(2, 4)))[:2] == [4, 2]
    assert values(ParameterInfo("m:n", "n", "number", 3, bounds=(3, 3))) == []


def test_other_choices_and_truth_values():
    assert values(ParameterInfo("m:c", "c", "choice", "a", choices=("a", "b", "c"))) == ["b", "c"]
    assert values(ParameterInfo("m:c", "c", "choice", value=True)) == [False]


def test_what_stands_in_code_is_changed_with_the_code():
    inner = ParameterInfo("m:f:n", "n", "number", 3, span=("m.py", (2, 4), (2, 5)))
    outer = ParameterInfo("m:n", "n", "number", 3, span=("m.py", (12, 4), (12, 5)))
    assert values(CODE, inner) == []
    assert 4 in values(CODE, outer)
