import math

import pytest
from program import parking_fee


@pytest.mark.parametrize("start", [0, 16, 100, 400, 900])
def test_hours_that_have_begun(start):
    for minutes in range(start, start + 90):
        expected = 0 if minutes <= 15 else min(3 * math.ceil(minutes / 60), 24)
        assert parking_fee(minutes) == expected
