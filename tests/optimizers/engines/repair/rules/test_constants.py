"""Other constants, one more or less, names in place of constants."""

from tests.optimizers.engines.repair.mutated import added, view

from optimizers.engines.repair.rules import constants


def test_a_number_is_one_more_or_less_first():
    found = added(constants.constants, "def f(a):\n    return a // 10\n")
    assert found[:2] == ["return a // 11", "return a // 9"]


def test_nothing_becomes_an_operation_without_effect():
    found = added(constants.constants, "def f(a):\n    return a - 1\n")
    assert "return a - 2" in found
    assert "return a - 0" not in found


def test_truth_values_and_texts():
    assert "return False" in added(constants.constants, "def f():\n    return True\n")
    assert 'return " "' in added(constants.constants, "def f():\n    return 'x'\n")


def test_documentation_is_left_alone():
    assert added(constants.constants, 'def f():\n    """One."""\n    return None\n') == [
        "return 0",
        'return ""',
        "return []",
        "return {}",
    ]


def test_a_name_is_an_initial_value():
    text = "def f(capacity):\n    tokens = 0\n    return tokens\n"
    assert added(constants.initial, text, {"capacity": "int"}) == ["tokens = capacity"]


def test_masks_stay():
    assert added(constants.constants, "def f(a):\n    return a & 0xFF\n") == []


def test_one_more_or_less_needs_an_integer():
    text = "def f(items, n):\n    return items[n]\n"
    assert view(text, {"n": "int"}).is_int(view(text, {"n": "int"}).code.body[0].value.slice)
    found = added(constants.off_by_one, text, {"n": "int", "items": "list[str]"})
    assert found == ["return items[n + 1]", "return items[n - 1]"]
    assert added(constants.off_by_one, text, {"n": "str"}) == []
