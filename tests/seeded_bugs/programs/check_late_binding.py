from late_binding import form


def test_the_second_button():
    assert form(["save", "save_as", "quit", "help"], "save_as")["result"] == 10
