import random

import pytest
from program import strange_sort_list


@pytest.mark.parametrize("seed", range(8))
def test_ends_are_taken_in_turn(seed):
    chance = random.Random(seed)
    numbers = [chance.randint(-9, 9) for _ in range(seed + 3)]
    found, rest = strange_sort_list(list(numbers)), sorted(numbers)
    for place, number in enumerate(found):
        assert number == rest.pop(-1 if place % 2 else 0)
    assert not rest


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([2, 1], [1, 2]), ([3, 1, 2], [1, 3, 2]), ([0, -4, 8, 8], [-4, 8, 0, 8])],
)
def test_small_lists(numbers, expected):
    assert strange_sort_list(numbers) == expected
