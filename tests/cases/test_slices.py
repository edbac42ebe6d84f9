"""Slices of the cases hold the parameters, and where listed the nodes, that they should."""

from pathlib import Path

import pytest
from tests.perturbation.running import Program

import tracer
from tracer import Recording

from . import coroutines, tasks, threads
from .case import Case
from .test_cases import CASES

KNOWN = dict(
    line.split(": ", 1)
    for line in Path(__file__).with_name("known.txt").read_text(encoding="utf-8").splitlines()
)
"""The cases whose slices are not as they should be, and why."""


def _known(cases: list[Case], ending: str = "") -> pytest.MarkDecorator:
    marks = {name: pytest.mark.xfail(strict=True, reason=reason) for name, reason in KNOWN.items()}
    params = [
        pytest.param(c, marks=marks.get(c.name + ending, ()), id=c.name.replace(" ", "-"))
        for c in cases
    ]
    return pytest.mark.parametrize("case", params)


every_case = _known(CASES)
CONCURRENT = [*coroutines.CASES, *tasks.CASES, *threads.CASES]
with_nodes = _known([case for case in CASES if case.nodes], " (nodes)")


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


@pytest.mark.parametrize("case", CONCURRENT, ids=lambda case: case.name.replace(" ", "-"))
def test_a_loaded_run_names_no_fewer(case: Case, tmp_path: Path) -> None:
    run, _ = Program(case.source).record()
    run.save(tmp_path / "run")
    loaded = tracer.load(tmp_path / "run")
    assert names(run, potential=False) <= names(loaded, potential=False)


def test_what_is_known_to_fail_is_a_case() -> None:
    assert {name.removesuffix(" (nodes)") for name in KNOWN} <= {case.name for case in CASES}
