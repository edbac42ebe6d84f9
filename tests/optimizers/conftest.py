"""Parameters to train, modules to optimize, an engine for tests; what tests leave behind is taken away."""

import importlib
import itertools
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from tests.optimizers import drawing
from tests.optimizers.stepping import area

from optimizers import engines
from tracer import parameters
from tracer.live import UNSET
from tracer.trainables.parameter import Parameter
from tracer.trainables.registry import known_parameters

NUMBER = itertools.count()


@pytest.fixture(autouse=True)
def parameters_are_reset() -> Iterator[None]:
    """A value that a test sets, or an optimization applies, would be seen by the next."""
    yield
    for parameter in known_parameters():
        if isinstance(parameter, Parameter) and parameter.cell.new is not UNSET:
            parameter.reset()


@pytest.fixture
def trained() -> list[Parameter]:
    """The parameters of `area`."""
    return parameters(area)


@pytest.fixture
def drawing_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine for tests is known by its name."""
    monkeypatch.setitem(engines.HOMES, drawing.NAME, drawing.__name__)


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Return what writes and imports a module, in a folder where the test then is; its name is new each time."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)

    def write(text: str) -> ModuleType:
        name = f"optimized_{next(NUMBER)}"
        (tmp_path / f"{name}.py").write_text(textwrap.dedent(text), encoding="utf-8")
        importlib.invalidate_caches()
        return importlib.import_module(name)

    return write
