"""The command `from-trace`: programs written for Trace, turned into ours."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.cli.misuse import Misuse
from tracer.cli.parser import Parser
from tracer.cli.values import write_diff
from tracer.cli.words import number, one_line
from tracer.errors import TracerError

if TYPE_CHECKING:
    from rewriters.from_trace.porting import Ported

_DESCRIPTION = """\
Turn programs written for Trace (trace-opt) into ours and show the change as a diff, which `git apply` takes.
Nothing is imported or run. Names are followed through imports, aliases and scopes.

What could not be turned is listed on standard error as FILE:LINE (of the file as it was), with what to do there.
Files that import nothing of Trace stay as they are. docs/how-to/from-trace.md has every name beside ours.
"""

_STATUS = "status: 0 if all was turned, 1 if places are left to turn by hand, 2 for wrong use"


def from_trace_command(words: Sequence[str]) -> bool:
    """Show or write the turned files. Leaves by SystemExit with 1 where something is left; raises Misuse."""
    parser = Parser(
        "python -m tracer from-trace",
        description=_DESCRIPTION,
        epilog=_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a .py file, or a folder of them")
    parser.add_argument("--write", action="store_true", help="change the files, all or none")
    options = parser.parse_args(list(words))
    paths = list(dict.fromkeys(p for name in options.files for p in _files(name)))
    try:
        left = _turn(paths, write=options.write)
    except TracerError as error:
        sys.stderr.write(f"tracer from-trace: {one_line(error)}\n")
        sys.exit(1)
    if left:
        sys.exit(1)
    return False


def _files(name: str) -> Iterator[Path]:
    path = Path(name)
    if path.is_file():
        yield path
    elif path.is_dir():
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(f for f in folders if not f.startswith((".", "__")))
            yield from (Path(folder, n) for n in sorted(names) if n.endswith(".py"))
    else:
        raise Misuse(f"there is no file or folder {name}")


def _turn(paths: Sequence[Path], *, write: bool) -> int:
    """Show what changes, and write it if asked; return the number of places that are left."""
    from rewriters.editing.diffs import unified

    found = [(path, old, _ported(path, old)) for path in paths for old in [path.read_bytes()]]
    changed = [(path, old, ported.source) for path, old, ported in found if ported.source != old]
    for path, old, new in changed:
        write_diff(unified(os.path.relpath(path), old, new), sys.stdout)
    if write:
        _write(changed)
    for path, _, ported in found:
        for line, code, advice in ported.left:
            sys.stderr.write(f"{os.path.relpath(path)}:{line}: {code}: {advice}\n")
    left = sum(len(ported.left) for _, _, ported in found)
    done = "changed" if write else "to change"
    sys.stderr.write(
        f"tracer from-trace: {number(len(changed), 'file')} {done}, {number(left, 'place')} left\n"
    )
    return left


def _ported(path: Path, source: bytes) -> Ported:
    from rewriters.from_trace.porting import CannotPort, port

    try:
        return port(source)
    except CannotPort as error:
        raise TracerError(f"{path} cannot be read, and nothing was changed: {error}") from error


def _write(changed: Sequence[tuple[Path, bytes, bytes]]) -> None:
    from rewriters.editing.files import write_all
    from tracer.trainables.roots import project_root, require_writable

    root = project_root()
    for path, old, _ in changed:
        require_writable(path, old, root)
    try:
        write_all({path: new for path, _, new in changed}, root / ".tracer")
    except OSError as error:
        raise TracerError(f"nothing was written: {error}") from error
