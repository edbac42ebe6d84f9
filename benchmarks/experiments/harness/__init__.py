"""What an experiment is written with: `Experiment`, `Arm`, and the `Run` that an arm is given."""

from __future__ import annotations

from harness.experiment import Arm, Experiment, Table
from harness.results import Outcome
from harness.runs import Run, SkipArm

__all__ = ["Arm", "Experiment", "Outcome", "Run", "SkipArm", "Table"]
