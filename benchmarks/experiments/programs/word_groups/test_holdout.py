import random

import pytest
from program import word_groups


@pytest.mark.parametrize("seed", range(6))
def test_every_word_is_in_its_group(seed):
    chance = random.Random(seed)
    words = ["".join(chance.choices("abAB", k=3)) for _ in range(10)]
    groups = word_groups(list(words))
    assert sorted(word for group in groups.values() for word in group) == sorted(words)
    assert list(groups) == sorted(groups)
    for letter, group in groups.items():
        assert all(word[0].lower() == letter for word in group)
        assert group == sorted(group)
