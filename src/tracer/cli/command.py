"""`python -m tracer COMMAND …`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from tracer.cli.collecting import pause_collecting
from tracer.cli.misuse import Misuse, closest
from tracer.cli.reader import while_read

COMMANDS = {
    "run": "run a program and record what it evaluates",
    "show": "answer questions about a recorded run",
    "params": "list the parameters of a file or folder",
    "diff": "show what saved values, or the latest optimization, change in the source",
    "apply": "write saved values, or what the latest optimization found, to the source",
    "cache": "show or forget the replies of models that are kept",
    "optimize": "find better values for what is trainable, as a diff",
    "from-trace": "turn programs written for Trace (trace-opt) into ours, as a diff",
    "runs": "list recorded runs and optimizations, or report on one",
}

_HINT = " (see --help)"

_HELP = """\
usage: python -m tracer COMMAND [options] …      (or: spangrad COMMAND …)

{commands}

python -m tracer COMMAND --help says more of each.
"""


def main() -> bool:
    """Do what the command line says. Returns whether a program that was run ended by Ctrl-C.

    Leaves by SystemExit as that program does; with status 2, after one line, where the command line is wrong.
    """
    words = sys.argv[1:]
    pause_collecting()
    try:
        command = _command(words)
        if words[0] in {"run", "optimize"}:  # others write to pipes there
            return command(words[1:])
        with while_read():
            return command(words[1:])
    except Misuse as error:
        named = f" {words[0]}" if words and words[0] in COMMANDS else ""
        sys.stderr.write(f"tracer{named}: {error}{_HINT}\n")
        sys.exit(2)


def _command(words: Sequence[str]) -> Callable[[list[str]], bool]:
    name = words[0] if words else ""
    if name == "run":
        from tracer.cli.run import run_command

        return run_command
    if name == "show":
        from tracer.cli.show import show_command

        return show_command
    if name in {"params", "diff", "apply"}:
        from tracer.cli.values import command_called

        return command_called(name)
    if name == "cache":
        from tracer.cli.cache import cache_command

        return cache_command
    if name == "optimize":
        from tracer.cli.optimize import optimize_command

        return optimize_command
    if name == "from-trace":
        from tracer.cli.from_trace import from_trace_command

        return from_trace_command
    if name == "runs":
        from tracer.cli.runs import runs_command

        return runs_command
    return _no_command(name)


def _no_command(name: str) -> Callable[[list[str]], bool]:
    if name in {"--help", "-h", "help"}:
        return _help
    if name == "--version":
        return _version
    if not name:
        raise Misuse(f"a command is missing; there are {', '.join(COMMANDS)}")
    kind = "option" if name.startswith("-") else "command"
    raise Misuse(f"there is no {kind} {name}{closest(name, COMMANDS)}")


def _help(_words: list[str]) -> bool:
    sys.stdout.write(
        _HELP.format(commands="\n".join(f"  {name:<10}  {text}" for name, text in COMMANDS.items()))
    )
    return False


def _version(_words: list[str]) -> bool:
    import tracer

    sys.stdout.write(f"spangrad {tracer.__version__}\n")
    return False


def script() -> None:
    """Begin as the console script `spangrad`, whose `sys.exit` would hide that Ctrl-C ended the program."""
    if main():
        sys.excepthook = lambda *_: None  # it has been told
        raise KeyboardInterrupt
