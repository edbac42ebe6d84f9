"""Tests, of which some fail."""

import pytest
from clamp import clamp


@pytest.mark.parametrize(("x", "wanted"), [(5, 5), (-1, 0), (11, 10), (10, 10), (0, 0), (3, 3)])
def test_clamp(x: float, wanted: float) -> None:
    """What is inside stays, what is outside goes to the edge."""
    assert clamp(x, 0, 10) == wanted
