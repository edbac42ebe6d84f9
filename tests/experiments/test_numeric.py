"""The sampled programs, what stands beside the engine on them, and that the engine keeps up with it."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from optimizers.derivatives import derivatives
from tracer import parameters, record

EXPERIMENTS = Path(__file__).parents[2] / "benchmarks" / "experiments"


@pytest.fixture
def chains(monkeypatch):
    monkeypatch.syspath_prepend(EXPERIMENTS)
    return importlib.import_module("chains")


@pytest.fixture
def dual(monkeypatch):
    monkeypatch.syspath_prepend(EXPERIMENTS)
    return importlib.import_module("dual")


def test_the_same_programs_are_sampled_each_time(chains):
    assert chains.hard(30) == chains.hard(30)
    assert len({chain.lines for chain in chains.hard(30)}) == 30


def test_a_program_gives_its_goal_where_it_is_wanted_and_not_from_the_start(chains, tmp_path):
    for number, chain in enumerate(chains.hard(30)):
        folder = tmp_path / str(number)
        folder.mkdir()
        module = chain.load(folder)
        assert module.program(chain.wanted) == chain.goal
        assert module.tuned() == module.program(chains.START) != chain.goal


def test_recorded_and_dual_derivatives_agree(chains, dual, tmp_path):
    for number, chain in enumerate(chains.hard(30)):
        folder = tmp_path / str(number)
        folder.mkdir()
        source = chain.source.replace('name="x"', f'name="x{number}"')
        (folder / f"chain_{number}.py").write_text(source, "utf-8")
        sys.path.insert(0, str(folder))
        try:
            module = importlib.import_module(f"chain_{number}")
        finally:
            sys.path.remove(str(folder))
        with record() as run:
            module.tuned()
        (found,) = derivatives(run, parameters(module.tuned)).by.values()
        exact = module.program(dual.Dual(chains.START, 1.0))
        assert found == pytest.approx(exact.slope, rel=1e-12), chain


def test_the_engine_is_as_good_as_adam(tmp_path):
    words = ["numeric", "--arms", "gradient,Adam", "--problems", "3", "--evaluations", "8"]
    command = [sys.executable, str(EXPERIMENTS / "run.py"), *words, "--out", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    lines = (tmp_path / "numeric.jsonl").read_text("utf-8").splitlines()
    outcomes = [json.loads(line) for line in lines]
    best = {(o["arm"], o["problem"]): min(p[3] for p in o["points"]) for o in outcomes}
    assert len(best) == 6
    for problem in ("0", "1", "2"):
        assert best["gradient", problem] <= best["Adam", problem]
