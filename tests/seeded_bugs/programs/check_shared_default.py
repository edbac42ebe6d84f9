from shared_default import queue


def test_levels():
    rows = queue(["Crash at start", "Typo in menu"])["rows"]
    assert rows[1]["level"] == 1
