"""What holds of the packages as a whole: weight, facades, version."""

import __future__

import importlib
import importlib.metadata
import importlib.resources
import subprocess
import sys
from types import ModuleType

import pytest

FACADES = ["optimizers", "rewriters", "tracer"]
HEAVY = ["asyncio", "dataclasses", "inspect", "libcst", "litellm", "networkx", "pydot", "rich"]


def public_names(facade: ModuleType) -> set[str]:
    """Return what `facade` defines or imports for others: no submodules, no future statements."""
    internal = (ModuleType, __future__._Feature)
    return {
        name
        for name, value in vars(facade).items()
        if not name.startswith("_") and not isinstance(value, internal)
    }


@pytest.mark.smoke
@pytest.mark.parametrize("package", FACADES)
def test_an_import_loads_nothing_heavy(package):
    code = f"import sys, {package}; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.smoke
@pytest.mark.parametrize("package", FACADES)
def test_all_names_what_is_public(package):
    facade = importlib.import_module(package)
    assert len(facade.__all__) == len(set(facade.__all__))
    assert {name for name in facade.__all__ if not hasattr(facade, name)} == set()
    assert public_names(facade) == set(facade.__all__)


@pytest.mark.smoke
@pytest.mark.parametrize("package", FACADES)
def test_all_is_sorted(package):
    """Sorted as ruff sorts it: constants, classes, the rest."""
    names = importlib.import_module(package).__all__
    assert names == sorted(names, key=lambda name: (not name.isupper(), name.islower(), name))


@pytest.mark.smoke
@pytest.mark.parametrize("package", FACADES)
def test_types_are_shipped(package):
    assert importlib.resources.files(package).joinpath("py.typed").is_file()


@pytest.mark.smoke
def test_the_version_is_that_of_the_distribution():
    tracer = importlib.import_module("tracer")
    assert tracer.__version__ == importlib.metadata.version("spangrad")
