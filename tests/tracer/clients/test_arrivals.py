"""A module that is waited for is told once it has run, and is loaded as ever."""

import importlib
import importlib.util
import sys
from importlib.machinery import SourceFileLoader

import pytest

from tracer.clients.arrivals import Arrivals


@pytest.fixture
def waiting(tmp_path, monkeypatch):
    (tmp_path / "awaited_module.py").write_text("import other_module\nVALUE = 7\n", "utf-8")
    (tmp_path / "other_module.py").write_text("", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    told = []
    arrivals = Arrivals(
        {"awaited_module"}, lambda: told.append(sys.modules["awaited_module"].VALUE)
    )
    arrivals.put_in_place()
    yield arrivals, told
    arrivals.take_away()
    for name in ("awaited_module", "other_module"):
        sys.modules.pop(name, None)


def test_it_is_told_after_it_has_run(waiting):
    _, told = waiting
    module = importlib.import_module("awaited_module")
    assert told == [7]
    assert type(module.__spec__.loader) is SourceFileLoader
    assert "exec_module" not in vars(module.__spec__.loader)


def test_whoever_only_looks_loads_nothing(waiting):
    _, told = waiting
    assert importlib.util.find_spec("awaited_module") is not None
    assert told == []


def test_after_waiting_nothing_is_told(waiting):
    arrivals, told = waiting
    importlib.util.find_spec("awaited_module")
    arrivals.take_away()
    importlib.import_module("awaited_module")
    assert told == []
