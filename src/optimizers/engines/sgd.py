"""The engine `sgd`: plain gradient ascent, for those who want to set it beside Adam."""

from __future__ import annotations

from optimizers.engines.engine import Task
from optimizers.engines.gradient import Gradient
from optimizers.engines.rates import SGD


def make(task: Task) -> Gradient:
    """Return the engine. Raises TracerError where there is no float to tune."""
    return Gradient(task, rule=SGD)
