"""The command `run`."""

from __future__ import annotations

import os
import sys

from tracer.cli import places
from tracer.cli.options import described, parse
from tracer.cli.options_of_run import OPTIONS, run_options
from tracer.cli.program import STOPS, program

_HELP = """\
usage: python -m tracer run [options] PROGRAM [arguments …]

Run a program as `python PROGRAM arguments …` would, and record what every expression of it evaluates.
PROGRAM is a script, -m MODULE, -c CODE, - (standard input), a folder or a zip file. Options of ours stand
before it; what follows is the program's own. Recorded are the program and the modules of its folder (of the
current one, for -m, -c and -), or what --source names; never the standard library or what is installed.

{options}

CRITERION is what to explain: {forms}.
The output is what was printed last, else what was computed last. Without a criterion, --why, --dot, --svg and --json
explain the error that ended the program, else its output.

A run file goes to .tracer/runs (.tracer/last is the latest); secrets are left out of it, but it can hold
any other value the program saw. `python -m tracer show` reads it. Our words go to standard error; the status is the
program's, or 2 for wrong use. Options can stand in pyproject.toml: [tool.tracer] source = ["src"], quiet = true.

  python -m tracer run --why train.py --epochs 3
  python -m tracer run --slice model.py:41:loss#7 -m train
"""


def run_command(words: list[str]) -> bool:
    """Run a program; return whether Ctrl-C ended it. Raises Misuse."""
    given, rest = parse(words, OPTIONS, STOPS)
    if "help" in given:
        return _help()
    this = program(rest)
    from tracer.cli.settings import settings
    from tracer.cli.sources import wanted

    folder = os.getcwd()
    options = run_options(given, settings(OPTIONS[:-1], folder))
    chosen = wanted(this.folder, options.sources)
    from tracer.cli.closing import close
    from tracer.cli.forked import follow_forks
    from tracer.cli.running import run
    from tracer.cli.session import Session
    from tracer.cli.spawned import follow_spawns

    file = (options.output or places.new_file(folder)) if options.save else None
    session = Session(options, chosen, file, close)
    follow_forks(session)
    follow_spawns(session)
    return run(this, session)


def _help() -> bool:
    from tracer.cli.criteria import FORMS

    sys.stdout.write(_HELP.format(options=described(OPTIONS), forms=FORMS))
    return False
