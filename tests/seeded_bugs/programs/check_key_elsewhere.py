from key_elsewhere import morning


def test_delivered_plums_are_there():
    assert morning([("plum", 4), ("apple", 1)])["plums"] == 4
