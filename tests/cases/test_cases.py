"""Slices of the cases, and what changing inputs says of the sets that are expected."""

from itertools import chain

import pytest
from tests.perturbation.oracle import mattering
from tests.perturbation.running import Program

from . import (
    branches,
    calls,
    containers,
    coroutines,
    failures,
    iteration,
    loops,
    objects,
    plain_values,
    potential,
    straight,
    tasks,
    threads,
)
from .case import Case

MODULES = (
    straight,
    branches,
    loops,
    calls,
    objects,
    containers,
    iteration,
    failures,
    coroutines,
    tasks,
    threads,
    potential,
    plain_values,
)
CASES = list(chain.from_iterable(module.CASES for module in MODULES))
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))


def test_there_are_enough_and_none_twice() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 80


@every_case
def test_inputs_that_matter_are_expected(case: Case) -> None:
    program = Program(case.source)
    assert mattering(program) <= case.full
    assert case.full <= {each.name for each in program.inputs}


@every_case
def test_a_recorded_program_gives_what_it_gives(case: Case) -> None:
    program = Program(case.source)
    run, ended = program.record()
    assert ended == program.run({})
    assert case.gives in {None, repr(run.output)}
