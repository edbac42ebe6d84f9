from break_too_early import search


def test_three_hits_fill_two_pages():
    assert search(" Moon? ")["pages"] == 2
