import pytest
from program import parking_fee


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, 0), (15, 0), (16, 3), (59, 3), (60, 3), (61, 6), (120, 6), (200, 12), (1000, 24)],
)
def test_parking_fee(minutes, expected):
    assert parking_fee(minutes) == expected
