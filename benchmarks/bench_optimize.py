"""Throughput of candidates: how much two workers do of what one does, and what an evaluation costs beside its work.

`python benchmarks/bench_optimize.py` prints a table. Wall-clock, so only an idle machine tells anything.
"""

from __future__ import annotations

import time
from statistics import median

from optimizers.examples import as_examples
from optimizers.running.functions import FunctionProgram
from optimizers.running.limits import Limits
from optimizers.running.making import pool
from optimizers.running.messages import Job
from tracer import parameters, trace, trainable

JOBS = 120
ROUNDS = 5


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


def main() -> None:
    """Print the figures, medians over rounds."""
    for isolation in ("fork", "reuse"):
        one = median(seconds(spin, isolation, 1, 40) for _ in range(ROUNDS))
        two = median(seconds(spin, isolation, 2, 40) for _ in range(ROUNDS))
        cost = median(seconds(nothing, isolation, 1) for _ in range(ROUNDS)) / JOBS
        print(
            f"{isolation:6} 2 workers: {one / two:.2f} times one; an evaluation: {cost * 1000:.1f} ms"
        )


if __name__ == "__main__":
    main()
