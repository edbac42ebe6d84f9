from shallow_copy import week


def test_the_base_keeps_its_price():
    assert week({"soup": 6, "cake": 3})["soup"] == 4
