"""Which experiments there are: every module beside the harness that has a line `EXPERIMENT = …`."""

from __future__ import annotations

import functools
import importlib
import os
import re
import sys
from pathlib import Path

from harness.experiment import Experiment

BESIDE = Path(__file__).resolve().parent.parent

_VARIABLE = "SPANGRAD_EXPERIMENTS"
_MARK = re.compile(r"^EXPERIMENT\b.*=", re.MULTILINE)


def folder() -> Path:
    """Return where experiments are looked for."""
    return Path(os.environ.get(_VARIABLE) or BESIDE)


def use(other: Path) -> None:
    """Look for experiments in another folder, in processes begun later as well."""
    os.environ[_VARIABLE] = str(other.resolve())


def names() -> list[str]:
    """Return the names of all experiments, without importing them."""
    files = [*folder().glob("*.py"), *folder().glob("*/__init__.py")]
    found = [f for f in files if _MARK.search(f.read_text("utf-8"))]
    return sorted(f.parent.name if f.name == "__init__.py" else f.stem for f in found)


@functools.cache
def experiment_named(name: str) -> Experiment:
    """Return an experiment. Raises ValueError for a name that is none."""
    if name not in names():
        raise ValueError(f"there is no experiment {name!r}; there are: {', '.join(names())}")
    if str(folder()) not in sys.path:
        sys.path.insert(0, str(folder()))
    found = importlib.import_module(name).EXPERIMENT
    if not isinstance(found, Experiment) or found.name != name:
        raise ValueError(f"{name}: its EXPERIMENT should be an Experiment of the name {name!r}")
    return found
