import pytest
from program import word_groups


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], []),
        (["pear", "apple"], [("a", ["apple"]), ("p", ["pear"])]),
        (["plum", "pear"], [("p", ["pear", "plum"])]),
        (["Plum", "pear"], [("p", ["Plum", "pear"])]),
        (["Kiwi"], [("k", ["Kiwi"])]),
    ],
)
def test_word_groups(words, expected):
    assert list(word_groups(words).items()) == expected
