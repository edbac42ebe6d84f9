"""What other ways to watch a program cost on the workloads, beside ours."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import command
import limits
import machine
import peers
import programs
from peers import Peer
from programs import Program, entry
from results import Result, Row, Table
from timing import cpu, geometric_mean, interleave, ratio

if TYPE_CHECKING:
    import argparse

_NOTE = (
    "CPU time over that of the same program unwatched, medians of pairs. `keeps`: what there is afterwards of what the "
    "program did; offsets are those of instructions, without any value."
)


def _parser() -> argparse.ArgumentParser:
    new = command.parser(__doc__)
    new.add_argument("--scale", type=float, default=0.01, help="size of each program (0.01)")
    new.add_argument("--pairs", type=int, default=3, help="pairs for each figure (3)")
    new.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these programs only")
    return new


def _measure(args: argparse.Namespace) -> Result:
    state = machine.state()
    found = programs.workloads(args.workloads, args.only)
    rows = [_row(peer, found, args.scale, args.pairs) for peer in peers.peers()]
    table = Table(f"Slow-down, scale {args.scale:g}", _NOTE, rows)
    return Result("peers", command.shown(__file__, args), state, [table])


def _row(peer: Peer, found: list[Program], scale: float, count: int) -> Row:
    if peer.missing is not None:
        return Row(peer.name, {"keeps": peer.missing})
    figures = {p.name: _slow_down(peer, p, scale, count) for p in found}
    numbers = [figure for figure in figures.values() if isinstance(figure, float)]
    mean = {limits.MEAN: geometric_mean(numbers)} if numbers else {}
    return Row(peer.name, {"keeps": peer.keeps, **figures, **mean})


def _slow_down(peer: Peer, program: Program, scale: float, count: int) -> float | str:
    plain = entry(programs.plain(program))
    try:
        pairs = interleave(partial(cpu, plain, scale), partial(peer.run, program, scale), count)
    except Exception as error:  # noqa: BLE001  # a tool that breaks the program is a finding
        return type(error).__name__
    return ratio(pairs).median


if __name__ == "__main__":
    sys.exit(command.run(_parser(), _measure))
