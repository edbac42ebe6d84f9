from shadowed_name import report


def test_all_marks_count():
    told = report({"ann": [("oral", 9), ("test", 8), ("oral", 6)]})
    assert told["rows"][0]["letter"] == "A"
