"""What the benchmarks' command lines share: where results go, and what the exit status says."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import page
import results
from results import Result

if TYPE_CHECKING:
    from collections.abc import Callable

_SHARED = frozenset({"json", "write", "tables", "enforce"})
_POSITIONAL = frozenset({"files"})


def parser(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the options that every benchmark has."""
    new = argparse.ArgumentParser(description=description, allow_abbrev=False)
    new.add_argument("--json", type=Path, metavar="FILE", help="write the figures here")
    new.add_argument("--write", type=Path, metavar="PAGE", help="write a page of tables here")
    new.add_argument(
        "--tables",
        type=Path,
        nargs="+",
        metavar="JSON",
        help="measure nothing: show (and write) what these files of any benchmark hold",
    )
    new.add_argument(
        "--workloads",
        type=Path,
        metavar="DIR",
        help="where the programs wl_*.py are, if it needs them",
    )
    new.add_argument("--enforce", action="store_true", help="fail if a limit is missed")
    return new


def run(options: argparse.ArgumentParser, measure: Callable[[argparse.Namespace], Result]) -> int:
    """Measure, or read earlier results; print, write, and return the exit status.

    It is 1 if a recorder gave a wrong answer, and under `--enforce` if a limit is missed.
    """
    args = options.parse_args()
    # What an older version of the rewriter has made must not be measured.
    os.environ["TRACER_CACHE"] = "off"
    found = [results.load(path) for path in args.tables] if args.tables else [measure(args)]
    for result in found:
        sys.stdout.write(page.text(result) + "\n")
    if args.json and not args.tables:
        results.save(found[0], args.json)
    if args.write:
        page.write(found, args.write)
    failed = any(result.failures for result in found)
    missed = any(True for result in found for _ in result.misses())
    return int(failed or (args.enforce and missed))


def shown(script: str, args: argparse.Namespace) -> str:
    """Return the command for the page: as it was given, but without the machine's paths."""
    words = ["python", f"benchmarks/{Path(script).name}"]
    for name, value in vars(args).items():
        if name not in _SHARED and value not in (None, [], False):
            option = [] if name in _POSITIONAL else [f"--{name.replace('_', '-')}"]
            words += [*option, *_words(value)]
    return " ".join(words)


def _words(value: object) -> list[str]:
    if value is True:
        return []
    if isinstance(value, list):
        return [word for item in value for word in _words(item)]
    return [value.name if isinstance(value, Path) else str(value)]
