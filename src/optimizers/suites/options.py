"""The options of `pytest --optimize`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import pytest

from optimizers.checked_options import workers_of
from optimizers.errors import InvalidOption
from optimizers.ledger import Budget
from optimizers.running.limits import Limits, default_memory


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

    @property
    def budget(self) -> Budget:
        """What may be spent. Raises InvalidOption."""
        return Budget(evaluations=self.evaluations, seconds=self.seconds)

    @property
    def limits(self) -> Limits:
        """How much a test may use. Raises InvalidOption."""
        return Limits(self.time_limit, default_memory())

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
        try:
            return cls._read(known, engine)
        except InvalidOption as error:
            raise pytest.UsageError(f"--optimize: {error}") from error

    @classmethod
    def _read(cls, known: Any, engine: str) -> Options:
        options = cls(
            engine,
            known.tracer_optimize_llm,
            bool(known.tracer_optimize_any),
            bool(known.tracer_optimize_apply),
            workers_of(known.tracer_optimize_workers),
            known.tracer_optimize_evaluations,
            known.tracer_optimize_seconds,
            known.tracer_optimize_time_limit,
            known.tracer_optimize_seed,
        )
        _ = (
            options.budget,
            options.limits,
        )  # so that what they refuse is told before the tests are collected
        return options
