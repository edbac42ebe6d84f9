"""What marks cost, what trying a candidate costs, and what a diff of many files costs."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tracer import diff, overlay, parameters, trainable

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


def main() -> None:
    """Print the figures."""
    plain, marked = per_call(empty), per_call(trainable)
    print(f"trainable(…): {marked:.3f} µs, {marked / plain:.1f} times an empty Python call")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        sys.path.insert(0, folder)
        text = "from tracer import trace\n@trace(trainable=True)\n" + BODY.replace("{n}", "0")
        Path("tried.py").write_text(text, encoding="utf-8")
        filler = "".join(f"y{i} = {i}\n" for i in range(LINES - 3))
        for n in range(FILES):
            marks = "from tracer import trainable\nx1 = trainable(1)\nx2 = trainable(2)\n"
            Path(f"file_{n}.py").write_text(marks + filler, encoding="utf-8")
        print(
            f"a candidate's body of 50 lines: {trying(importlib.import_module('tried')):.1f} ms CPU"
        )
        first, second = diffing([f"file_{n}" for n in range(FILES)])
        print(
            f"diff of {2 * FILES} parameters in {FILES} files: {first:.0f} ms, then {second:.0f} ms"
        )


if __name__ == "__main__":
    main()
