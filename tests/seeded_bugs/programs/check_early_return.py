from early_return import account


def test_a_digit_is_needed():
    assert account("Ann Lee", "longenough")["ok"] is False
