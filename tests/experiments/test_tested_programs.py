"""Programs with their tests: our own are what the experiment says of them."""

import importlib
import sys
from pathlib import Path

import pytest

EXPERIMENTS = Path(__file__).parents[2] / "benchmarks" / "experiments"
NAMES = ["leap_days", "parking_fee", "strange_sort_list", "word_groups"]


@pytest.fixture
def tested(monkeypatch):
    monkeypatch.syspath_prepend(EXPERIMENTS)
    monkeypatch.setattr(sys, "dont_write_bytecode", sys.dont_write_bytecode)
    yield importlib.import_module("tested_programs")
    for name in ("program", "test_program", "test_holdout"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("name", NAMES)
def test_a_program_fails_some_of_both_kinds_of_tests(tested, name, tmp_path):
    assert tested.names(None) == NAMES
    tested.copy(None, name, tmp_path)
    program, visible, held = tested.load(tmp_path)
    assert 0 < tested.share(visible) < 1
    assert tested.share(held) < 1
    assert all(f.__module__ == "program" for f in tested.functions(program))


def test_a_program_that_was_changed_is_loaded_anew(tested, tmp_path):
    tested.copy(None, "leap_days", tmp_path)
    tested.load(tmp_path)
    path = tmp_path / "program.py"
    path.write_text(path.read_text("utf-8").replace("!= 0 and year", "!= 0 or year"), "utf-8")
    _, visible, held = tested.load(tmp_path)
    assert (tested.share(visible), tested.share(held)) == (1, 1)


def test_a_test_that_does_not_end_fails(tested, monkeypatch):
    monkeypatch.setattr(tested, "SECONDS", 0.05)

    def endless():
        while True:
            pass

    assert "TimeoutError" in tested.Case(endless, {}).failure()
