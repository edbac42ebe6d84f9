from wrong_branch import receipt


def test_begun_hours_count():
    assert receipt("van", "b-xy 12", "9:15", "11:30")["fee"] == 12
