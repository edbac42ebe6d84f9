from swallowed_exception import donation


def test_decimal_comma():
    assert donation("Ann Mary Lee", "12,50 EUR")["value"] == 12.5
