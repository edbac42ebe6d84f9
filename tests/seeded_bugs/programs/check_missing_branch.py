from missing_branch import review


def test_one_good_word_makes_happy():
    assert review("ann", "A great show, I liked it.")["mood"] == "happy"
