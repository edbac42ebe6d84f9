"""Throughput of candidates: what two workers do beside one, and what an evaluation costs beside its work."""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median
from typing import TYPE_CHECKING

import command
import limits
import machine
from optimizers.examples import as_examples
from optimizers.running.functions import FunctionProgram
from optimizers.running.limits import Limits
from optimizers.running.making import pool
from optimizers.running.messages import Job
from results import Result, Row, Table
from tracer import parameters, trace, trainable

if TYPE_CHECKING:
    import argparse

JOBS = 120
SPUN = 40
"""Of 50 ms each."""

_NOTE = (
    "Wall-clock time, medians of rounds: only an idle machine tells anything. `two over one`: evaluations of 50 ms of CPU "
    "by two workers over the same by one; of `bare processes`, loops of as much CPU in two processes over all in one: what "
    "the machine allows. `ms beside its work`: an evaluation of a function that does nothing, by one worker."
)
_BARE = "import time\nend = time.process_time() + {seconds}\nwhile time.process_time() < end: pass"


@trace
def nothing(x):
    """Do no work: all that is measured is overhead."""
    return x * trainable(1.0, name="a")


@trace
def spin(x):
    """Compute for 50 ms of CPU time."""
    end = time.process_time() + 0.05
    while time.process_time() < end:
        pass
    return x * trainable(1.0, name="b")


def loss(output, _expected):
    """Give any score."""
    return output


def seconds(target, isolation, workers, jobs=JOBS):
    """Return how long so many evaluations of new candidates take, a job each."""
    found = parameters(target)
    program = FunctionProgram(target, loss, as_examples([(1.0, 0.0)]), found)
    made = [Job({found[0].id: float(n)}, ("0",)) for n in range(jobs)]
    with pool(program, isolation, Limits(), workers) as (runners, _):
        for _ in runners.run(made[: workers * 2], lambda: False):
            pass
        start = time.perf_counter()
        count = sum(1 for _ in runners.run(made, lambda: False))
        assert count == jobs
        return time.perf_counter() - start


def bare(count):
    """Return how long so many processes take for the CPU time of all examples, shared among them."""
    code = _BARE.format(seconds=SPUN * 0.05 / count)
    start = time.perf_counter()
    running = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(count)]
    assert [process.wait() for process in running] == [0] * count
    return time.perf_counter() - start


def _parser() -> argparse.ArgumentParser:
    new = command.parser(__doc__)
    new.add_argument("--rounds", type=int, default=5, help="for each figure (5)")
    return new


def _measure(args: argparse.Namespace) -> Result:
    state = machine.state()

    def two_over_one(of, *words):
        return median(of(*words, 2) / of(*words, 1) for _ in range(args.rounds))

    rows = [Row("bare processes", {"two over one": two_over_one(bare)})]
    for isolation in limits.EVALUATIONS:

        def spun(isolation, workers):
            return seconds(spin, isolation, workers, SPUN)

        cost = median(seconds(nothing, isolation, 1) for _ in range(args.rounds)) / JOBS
        figures = {
            "two over one": two_over_one(spun, isolation),
            "ms beside its work": cost * 1e3,
        }
        rows.append(Row(isolation, figures, limits.EVALUATIONS[isolation]))
    return Result(
        "optimize", command.shown(__file__, args), state, [Table("Evaluations", _NOTE, rows)]
    )


if __name__ == "__main__":
    sys.exit(command.run(_parser(), _measure))
