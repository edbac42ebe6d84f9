"""What tests of optimizers leave behind is taken away."""

from collections.abc import Iterator

import pytest

from tracer.live import UNSET
from tracer.trainables.parameter import Parameter
from tracer.trainables.registry import known_parameters


@pytest.fixture(autouse=True)
def parameters_are_reset() -> Iterator[None]:
    """A value that a test sets, or an optimization applies, would be seen by the next."""
    yield
    for parameter in known_parameters():
        if isinstance(parameter, Parameter) and parameter.cell.new is not UNSET:
            parameter.reset()
