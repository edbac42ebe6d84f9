"""The generated programs are valid, end, use the whole language, and fail often enough to be of use."""

import ast
import statistics

import pytest
from hypothesis import HealthCheck, given, settings

from .constructs import constructs, required
from .observe import Observation, observe
from .program import generate
from .strategy import programs

SEEDS = range(300)


@pytest.fixture(scope="module")
def sources() -> list[str]:
    return [generate(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def observations(sources: list[str]) -> list[Observation]:
    """Give what each program does: that this ends is that the programs end."""
    return [observe(source) for source in sources]


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


def test_a_seed_always_gives_the_same_program(sources: list[str]) -> None:
    assert [generate(seed) for seed in SEEDS] == sources


def test_programs_are_of_a_size_to_read(sources: list[str]) -> None:
    assert 60 <= statistics.median(source.count("\n") for source in sources) <= 120


def test_programs_define_a_log_a_tracing_function_and_main(sources: list[str]) -> None:
    for source in sources:
        assert {"LOG", "t", "main"} <= _defined(source)


def test_programs_use_every_construct_of_the_language(sources: list[str]) -> None:
    used = set().union(*map(constructs, sources))
    assert sorted(required() - used) == []


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_program_does_the_same_each_time(
    sources: list[str], observations: list[Observation]
) -> None:
    for seed, source, observation in zip(SEEDS, sources, observations, strict=True):
        assert observe(source) == observation, seed


def test_programs_end_by_themselves_and_not_for_lack_of_steps(
    observations: list[Observation],
) -> None:
    assert max(len(each.log) for each in observations) < 1000
    assert share(["out of steps" in f"{each.log}{each.traceback}" for each in observations]) < 0.02


def test_no_program_meets_the_recursion_limit(observations: list[Observation]) -> None:
    assert not any("RecursionError" in f"{each.log}{each.traceback}" for each in observations)


def test_many_programs_raise_out_of_main(observations: list[Observation]) -> None:
    assert share([", in main\n" in each.traceback for each in observations]) >= 0.3


def test_most_programs_handle_an_exception(observations: list[Observation]) -> None:
    assert (
        share(
            [
                any("caught" in entry or "handled" in entry for entry in each.log)
                for each in observations
            ]
        )
        >= 0.6
    )


def test_exceptions_come_from_many_places(observations: list[Observation]) -> None:
    assert len({each.exception.partition(":")[0] for each in observations}) >= 12
    assert any("During handling of the above exception" in each.traceback for each in observations)
    assert any("direct cause of the following exception" in each.traceback for each in observations)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(programs())
def test_hypothesis_draws_programs_too(source: str) -> None:
    assert observe(source) == observe(source)


def _defined(source: str) -> set[str]:
    names = set()
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.FunctionDef):
            names.add(statement.name)
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            names.add(statement.targets[0].id)
    return names
