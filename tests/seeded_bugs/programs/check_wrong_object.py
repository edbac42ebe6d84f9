from wrong_object import bank


def test_what_is_left():
    assert bank([30, 20])["left"] == 50
