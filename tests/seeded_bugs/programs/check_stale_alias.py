from stale_alias import season


def test_the_first_announced():
    assert season("reds 1 2\nblues 4 0\ngreens 2 2")["first"] == "reds"
