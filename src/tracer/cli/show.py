"""The command `show`: questions to a run that was recorded before."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from tracer.cli import places
from tracer.cli.misuse import Misuse
from tracer.cli.options import Option, described, parse
from tracer.cli.options_of_run import ANSWERS, Answers, answers
from tracer.cli.words import one_line, warnings_told
from tracer.errors import TracerError

OPTIONS = (
    *ANSWERS,
    Option("--children", "ask the run's child processes too"),
    Option("--help", "show this text", short="-h"),
)

_HELP = """\
usage: python -m tracer show [RUN] [options]

Answer questions about a recorded run: a run file, its name in .tracer/runs, or (by default) the last.
Without options: what was recorded, and the short answer to why it ended as it did.

{options}

CRITERION is what to explain: {forms}.
"""


def show_command(words: list[str]) -> bool:
    """Print what is asked. Raises Misuse, also for what cannot be answered."""
    given, rest = parse(words, OPTIONS)
    name = rest[0] if rest else None
    more, rest = parse(rest[1:], OPTIONS)
    if rest:
        raise Misuse(f"show takes one run, and {rest[0]!r} is another word")
    given = {n: given.get(n, []) + more.get(n, []) for n in [*given, *more]}
    if "help" in given:
        return _help()
    asked, file = answers(given), places.found(name, os.getcwd())
    children = places.children(file) if "children" in given else []
    for path in [file, *children]:
        if children:
            sys.stdout.write(f"{path}\n")
        _show(path, asked)
    return False


def _show(file: str, asked: Answers) -> None:
    import tracer
    from tracer.cli.answers import answer
    from tracer.cli.summary import summary

    try:
        run = tracer.load(file)
        if not asked:
            sys.stdout.write("\n".join(summary(run, {})) + "\n")
            asked = Answers(why=len(run) > 0)
        with warnings_told():
            answer(run, asked, _directly, _print)
    except Misuse:
        raise
    except (TracerError, OSError) as error:
        raise Misuse(one_line(error)) from error


def _directly(_what: str, action: Callable[[], None]) -> None:
    action()


def _print(text: str) -> None:
    sys.stdout.write(text)


def _help() -> bool:
    from tracer.cli.criteria import FORMS

    sys.stdout.write(_HELP.format(options=described(OPTIONS), forms=FORMS))
    return False
