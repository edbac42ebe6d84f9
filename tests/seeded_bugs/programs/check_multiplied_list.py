from multiplied_list import evening


def test_free_seats():
    assert evening(["a1", "c3"])["free"] == 10
