import pytest
from program import strange_sort_list


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], []),
        ([7], [7]),
        ([1, 2, 3, 4], [1, 4, 2, 3]),
        ([5, 5, 5], [5, 5, 5]),
        ([9, 8, 7, 6, 5], [5, 9, 6, 8, 7]),
    ],
)
def test_strange_order(numbers, expected):
    assert strange_sort_list(numbers) == expected
