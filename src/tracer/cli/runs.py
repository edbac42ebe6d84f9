"""The command `runs`: recorded runs and optimizations of this folder, or a report on one."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tracer.cli.misuse import Misuse
from tracer.cli.parser import Parser
from tracer.cli.places import END, FOLDER


def runs_command(words: Sequence[str]) -> bool:
    """List the runs and optimizations in .tracer/runs, the latest first, or report on one."""
    parser = Parser("python -m tracer runs", description=runs_command.__doc__)
    parser.add_argument("run", nargs="?", help="a name from the list, or a file")
    name = parser.parse_args(list(words)).run
    lines = _listed(Path.cwd()) if name is None else _told(name)
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return False


def _listed(folder: Path) -> Iterator[str]:
    from optimizers.journal.files import END as JOURNAL
    from optimizers.journal.reporting import summary

    runs = folder / FOLDER / "runs"
    found = [p for p in runs.glob("*") if p.suffix in {END, JOURNAL}]
    for path in sorted(found, key=lambda p: (p.stat().st_mtime, p.name), reverse=True):
        moment = time.strftime("%Y-%m-%d %H:%M", time.localtime(path.stat().st_mtime))
        what = (
            summary(path) if path.suffix == JOURNAL else f"recording, {path.stat().st_size} bytes"
        )
        yield f"{moment}  {path.name}  {what}"
    if not found:
        yield f"there are no runs in {os.path.relpath(runs)}"


def _told(name: str) -> Iterator[str]:
    from optimizers.journal.files import END as JOURNAL
    from optimizers.journal.reporting import report

    for path in (Path(name), Path(FOLDER, "runs", name)):
        if path.is_file() and path.suffix == JOURNAL:
            yield from report(path)
            return
    from tracer.cli.show import show_command

    if not name.endswith(JOURNAL):
        show_command([name])
        return
    raise Misuse(f"there is no run {name} here or in {FOLDER}/runs")
