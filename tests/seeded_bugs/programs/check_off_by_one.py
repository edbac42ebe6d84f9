from off_by_one import bill


def test_there_is_a_use_for_each_day():
    assert bill(["10", " 15 ", "", "25", "31"])["days"] == 3
