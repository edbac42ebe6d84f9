"""The command line of `python -m tracer optimize`: its words as options."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import NoReturn

from optimizers.optimizing import EVALUATIONS
from tracer.errors import TracerError

_HELP = """\
Find better values for what is marked as trainable, and show them as a diff.

  python -m tracer optimize app:classify --data examples.jsonl --objective app:accuracy
  python -m tracer optimize train.py --epochs 3

A line of the data is [input, expected] or {"input": …, "expected": …, "id": …}; or name a list: --data app:EXAMPLES.
The objective is called with output and expected output, that of a script with what it printed; larger is better.
Without one, the last line a script prints that is a number is its score. Words after a script are the script's own;
options of ours stand before it.
"""


def is_script(target: str) -> bool:
    """Is a file meant, rather than a function?"""
    return target.endswith(".py")


def options_of(words: Sequence[str]) -> argparse.Namespace:
    """Return what the words mean. Raises TracerError for wrong use."""
    parser = _parser()
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="of the script")
    options = parser.parse_args(list(words))
    return options if is_script(options.target) else _parser().parse_args(list(words))


class _Parser(argparse.ArgumentParser):
    """Tells wrong use in a line."""

    def error(self, message: str) -> NoReturn:
        """Raise TracerError."""
        raise TracerError(f"{message} (see --help)")


def _parser() -> _Parser:
    parser = _Parser(
        "python -m tracer optimize",
        description=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--data", metavar="FILE|MODULE:NAME", help="the examples of a function")
    add("--objective", metavar="MODULE:FUNCTION", help="what judges an output")
    add(
        "--engine",
        default="auto",
        help="auto, gradient, search, repair, portfolio; with --llm optoprime, opro, textgrad",
    )
    add("--llm", metavar="NAME", help="a model that may be asked")
    add("--evaluations", type=int, default=EVALUATIONS, metavar="N", help="at most so many (500)")
    add("--seconds", type=float, metavar="S", help="how long it may take")
    add("--usd", type=float, metavar="X", help="what models may cost")
    add("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="how many at once")
    add("--time-limit", type=float, default=60.0, metavar="S", help="of one evaluation (60)")
    add("--validation", type=float, metavar="SHARE", help="of the data, that no engine sees")
    add("--isolation", default="fork", help="fork, reuse, spawn or none")
    add("--environment", action="append", default=[], metavar="NAME", help="candidates see it")
    add("--module", action="append", default=[], metavar="FILE", help="has parameters of a script")
    add("--seed", type=int, default=0, metavar="N")
    add("--perfect", type=float, metavar="SCORE", help="no score can exceed it")
    add("--apply", action="store_true", help="write the change")
    add("--json", action="store_true", help="print the result as JSON")
    add("--quiet", "-q", action="store_true", help="say nothing on the way")
    add("target", help="module:function, or a script")
    return parser
