"""The engine `textgrad`: TextGrad suggests, workers try."""

from __future__ import annotations

from functools import partial

from optimizers.engines.asking import Asking
from optimizers.engines.engine import Task
from optimizers.textgrad import TextGrad


def make(task: Task) -> Asking:
    """Return the engine. Raises TracerError without a model."""
    return Asking(task, "textgrad", partial(TextGrad, momentum=3))
