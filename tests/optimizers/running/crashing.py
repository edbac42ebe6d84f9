"""A program to be optimized while it is killed: started as a process of its own by the tests.

`crashing.py WORKERS` prints the best values, the score, and the number of evaluations.
"""

import os
import sys
import time
from pathlib import Path

from tests.optimizers import drawing

from optimizers import Budget, optimize
from tracer import trace, trainable

LOG = os.path.abspath("ran.txt")


@trace
def program(x):
    a = trainable(0.0, name="a", bounds=(-5, 5))
    b = trainable(0.0, name="b", bounds=(-5, 5))
    kind = trainable("none", name="kind", choices=["none", "half", "all"])
    time.sleep(0.003)
    with Path(LOG).open("a") as log:
        log.write(f"{a} {b} {kind} {x}\n")
    return a * x + b + {"none": 0, "half": 0.5, "all": 1}[kind]


def loss(output, expected):
    return -((output - expected) ** 2)


if __name__ == "__main__":
    drawing.register()
    data = [(x, 2 * x - 1) for x in (-1.0, 0.0, 1.0)]
    result = optimize(
        program,
        data,
        loss,
        engine=drawing.NAME,
        budget=Budget(evaluations=150),
        workers=int(sys.argv[1]),
        seed=3,
        quiet=True,
    )
    print(
        sorted((p.name, v) for p, v in result.best.items()),
        result.after.mean,
        result.cost.evaluations,
        len(result.tried),
    )
