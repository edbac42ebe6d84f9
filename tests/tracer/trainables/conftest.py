"""Modules made for a test: in a project folder of their own, with parameters that are reset afterwards."""

import importlib
import itertools
import sys
import textwrap

import pytest

from tracer import swapping
from tracer.live import UNSET
from tracer.trainables import substitution
from tracer.trainables.registry import known_parameters

NUMBER = itertools.count()


@pytest.fixture(autouse=True)
def nothing_stays_set():
    """Take back what a test has set: `diff()` asks for every parameter of the process."""
    before = {p.id for p in known_parameters()}
    yield
    for parameter in known_parameters():
        if parameter.id not in before:
            parameter.reset()
            parameter.cell.new = (
                UNSET  # what was applied stays set until its module is loaded again
            )
    substitution.refresh()


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Return what makes and imports a module from source; its name is new each time."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def make(source, name=None):
        name = name or f"made_{next(NUMBER)}"
        data = textwrap.dedent(source) if isinstance(source, str) else source
        path = tmp_path / f"{name}.py"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        importlib.invalidate_caches()
        return importlib.import_module(name)

    yield make
    for function in swapping.registered():  # their files change and go
        if str(function.__globals__.get("__file__", "")).startswith(str(tmp_path)):
            swapping.unregister(function)
            sys.modules.pop(function.__module__, None)


@pytest.fixture
def named():
    """Return what gives the parameters of something by name."""
    from tracer import parameters

    return lambda obj, **options: {p.name: p for p in parameters(obj, **options)}
