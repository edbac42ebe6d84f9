"""What marks cost, what trying a candidate costs, and what a diff of many files costs."""

from __future__ import annotations

import contextlib
import importlib
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import command
import limits
import machine
from results import Result, Row, Table
from tracer import diff, overlay, parameters, trainable

if TYPE_CHECKING:
    import argparse

CALLS = 200_000
TRIES = 15
FILES, LINES = 50, 1_000
BODY = "def body(x):\n" + "".join(f"    v{i} = x + {i}\n" for i in range(48)) + "    return {n}\n"


def empty(value):
    return value


def per_call(mark) -> float:
    """CPU microseconds of one call, the loop included."""

    def calls():
        for _ in range(CALLS):
            mark(1)

    calls()
    times = []
    for _ in range(5):
        start = time.process_time()
        calls()
        times.append(time.process_time() - start)
    return min(times) / CALLS * 1e6


def trying(module) -> float:
    """CPU milliseconds from a candidate's text to its first result, and back."""
    body = next(p for p in parameters(module) if p.name == "body")
    times = []
    for n in range(TRIES):
        start = time.process_time()
        with overlay({body: BODY.replace("{n}", str(n))}):
            assert module.body(1) == n
        times.append((time.process_time() - start) * 1e3)
    return median(times[1:])


def diffing(names) -> tuple[float, float]:
    """CPU milliseconds of the first diff of two parameters in each file, and of the second."""
    found = [p for n in names for p in parameters(importlib.import_module(n))]
    for parameter in found:
        parameter.set(parameter.value + 1)
    times = []
    for _ in range(2):
        start = time.process_time()
        assert diff().count("\n+x") == 2 * FILES
        times.append((time.process_time() - start) * 1e3)
    for parameter in found:
        parameter.reset()
    return times[0], times[1]


def _measure(args: argparse.Namespace) -> Result:
    state = machine.state()
    plain, marked = per_call(empty), per_call(trainable)
    mark = {"µs": marked, "over an empty call": marked / plain}
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        sys.path.insert(0, folder)
        text = "from tracer import trace\n@trace(trainable=True)\n" + BODY.replace("{n}", "0")
        Path("tried.py").write_text(text, encoding="utf-8")
        filler = "".join(f"y{i} = {i}\n" for i in range(LINES - 3))
        for n in range(FILES):
            marks = "from tracer import trainable\nx1 = trainable(1)\nx2 = trainable(2)\n"
            Path(f"file_{n}.py").write_text(marks + filler, encoding="utf-8")
        tried = trying(importlib.import_module("tried"))
        first, second = diffing([f"file_{n}" for n in range(FILES)])
    tables = [
        Table("Marks", "CPU time of `trainable(1)`.", [Row("trainable(…)", mark, limits.MARK)]),
        Table(
            "Changes",
            "CPU milliseconds. A body of 50 lines, from its text to its first result and back; a diff of 100 parameters in "
            "50 files of 1000 lines, the first and the next.",
            [
                Row("a candidate's body", {"ms": tried}, {"ms": limits.CANDIDATE}),
                Row("diff", {"ms": first, "again": second}),
            ],
        ),
    ]
    return Result("parameters", command.shown(__file__, args), state, tables)


if __name__ == "__main__":
    sys.exit(command.run(command.parser(__doc__), _measure))
