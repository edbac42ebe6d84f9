"""Chains of additions: the slice and report of a recording beside `backward` and the prompt of Microsoft Trace.

Its interpreter is one of an environment of its own: `pip install --no-deps trace-opt==0.1.3.8` (xgboost, which it names, is not
used), and `pip install graphviz black litellm`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import command
import limits
import machine
import programs
from programs import Program
from results import Result, Row, Table
from tracer import record

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from types import ModuleType

_NOTE = (
    "CPU seconds. Trace: running the chain, then `OptoPrime.backward`. Ours: running it recorded, then the first slice, index "
    "included, and the report. Tokens: of their prompt and of our report for the same slice, a token for each three "
    "characters. No model is called."
)
_CHARACTERS = 3


def _parser() -> argparse.ArgumentParser:
    new = command.parser(__doc__)
    new.add_argument(
        "--lengths", type=int, nargs="+", default=[100, 1_000, 5_000], help="additions in a chain"
    )
    new.add_argument("--trace", type=Path, metavar="PYTHON", help="an interpreter with trace-opt")
    return new


def _measure(args: argparse.Namespace) -> Result:
    state = machine.state()
    module = programs.hooked(Program("sliced", Path(__file__).with_name("sliced.py")))
    ours = {length: _ours(module, length) for length in args.lengths}
    theirs = dict(_theirs(args.trace, args.lengths)) if args.trace else {}
    rows = [_row(length, ours[length], theirs.get(length)) for length in args.lengths]
    return Result("trace", command.shown(__file__, args), state, [Table("Chains", _NOTE, rows)])


def _ours(module: ModuleType, length: int) -> dict[str, Any]:
    start = time.process_time()
    with record() as run:
        module.chain(length)
    ran = time.process_time()
    made = run.slice()
    nodes = len(made)
    sliced = time.process_time()
    report = made.report()
    return {
        "run": ran - start,
        "slice": sliced - ran,
        "report": time.process_time() - sliced,
        "nodes": nodes,
        "tokens": len(report) // _CHARACTERS,
    }


def _theirs(python: Path, lengths: list[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    script = Path(__file__).with_name("trace_chain.py")
    words = [str(python), str(script), *map(str, lengths)]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            found = json.loads(line)
            yield found["length"], found


def _row(length: int, ours: dict[str, Any], theirs: dict[str, Any] | None) -> Row:
    figures: dict[str, float | int | str] = {
        "ours: run": ours["run"],
        "slice": ours["slice"],
        "report": ours["report"],
        "nodes": ours["nodes"],
        "tokens": ours["tokens"],
    }
    if theirs is not None:
        figures |= {
            "Trace: run": theirs["run"],
            "backward": theirs["backward"],
            "prompt tokens": theirs["characters"] // _CHARACTERS,
            "slice of backward": ours["slice"] / theirs["backward"],
        }
    allowed = {"tokens": limits.REPORT_TOKENS}
    if length >= limits.LONG_CHAIN:
        allowed["slice of backward"] = limits.SLICE_OF_BACKWARD
    return Row(f"{length:,}".replace(",", " "), figures, allowed)


if __name__ == "__main__":
    sys.exit(command.run(_parser(), _measure))
