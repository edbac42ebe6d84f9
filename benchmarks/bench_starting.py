"""What `python -m tracer run` adds to the start of a program: of an empty script, and of one that imports a package."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import command
import limits
import machine
from results import Result, Row, Table
from timing import interleave

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

MODULES = ("argparse", "difflib", "optparse")
"""Copies of these make a package of 5 000 lines and more, whose start is mostly its own."""

_NOTE = (
    "CPU time of whole processes, everything cached, interleaved with `python` on the same script. `more`: milliseconds "
    "over plain. `start`: the start of the package over plain, without what a script takes more that imports only what "
    "the package imports from elsewhere; `over plain`: with it."
)


def _parser() -> argparse.ArgumentParser:
    new = command.parser(__doc__)
    new.add_argument("--pairs", type=int, default=15, help="pairs for each figure (15)")
    return new


def _measure(args: argparse.Namespace) -> Result:
    state = machine.state()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TRACER_CACHE"] = str(Path(folder, "cache"))
        lines = _write(Path(folder))
        rows = _rows(Path(folder), args.pairs)
    table = Table(f"Starting, package of {lines} lines", _NOTE, rows)
    return Result("starting", command.shown(__file__, args), state, [table])


def _write(folder: Path) -> int:
    """Write the scripts and the package; return how many lines it has."""
    package = folder / "package"
    package.mkdir()
    (package / "__init__.py").touch()
    for name in MODULES:
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        shutil.copy(spec.origin, package / f"{name}.py")
    (folder / "empty.py").touch()
    imports = "".join(f"import package.{name}\n" for name in MODULES)
    (folder / "imports.py").write_text(imports, encoding="utf-8")
    tell = f"import sys\nold = set(sys.modules)\n{imports}print(*sorted(set(sys.modules) - old))"
    command = [sys.executable, "-c", tell]
    told = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, check=True, text=True)
    others = [name for name in told.stdout.split() if not name.startswith("package")]
    (folder / "others.py").write_text(f"import {', '.join(others)}\n", encoding="utf-8")
    texts = [path.read_text(encoding="utf-8") for path in package.glob("*.py")]
    return sum(len(text.splitlines()) for text in texts)


def _rows(folder: Path, count: int) -> list[Row]:
    saving, not_saving = ["run", "-q"], ["run", "-q", "--no-save"]
    empty = _pairs(folder, "empty.py", saving, count)
    unsaved = _pairs(folder, "empty.py", not_saving, count)
    others = _pairs(folder, "others.py", not_saving, count)
    package = _pairs(folder, "imports.py", not_saving, count)
    fixed = _more(others)
    start = median((o - fixed / 1e3) / p for p, o in package)
    whole = median(o / p for p, o in package)
    return [
        Row(
            "empty script",
            {"plain ms": _plain(empty), "more": _more(empty)},
            {"more": limits.START},
        ),
        Row("empty script, no run file", {"plain ms": _plain(unsaved), "more": _more(unsaved)}),
        Row("what the package imports", {"plain ms": _plain(others), "more": fixed}),
        Row(
            "package",
            {
                "plain ms": _plain(package),
                "more": _more(package),
                "start": start,
                "over plain": whole,
            },
            {"start": limits.PACKAGE_START},
        ),
    ]


def _plain(pairs: list[tuple[float, float]]) -> float:
    return median(plain for plain, _ in pairs) * 1e3


def _more(pairs: list[tuple[float, float]]) -> float:
    return median(recorded - plain for plain, recorded in pairs) * 1e3


def _pairs(folder: Path, script: str, words: list[str], count: int) -> list[tuple[float, float]]:
    plain = _cpu_of(folder, [script])
    recorded = _cpu_of(folder, ["-m", "tracer", *words, script])
    return interleave(plain, recorded, count)


def _cpu_of(folder: Path, words: list[str]) -> Callable[[], float]:
    return partial(_cpu, folder, [sys.executable, *words])


def _cpu(folder: Path, words: list[str]) -> float:
    """Return the CPU seconds of a process, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, cwd=folder, env=_environ(), check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _environ() -> dict[str, str]:
    """Return the environment, in which Python keeps bytecode: both sides start warm."""
    return {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}


if __name__ == "__main__":
    sys.exit(command.run(_parser(), _measure))
