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
_EVENTS_A_TURN = {"chain": 6, "calls": 17, "table": 18}

_NOTE = (
    "CPU seconds, the least of some runs. `index`: of the one pass over the tape that counting and slices share, over that of the "
    "recorded run. `slice`, `relevant`: "
    "for each event reached over recording one event, without and with potential dependence. `bytes`: of the arrays, "
    "for each event. `growth`: time for each event reached over that at the least size."
)


def _parser() -> argparse.ArgumentParser:
    new = command.parser(__doc__)
    new.add_argument(
        "--events",
        type=int,
        nargs="+",
        default=[10_000, 100_000, 1_000_000],
        help="lengths of runs (10 000 000 takes some 15 GB and an hour)",
    )
    new.add_argument("--index-only", action="store_true", help="measure no slices")
    new.add_argument("--times", type=int, default=3, help="runs for each figure (3)")
    return new


def _measure(args: argparse.Namespace) -> Result:
    state = machine.state()
    module = programs.hooked(Program("sliced", Path(__file__).with_name("sliced.py")))
    rows: list[Row] = []
    for name in FUNCTIONS:
        first: float | None = None
        for events in args.events:
            run, figures, event = _indexed(module, name, events // _EVENTS_A_TURN[name], args.times)
            if not args.index_only:
                each, sliced = _sliced(run, event, args.times)
                first = first or each
                figures.update(sliced, growth=each / first)
            rows.append(Row(f"{name}, {events:,}".replace(",", " "), figures, limits.SLICES))
    table = Table("Slices", _NOTE, rows)
    return Result("slicing", command.shown(__file__, args), state, [table])


def _indexed(
    module: ModuleType, name: str, turns: int, times: int
) -> tuple[Recording, dict[str, float], float]:
    """Return a recording with its index, what that cost, and the seconds of recording one event."""
    function = getattr(module, name)
    recorded = min(states.recorded(function, turns)[0] for _ in range(times + 2))
    indexing = []
    for number in range(times + 1):
        run = states.recording_of(function, turns)
        gc.collect()
        seconds = cpu(lambda run=run: _index(run))
        if (
            number
        ):  # at the first one modules are imported, and what is known of the source is worked out
            indexing.append(seconds)
    figures = {"index": min(indexing) / recorded, "bytes": _bytes(run) / len(run)}
    return run, figures, recorded / len(run)


def _index(run: Recording) -> None:
    """The whole pass: frames, counting, outcome, numbers; and the events of the outermost frame in order."""
    run._slices.index.pieces.of_frame(0)


def _sliced(run: Recording, event: float, times: int) -> tuple[float, dict[str, float]]:
    """Return the seconds for each event that a slice reaches, and that over what recording one cost."""
    reached, relevant = len(run.slice(potential=False)), len(run.slice())
    slim = min(cpu(lambda: run.slice(potential=False)) for _ in range(times)) / reached
    full = min(cpu(run.slice) for _ in range(times)) / relevant
    return slim, {"slice": slim / event, "relevant": full / event}


def _bytes(run: Recording) -> int:
    """What the index holds beside the tape: its arrays."""
    pieces = run._slices.index.pieces
    return sum(a.itemsize * len(a) for a in _held(pieces) if type(a) is array)


def _held(pieces: Pieces) -> Iterator[object]:
    """Iterate over what stands in an object with slots."""
    return (getattr(pieces, name) for name in pieces.__slots__)


if __name__ == "__main__":
    sys.exit(command.run(_parser(), _measure))
