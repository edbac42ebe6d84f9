"""The engine `optoprime`: OptoPrime suggests, workers try."""

from __future__ import annotations

from optimizers.engines.asking import Asking
from optimizers.engines.engine import Task
from optimizers.optoprime import OptoPrime


def make(task: Task) -> Asking:
    """Return the engine. Raises TracerError without a model."""
    return Asking(task, "optoprime", OptoPrime)
