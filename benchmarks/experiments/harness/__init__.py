"""What an experiment is written with: `Experiment`, `Arm`, and the `Run` that an arm is given."""

from __future__ import annotations

import sys
from pathlib import Path

from harness.experiment import Arm, Experiment, Table
from harness.results import Outcome
from harness.runs import Run, SkipArm

__all__ = ["Arm", "Experiment", "Outcome", "Run", "SkipArm", "Table"]

_BENCHMARKS = str(Path(__file__).resolve().parents[2])
if _BENCHMARKS not in sys.path:  # `machine` of all benchmarks serves here, too
    sys.path.append(_BENCHMARKS)
