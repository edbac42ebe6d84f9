"""Other indices and slices."""

from tests.optimizers.engines.repair.mutated import added

from optimizers.engines.repair.rules import subscripts


def test_the_other_end_and_the_whole():
    found = added(subscripts.subscripts, "def f(items):\n    return items[0]\n")
    assert "return items[-1]" in found
    assert "return items" in found


def test_bounds_more_and_less():
    found = added(subscripts.subscripts, "def f(items, a, b):\n    return items[a:b]\n")
    assert {"return items[:b]", "return items[a:]", "return items[a:b:-1]", "return items"} <= set(
        found
    )


def test_keys_are_no_indices():
    text = "def f(d):\n    return d['x']\n"
    assert added(subscripts.subscripts, text, {"d": "dict[str]"}) == []
