from wrong_handler import drawing


def test_the_area_of_a_circle():
    assert drawing([("Circle", 2), ("square", 3)])["total"] == 21
