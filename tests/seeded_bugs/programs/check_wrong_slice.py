from wrong_slice import target


def test_the_name_has_three_words():
    assert target("The History of Red Ink Trade", "text", 1907)["name"] == "history-red-ink.txt"
