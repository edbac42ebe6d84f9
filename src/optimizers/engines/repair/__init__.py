"""Repair of small bugs: typed mutations of code, tried where failing examples went."""

from __future__ import annotations

from optimizers.engines.engine import Task
from optimizers.engines.repair.repairing import Repair


def make(task: Task) -> Repair:
    """Return the engine for a task."""
    return Repair(task)
