"""Nothing changes: a program shows the same plain, rewritten and recorded."""

import warnings

import pytest
from hypothesis import example, given
from tests.corpus import each_sample, sample
from tests.programs.observe import observe
from tests.programs.program import generate
from tests.programs.strategy import programs
from tests.ways import observe_recorded, rewritten


@pytest.mark.smoke
@each_sample
def test_a_rewritten_sample_shows_the_same(name):
    assert observe(sample(name), rewritten) == observe(sample(name))


@pytest.mark.smoke
@each_sample
def test_a_recorded_sample_shows_the_same(name):
    assert observe_recorded(sample(name)) == observe(sample(name))


@each_sample
def test_a_sample_that_is_recorded_again_shows_the_same(name):
    observe_recorded(sample(name))
    assert observe_recorded(sample(name)) == observe(sample(name))


@given(programs())
@example(generate(0))
def test_a_rewritten_program_shows_the_same(source):
    assert observe(source, rewritten) == observe(source)


@given(programs())
@example(generate(0))
def test_a_recorded_program_shows_the_same(source):
    assert observe_recorded(source) == observe(source)


@pytest.mark.parametrize("start", range(0, 200, 10))
def test_many_rewritten_programs_show_the_same(start):
    for seed in range(start, start + 10):
        source = generate(seed)
        assert observe(source, rewritten) == observe(source), f"seed {seed}"


@pytest.mark.parametrize("start", range(0, 200, 10))
def test_many_recorded_programs_show_the_same(start):
    for seed in range(start, start + 10):
        source = generate(seed)
        assert observe_recorded(source) == observe(source), f"seed {seed}"


@pytest.mark.slow
@pytest.mark.parametrize("start", range(1_000, 4_000, 50))
def test_thousands_of_programs_show_the_same(start):
    for seed in range(start, start + 50):
        source = generate(seed)
        seen = observe(source)
        assert observe(source, rewritten) == seen, f"seed {seed}"
        assert observe_recorded(source) == seen, f"seed {seed}"


@pytest.mark.smoke
def test_a_recorded_program_that_warns_as_it_is_compiled_warns_once():
    source = "def main():\n    return () is 1\n"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        rewritten(source, "warns-once.py")
    assert [w.category for w in caught] == [SyntaxWarning]
