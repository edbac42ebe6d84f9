"""The options of `pytest --optimize`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for. `anything`: also what is not marked may change; `apply`: the best is written to the files."""

    engine: str
    llm: str | None
    anything: bool
    apply: bool
    workers: int
    evaluations: int
    seconds: float | None
    time_limit: float
    seed: int

    @classmethod
    def of(cls, config: pytest.Config) -> Options:
        """Read the options of a session. Raises pytest.UsageError."""
        known: Any = config.known_args_namespace
        engine = known.tracer_optimize or "auto"
        if os.path.exists(engine) or "::" in engine:
            raise pytest.UsageError(
                f"--optimize took {engine!r} for its engine: write --optimize=auto {engine}"
            )
        if getattr(known, "numprocesses", None) or getattr(known, "tx", None):
            raise pytest.UsageError(
                "--optimize brings its own workers (--optimize-workers=N): leave -n out, or override it with -n0"
            )
        return cls(
            engine,
            known.tracer_optimize_llm,
            bool(known.tracer_optimize_any),
            bool(known.tracer_optimize_apply),
            known.tracer_optimize_workers or os.cpu_count() or 1,
            known.tracer_optimize_evaluations,
            known.tracer_optimize_seconds,
            known.tracer_optimize_time_limit,
            known.tracer_optimize_seed,
        )
