import pytest
from program import leap_days


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (2023, 2023, 0),
        (2024, 2024, 1),
        (2000, 2000, 1),
        (1900, 1900, 0),
        (1999, 2004, 2),
        (2021, 2023, 0),
    ],
)
def test_leap_days(first, last, expected):
    assert leap_days(first, last) == expected
