import calendar

import pytest
from program import leap_days


@pytest.mark.parametrize("first", [1600, 1799, 1896, 1999, 2096])
def test_as_the_calendar_has_it(first):
    for last in range(first - 1, first + 9):
        expected = sum(map(calendar.isleap, range(first, last + 1)))
        assert leap_days(first, last) == expected
