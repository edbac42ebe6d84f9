from key_of_another_type import ask


def test_a_taken_seat():
    assert ask("12 Ann\n15 Bo", 15)["free"] is False
