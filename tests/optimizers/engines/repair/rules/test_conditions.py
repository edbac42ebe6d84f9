"""Conditions negated, or with a part more."""

from tests.optimizers.engines.repair.mutated import added, changes

from optimizers.engines.repair.rules import conditions

TEXT = """
def f(items, place, done):
    while items[place] > 0:
        if done:
            break
        place += 1
    return place
"""
TYPES = {"items": "list[int]", "place": "int", "done": "bool"}


def test_a_condition_is_turned_round():
    assert "if not done:" in added(conditions.negated, TEXT, TYPES)
    text = "def f(a):\n    return 1 if not a else 2\n"
    assert added(conditions.negated, text) == ["return 1 if a else 2"]


def test_an_index_is_guarded_before_it_is_used():
    found = added(conditions.narrowed, TEXT, TYPES)
    assert "while place < len(items) and items[place] > 0:" in found


def test_what_the_program_asks_elsewhere_may_be_missing():
    found = added(conditions.narrowed, TEXT, TYPES)
    assert {"if done or items[place] > 0:", "while items[place] > 0 and not done:"} <= set(found)


def test_names_that_have_no_value_there_are_not_asked():
    text = "def f(a):\n    if a > 0:\n        b = 1\n        if b > 2:\n            return b\n    return 0\n"
    found = changes(conditions.narrowed, text, {"a": "int", "b": "int"})
    assert ["- if b > 2:", "+ if b > 2 and a > 0:"] in found
    assert ["- if a > 0:", "+ if a > 0 and b > 2:"] not in found


def test_a_condition_in_place_of_a_truth_value():
    text = "def f(stack):\n    return True\n"
    assert "return not stack" in added(conditions.found_out, text, {"stack": "list[int]"})
