"""`params`, `diff` and `apply`: parameters of files, and saved values as changes of source."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from tracer.cli.latest import apply_latest, diff_latest
from tracer.cli.misuse import Misuse
from tracer.cli.parser import Parser
from tracer.errors import TracerError
from tracer.naming import shown_names
from tracer.trainables.finding import parameters
from tracer.trainables.keeping import load_values, read_values
from tracer.trainables.parameter import Parameter
from tracer.trainables.writing import apply, diff

_COLOURS = {"+": "\033[32m", "-": "\033[31m", "@": "\033[36m"}
_PLAIN = "\033[0m"
_VALUES = "a file that `save_values` wrote; without one, what the latest optimization found"


def params_command(words: Sequence[str]) -> bool:
    """List the parameters of a file or folder; nothing is imported."""
    parser = Parser("python -m tracer params", description=params_command.__doc__)
    parser.add_argument("target", nargs="?", default=".", help="a .py file or a folder (.)")
    target = parser.parse_args(list(words)).target
    if not os.path.exists(target):
        raise TracerError(f"there is no file or folder {target}")
    found = parameters(target)
    if not found:
        sys.stderr.write(f"tracer params: nothing in {target} is marked as trainable\n")
    names = shown_names(found)
    for parameter in found:
        sys.stdout.write(f"{_line(parameter, names[parameter.id])}\n")
    return False


def _line(parameter: Parameter, name: str) -> str:
    where = f"{os.path.relpath(parameter.span.file)}:{parameter.span.start[0]}"
    source = " ".join(parameter.source.split())
    shown = source if len(source) <= 60 else source[:59] + "…"
    return f"{where}  {name}  {parameter.kind}  {shown}"


def diff_command(words: Sequence[str]) -> bool:
    """Show what saved values, or those that the latest optimization found, change in the source."""
    parser = Parser("python -m tracer diff", description=diff_command.__doc__)
    parser.add_argument("values", nargs="?", help=_VALUES)
    path = parser.parse_args(list(words)).values
    if path is None:
        write_diff(diff_latest(), sys.stdout)
        return False
    chosen, told = _loaded(path)
    _tell(told)
    write_diff(diff(chosen), sys.stdout)
    return False


def apply_command(words: Sequence[str]) -> bool:
    """Write saved values, or those that the latest optimization found, to the source, all files or none."""
    parser = Parser("python -m tracer apply", description=apply_command.__doc__)
    parser.add_argument("values", nargs="?", help=_VALUES)
    parser.add_argument("--strip", action="store_true", help="take our marks and imports out, too")
    options = parser.parse_args(list(words))
    if options.values is None:
        written = apply_latest(strip=options.strip)
    else:
        written = _applied(options.values, strip=options.strip)
    for path in written:
        sys.stdout.write(f"{os.path.relpath(path)}\n")
    return False


def _applied(path: str, *, strip: bool) -> list[Path]:
    """Write the values of a file, and tell what is to be told of them."""
    chosen, told = _loaded(path)
    written = apply(chosen, strip=strip)
    if not written and len(chosen) == len(read_values(path)):
        told = [f"nothing to write: the source has the values of {path} already"]
    _tell(told)
    return written


def _loaded(path: str) -> tuple[list[Parameter], list[str]]:
    """Find the files of the saved ids below the current folder, without importing them, and set the values.

    Return what was loaded, and what is to be told of it.
    """
    modules = sorted({ident.split(":")[0] for ident in read_values(path)})
    for module in modules:
        for file in _candidates(module):
            parameters(file)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        loaded = load_values(path)
    return loaded, [str(warning.message) for warning in warned]


def _tell(lines: Sequence[str]) -> None:
    sys.stderr.write("".join(f"tracer: {line}\n" for line in lines))


def _candidates(module: str) -> list[Path]:
    """Return where a module's file may be: below the current folder, or below its `src`."""
    parts = Path(*module.split("."))
    folders = [Path(), Path("src")]
    names = [parts.with_suffix(".py"), parts / "__init__.py"]
    return [f / n for f in folders for n in names if (f / n).is_file()]


def command_called(name: str) -> Callable[[list[str]], bool]:
    """Return the command of this name; what it cannot do it says in one line, with status 1."""
    command = {"params": params_command, "diff": diff_command, "apply": apply_command}[name]

    def run(words: list[str]) -> bool:
        try:
            return command(words)
        except Misuse:
            raise
        except TracerError as error:
            sys.stderr.write(f"tracer {name}: {error}\n")
            sys.exit(1)

    return run


def write_diff(text: str, out: TextIO) -> None:
    """Write a diff; in colours on a terminal that wants them."""
    if not out.isatty() or os.environ.get("NO_COLOR"):
        out.write(text)
        return
    for line in text.splitlines(keepends=True):
        colour = _COLOURS.get(line[:1], "")
        body = line.rstrip("\r\n")
        out.write(f"{colour}{body}{_PLAIN if colour else ''}{line[len(body) :]}")
