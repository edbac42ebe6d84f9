from wrong_variable import pallet


def test_weight():
    loaded = pallet([("book", 4, 5, 2), ("toy", 5, 6, 3), ("toy", 1, 1, 1)])
    assert loaded["weight"] == 211
