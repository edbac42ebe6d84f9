"""The generator keeps what the oracle relies on."""

import warnings
from collections import Counter
from statistics import median

import pytest
from hypothesis import given
from tests.programs.table import Grammar

from .features import features
from .generation import generate
from .grammar import CORE, DEEP, HARD
from .inputs import alternatives
from .oracle import mattering
from .running import Ended, Program, Raised, substituted
from .strategy import programs

every_grammar = pytest.mark.parametrize("grammar", [CORE, DEEP, HARD], ids=["core", "deep", "hard"])


@pytest.fixture(scope="module")
def found() -> list[Program]:
    return [Program(generate(seed)) for seed in range(400)]


@pytest.fixture(scope="module")
def ended(found: list[Program]) -> list[Program]:
    return [program for program in found if isinstance(program.run({}), Ended)]


@every_grammar
def test_a_seed_always_gives_the_same_valid_program(grammar: Grammar) -> None:
    for seed in range(60):
        source = generate(seed, grammar)
        assert source == generate(seed, grammar)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "program", "exec")


def test_programs_are_small_and_have_inputs(found: list[Program]) -> None:
    assert 15 <= median(program.source.count("\n") for program in found) <= 45
    assert 8 <= median(len(program.inputs) for program in found) <= 20


def test_most_programs_end_normally(found: list[Program], ended: list[Program]) -> None:
    assert len(ended) >= 0.8 * len(found)


def test_programs_end_with_any_input(ended: list[Program]) -> None:
    ends = [
        program.run({each.name: value})
        for program in ended[:60]
        for each in program.inputs
        for value in alternatives(each.value)
    ]
    assert sum(end == Raised("OutOfFuelError") for end in ends) <= 0.001 * len(ends)
    assert sum(isinstance(end, Raised) for end in ends) <= 0.02 * len(ends)


def test_outputs_depend_on_part_of_the_inputs(ended: list[Program]) -> None:
    shares = [len(mattering(p)) / len(p.inputs) for p in ended[:80] if p.inputs]
    assert 0.15 <= sum(shares) / len(shares) <= 0.5
    assert sum(share == 0 for share in shares) <= 0.1 * len(shares)


def test_looking_up_an_input_is_like_writing_it(ended: list[Program]) -> None:
    for program in ended[:25]:
        for each in program.inputs:
            value = alternatives(each.value)[-1]
            changed = Program(substituted(program.source, each.name, value))
            assert changed.run({}) == program.run({each.name: value})


def test_inputs_stand_in_all_places(found: list[Program]) -> None:
    places = Counter(each.place for program in found for each in program.inputs)
    expected = "global local attribute default returned operand comparison choice argument list dictionary key test"
    assert {*expected.split(), "class attribute"} <= set(places)


def test_programs_hold_every_construct(found: list[Program]) -> None:
    seen = Counter(feature.name for program in found for feature in features(program.tree))
    rare = [name for name, times in seen.items() if times < 5]
    assert rare == []
    assert {"closure", "yield from", "with", "match", "alias", "property", "nonlocal"} <= set(seen)


@given(programs())
def test_hypothesis_draws_programs_too(source: str) -> None:
    program = Program(source)
    assert program.run({}) == program.run({})
