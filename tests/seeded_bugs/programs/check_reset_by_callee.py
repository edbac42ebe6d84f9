from reset_by_callee import browse


def test_visits_are_counted():
    assert browse(["home", "news", "home"])["visits"] == 3
