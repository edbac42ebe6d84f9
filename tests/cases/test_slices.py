"""Slices of the cases hold the parameters, and where listed the nodes, that they should."""

from pathlib import Path

import pytest
from tests.perturbation.running import Program

from tracer import Recording

from .case import Case
from .test_cases import CASES

KNOWN = dict(
    line.split(": ", 1)
    for line in Path(__file__).with_name("known.txt").read_text(encoding="utf-8").splitlines()
)
"""The cases whose slices are not as they should be, and why."""


def _every_case() -> list[object]:
    marks = {name: pytest.mark.xfail(strict=True, reason=reason) for name, reason in KNOWN.items()}
    return [
        pytest.param(c, marks=marks.get(c.name, ()), id=c.name.replace(" ", "-")) for c in CASES
    ]


every_case = pytest.mark.parametrize("case", _every_case())
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


def test_what_is_known_to_fail_is_a_case() -> None:
    assert set(KNOWN) <= {case.name for case in CASES}
