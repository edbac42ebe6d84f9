"""What the index of a recording and its slices cost, over recording the run, and how that grows with its length."""

from __future__ import annotations

import gc
import sys
from array import array
from pathlib import Path
from typing import TYPE_CHECKING

import command
import limits
import machine
import programs
import states
from programs import Program
from results import Result, Row, Table
from timing import cpu

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from types import ModuleType

    from tracer import Recording
    from tracer.pieces import Pieces

FUNCTIONS = ("chain", "calls", "table")
_EVENTS_A_TURN = {"chain": 6, "calls": 18, "table": 20}

_NOTE = (
    "CPU seconds, the least of some runs. `index`: of the first slice's one pass over that of the recorded run. `slice`, `relevant`: "
    "for each event reached over recording one event, without and with potential dependence. `bytes`: of the arrays, "
    "for each event. `growth`: time for each event reached over that at the least size."
)


def _parser() -> argparse.ArgumentParser:
    new = command.parser(__doc__)
    new.add_argument(
        "--events", type=int, nargs="+", default=[10_000, 100_000], help="lengths of runs"
    )
    new.add_argument("--times", type=int, default=3, help="runs for each figure (3)")
    return new


def _measure(args: argparse.Namespace) -> Result:
    state = machine.state()
    module = programs.hooked(Program("sliced", Path(__file__).with_name("sliced.py")))
    rows: list[Row] = []
    for name in FUNCTIONS:
        first: float | None = None
        for events in args.events:
            figures, each = _figures(module, name, events // _EVENTS_A_TURN[name], args.times)
            first = first or each
            figures["growth"] = each / first
            rows.append(Row(f"{name}, {events:,}".replace(",", " "), figures, limits.SLICES))
    table = Table("Slices", _NOTE, rows)
    return Result("slicing", command.shown(__file__, args), state, [table])


def _figures(
    module: ModuleType, name: str, turns: int, times: int
) -> tuple[dict[str, float], float]:
    function = getattr(module, name)
    recorded = min(states.recorded(function, turns)[0] for _ in range(times))
    indexing, slim, full = [], [], []
    for _ in range(times):
        run = states.recording_of(function, turns)
        gc.collect()
        len(run)  # not part of the index
        indexing.append(cpu(lambda run=run: run._slices))
        run.slice(potential=False)
        slim.append(cpu(lambda run=run: run.slice(potential=False)))
        full.append(cpu(lambda run=run: run.slice()))
    reached, relevant = len(run.slice(potential=False)), len(run.slice())
    event = recorded / len(run)
    each = min(slim) / reached
    figures = {
        "index": min(indexing) / recorded,
        "slice": each / event,
        "relevant": min(full) / relevant / event,
        "bytes": _bytes(run) / len(run),
    }
    return figures, each


def _bytes(run: Recording) -> int:
    """What the index holds beside the tape: its arrays."""
    pieces = run._slices.index.pieces
    return sum(a.itemsize * len(a) for a in vars_of(pieces) if type(a) is array)


def vars_of(pieces: Pieces) -> Iterator[object]:
    """Iterate over what stands in an object with slots."""
    return (getattr(pieces, name) for name in pieces.__slots__)


if __name__ == "__main__":
    sys.exit(command.run(_parser(), _measure))
