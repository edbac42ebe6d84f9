from swapped_results import week


def test_the_lowest():
    assert week("12,9,15,21,18")["low"] == 9
