"""Other comparisons, operators and connectives."""

from tests.optimizers.engines.repair.mutated import added, changes

from optimizers.engines.repair.rules import operators


def test_a_comparison_has_its_boundary_first():
    text = "def f(a, b):\n    return a < b\n"
    assert added(operators.comparisons, text) == [
        "return a <= b",
        "return a > b",
        "return a >= b",
        "return a != b",
    ]


def test_words_are_found_between_parentheses():
    text = "def f(a, b):\n    return (a) not  in (b)\n"
    assert added(operators.comparisons, text) == ["return (a) in (b)"]


def test_a_chain_is_changed_at_each_place():
    text = "def f(a):\n    return 0 <= a < 9\n"
    found = added(operators.comparisons, text)
    assert {"return 0 < a < 9", "return 0 <= a <= 9"} <= set(found)


def test_operators_also_where_they_assign():
    text = "def f(a, b):\n    a //= b  # whole\n    return a - b\n"
    assert ["- a //= b  # whole", "+ a %= b  # whole"] in changes(operators.arithmetic, text)
    assert ["- return a - b", "+ return a + b"] in changes(operators.arithmetic, text)


def test_texts_are_not_subtracted():
    assert added(operators.arithmetic, "def f(a):\n    return a + 'x'\n", {"a": "str"}) == []


def test_parentheses_stand_where_the_meaning_needs_them():
    text = "def f(a, b, c):\n    return a and b or c\n"
    found = added(operators.connectives, text)
    assert "return (a or b) or c" in found or "return a or b or c" in found
    assert "return a and (b or c)" in found
    assert "return a and b and c" in found


def test_an_operand_less():
    text = "def f(a, b):\n    return a - b * 2\n"
    assert {"return a", "return b * 2", "return b * 2 - a", "return a - b", "return a - 2"} <= set(
        added(operators.operands, text)
    )


def test_assigned_or_added_to():
    text = "def f(a):\n    total = 0\n    total += a\n    total = a\n    return total\n"
    found = changes(operators.assigned, text, {"a": "int"})
    assert ["- total += a", "+ total = a"] in found
    assert ["- total = a", "+ total += a"] in found
    assert ["- total = 0", "+ total += 0"] not in found  # it has no value before
