"""What single constructs cost while recorded, and while not: exceptions, generators, `with`, closures, …"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import command
import limits
import machine
import programs
import reference
import states
from programs import Program
from results import Result, Row, Table
from timing import cpu, interleave, ratio

if TYPE_CHECKING:
    import argparse

SHAPES = {
    "caught exception": "caught_exception",
    "unwinding one frame": "unwinding_one_frame",
    "unwinding a larger frame": "unwinding_a_larger_frame",
    "generator turn": "generator_turn",
    "await": "await_",
    "await that suspends": "await_that_suspends",
    's += "ab"': "growing_text",
    "with": "with_",
    "try-finally": "try_finally",
    "match": "match",
    "comprehension": "comprehension",
    "comprehension with a condition": "filtered_comprehension",
    "dict comprehension": "dict_comprehension",
    "generator expression": "generator_expression",
    "lambda as key": "lambda_as_key",
    "def in a loop": "def_in_a_loop",
    "closure called": "closure_called",
    "closure with nonlocal": "closure_with_nonlocal",
    "chained comparison": "chained_comparison",
    "attribute op=": "attribute_augmented",
    "subscript op=": "subscript_augmented",
    "f-string": "f_string",
}
"""By name, the function of `shapes.py`."""

_CHECKED_TURNS = 1_000

_NOTE = (
    "CPU time over that of the same function untraced, medians of interleaved pairs; `off`: loaded by the import hook, "
    "after a recording. `tape`: references on it for a turn. `plain ns`: a turn untraced. Each is checked too: the values given back are those of a call-per-expression recorder."
)


def _parser() -> argparse.ArgumentParser:
    new = command.parser(__doc__)
    new.add_argument("--turns", type=int, default=20_000, help="turns of each loop (20000)")
    new.add_argument("--pairs", type=int, default=21, help="pairs for each figure (21)")
    new.add_argument("--only", nargs="+", default=[], metavar="NAME", help="functions of shapes.py")
    return new


def _measure(args: argparse.Namespace) -> Result:
    state = machine.state()
    program = Program("shapes", Path(__file__).with_name("shapes.py"))
    plain, hooked = programs.plain(program), programs.hooked(program)
    rows, failures = [], []
    for name, function in SHAPES.items():
        if not args.only or function in args.only:
            pair = getattr(plain, function), getattr(hooked, function)
            rows.append(_row(name, *pair, args.turns, args.pairs))
            checked, _ = reference.check(program, hooked, function, _CHECKED_TURNS)
            failures += [f"{name}: {checked.difference}"] if checked.difference else []
    table = Table("Constructs", _NOTE, rows)
    return Result("shapes", command.shown(__file__, args), state, [table], failures)


def _row(name: str, plain: programs.Shape, hooked: programs.Shape, turns: int, count: int) -> Row:
    base = partial(cpu, plain, turns)
    on = interleave(base, partial(states.recorded, hooked, turns), count)
    off = interleave(base, partial(cpu, hooked, turns), count)
    recording = ratio((p, seconds) for p, (seconds, _) in on)
    run = states.recording_of(hooked, turns)
    figures = {
        "off": ratio(off).median,
        "on": recording.median,
        "on, of minima": recording.minima,
        "tape": len(run._tape.items) / turns,
        "plain ns": median(p for p, _ in off) / turns * 1e9,
    }
    allowed = {"on": limits.SHAPES[name]} if name in limits.SHAPES else {}
    return Row(name, figures, allowed)


if __name__ == "__main__":
    sys.exit(command.run(_parser(), _measure))
