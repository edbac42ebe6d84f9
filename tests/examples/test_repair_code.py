"""examples/repair_code.py with a client that mends what the prompt shows."""

import pytest
from tests.examples.prompts import NOTHING, Prompt, answer, load, without

from tracer import parameters


@pytest.fixture
def example():
    module = load("repair_code")
    yield module
    for parameter in parameters(module):
        parameter.reset()


def mends(messages):
    """Compare what was expected with what was got; put what is missing after the line that made it."""
    asked = Prompt(messages)
    said = asked.search("Feedback", r"failed! expected (\[.*\]), got (\[.*\])$")
    line = asked.search("Run", r"^ +\d+ +(numbers = sorted\(numbers\))")
    code = asked.variables.get("strange_sort_list")
    if said is None or line is None or code is None:
        return NOTHING
    expected, got = (list(map(int, text.strip("[]").split(","))) for text in said.groups())
    turns = [got.pop(0 if n % 2 == 0 else -1) for n in range(len(got))]
    if turns != expected:
        return NOTHING
    new = f"{line[1]}\n    return [numbers.pop(-(n % 2)) for n in range(len(numbers))]"
    return answer(strange_sort_list=code.replace(f"{line[1]}\n    return numbers", new))


def test_the_function_is_mended(example):
    assert example.learn(mends)
    assert example.strange_sort_list([5, 5, 5]) == [5, 5, 5]
    assert example.strange_sort_list([3, 1, 2]) == [1, 3, 2]


@pytest.mark.parametrize("title", ["Feedback", "Run", "Variables"])
def test_it_takes_every_part_of_the_prompt(example, title):
    assert not example.learn(without(title, mends))


def test_what_was_learned_is_a_change_of_source(example):
    from tracer import diff

    example.learn(mends)
    assert "+    return [numbers.pop(-(n % 2)) for n in range(len(numbers))]" in diff(
        parameters(example)
    )
