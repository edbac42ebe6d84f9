"""Slices of the cases hold the parameters, and where listed the nodes, that they should."""

import pytest
from tests.perturbation.running import Program

from tracer import Recording

from .case import Case
from .test_cases import CASES, every_case

with_nodes = pytest.mark.parametrize(
    "case", [c for c in CASES if c.nodes], ids=lambda case: case.name.replace(" ", "-")
)


def names(run: Recording, *, potential: bool) -> set[str]:
    return {each.name for each in run.slice(potential=potential).parameters}


@every_case
def test_the_parameters_in_the_slice(case: Case) -> None:
    run, _ = Program(case.source).record()
    assert names(run, potential=False) == case.slim


@every_case
def test_the_parameters_with_potential_dependence(case: Case) -> None:
    run, _ = Program(case.source).record()
    assert names(run, potential=True) == case.full


@with_nodes
def test_the_nodes_in_the_slice(case: Case) -> None:
    run, _ = Program(case.source).record()
    graph = run.slice(potential=False).graph
    found = {(d["line"], d["code"].partition("\n")[0]) for _, d in graph.nodes(data=True)}
    assert found == case.nodes
