from not_reset import evening


def test_the_second_total():
    done = evening({"ann": [("soup", 4), ("tea", 2)], "bo": [("cake", 3)]})
    assert done["totals"][1] == 3
