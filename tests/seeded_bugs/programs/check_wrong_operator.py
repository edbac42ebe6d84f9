from wrong_operator import savings


def test_small_balances_pay_fees():
    assert savings((2024, 11), 100.0)["end"] == 100.0
