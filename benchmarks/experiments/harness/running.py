"""Runs one arm on one problem with one seed in a process of its own, and makes an outcome of it."""

from __future__ import annotations

import contextlib
import importlib.util
import multiprocessing
import os
import signal
import tempfile
import traceback
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from harness import models
from harness.catalog import experiment_named
from harness.experiment import Options
from harness.results import Outcome
from harness.runs import Run, SkipArm
from optimizers import Budget

_METHOD = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"


_GRACE = 5.0
"""Seconds in which a process that is ended may clean up."""


@dataclass(frozen=True, slots=True)
class Work:
    """An arm on a problem with a seed, and under what. `proxy`: its address; `model`: as it stands in results."""

    experiment: str
    arm: str
    problem: str
    seed: int
    budget: Budget
    smoke: bool = False
    options: Options = field(default_factory=dict)
    model: str | None = None
    proxy: str | None = None
    time_limit: float = 3600.0

    def blank(self, command: str, machine: Mapping[str, str]) -> Outcome:
        """Return an outcome that says what was to be done, and nothing of what came of it."""
        asks = experiment_named(self.experiment).arms[self.arm].llm
        return Outcome(
            self.experiment,
            self.arm,
            self.problem,
            self.seed,
            "failed",
            budget=asdict(self.budget),
            model=self.model if asks else None,
            options={k: Path(v).name for k, v in self.options.items() if v is not None},
            smoke=self.smoke,
            command=command,
            machine=machine,
        )


def missing(work: Work) -> str:
    """Return why an arm cannot be run here; "" if it can."""
    experiment = experiment_named(work.experiment)
    arm = experiment.arms[work.arm]
    absent = [n for n in (*experiment.needs, *arm.needs) if importlib.util.find_spec(n) is None]
    if absent:
        return f"not installed: {', '.join(absent)}"
    return "no model: give one by --model" if arm.llm and work.proxy is None else ""


def run(work: Work, blank: Outcome) -> Outcome:
    """Run it to its end, or to its time limit. What it starts is ended with it."""
    why = missing(work)
    if why:
        return replace(blank, status="skipped", reason=why)
    context = multiprocessing.get_context(_METHOD)
    receiving, sending = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        process = context.Process(target=_child, args=(work, Path(place), sending, blank))
        process.start()
        sending.close()
        try:
            return _received(receiving, process, work, blank)
        finally:
            _end(process)
            receiving.close()


def _end(process: Any) -> None:
    """End a process, which may first end what it has put into groups of their own, and all of its group."""
    if process.is_alive():
        process.terminate()
        process.join(_GRACE)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()  # it may not have had its group yet
    process.join()


def _received(receiving: Connection, process: Any, work: Work, blank: Outcome) -> Outcome:
    if not receiving.poll(work.time_limit):
        return replace(blank, reason=f"not over after {work.time_limit:g} s")
    try:
        return Outcome.from_json(receiving.recv())
    except EOFError:
        process.join()
        return replace(blank, reason=f"its process died with status {process.exitcode}")


def _child(work: Work, folder: Path, sending: Connection, blank: Outcome) -> None:
    os.setsid()
    os.chdir(folder)
    sending.send(_outcome(work, folder, blank).to_json())
    sending.close()


def _outcome(work: Work, folder: Path, blank: Outcome) -> Outcome:
    arm = experiment_named(work.experiment).arms[work.arm]
    given = {
        n: getattr(work, n) for n in ("experiment", "arm", "problem", "seed", "budget", "smoke")
    }
    proxy = work.proxy if arm.llm else None
    made = Run(**given, options=work.options, model=work.model, folder=folder, proxy=proxy)
    if proxy is not None:
        models.begin(proxy, made.unit, work.budget.calls)
    try:
        arm.run(made)
        reason = made.model_problem()
        status = "failed" if reason else "done"
    except SkipArm as skipped:
        status, reason = "skipped", str(skipped)
    except Exception as error:  # noqa: BLE001  # an arm's failure is its result
        traceback.print_exc()
        status, reason = "failed", _told(error)
    return replace(
        blank,
        status=status,
        reason=reason,
        points=tuple(made.points),
        spent=made.spent(),
        facts=made.facts,
    )


def _told(error: Exception) -> str:
    text = f"{type(error).__name__}: {error}"
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{text[:300]} ({Path(last.filename).name}:{last.lineno})"
