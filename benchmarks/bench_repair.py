"""How many programs with one small bug `pytest --optimize=repair` mends, at what cost, and whether held-out tests agree.

A program is a folder with `program.py`, its visible tests `test_program.py`, and `test_holdout.py`, which the engine never
sees: it works on a copy without it, and is over before that is run.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import command
import machine
import page
from results import Result, Row, Table

if TYPE_CHECKING:
    import argparse

_HIDDEN = frozenset({"test_holdout.py", "fix.patch", "__pycache__"})
_TRIED = re.compile(r"(\d+) evaluations")
_LONGEST = 900
"""Seconds after which a repair is ended, on a machine that does other things too."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """What became of one program. `cpu`: seconds of all processes; `lines`: of the diff, left out and put in."""

    name: str
    cpu: float
    evaluations: int
    diff: tuple[str, ...]
    held: bool | None

    @property
    def lines(self) -> int:
        """How many lines the diff has: one that is changed is one less and one more."""
        return len(self.diff)

    def is_mended(self, seconds: float) -> bool:
        """Do the held-out tests pass, and was it done in time?"""
        return self.held is True and self.cpu <= seconds


def _parser() -> argparse.ArgumentParser:
    options = command.parser(__doc__)
    options.add_argument("--programs", type=Path, metavar="DIR", help="where the folders are")
    options.add_argument("--only", nargs="+", metavar="NAME", help="some of them")
    options.add_argument(
        "--keep", type=Path, metavar="FILE", help="figures so far: what is there is not run again"
    )
    options.add_argument("--seconds", type=float, default=120.0, help="CPU time allowed for each")
    options.add_argument(
        "--into", type=Path, metavar="PAGE", help="put the table at the end of a page"
    )
    return options


def _measure(args: argparse.Namespace) -> Result:
    found, known = [], _known(args.keep)
    for folder in sorted(p.parent for p in args.programs.glob("*/test_holdout.py")):
        if args.only is None or folder.name in args.only:
            if folder.name in known:
                found.append(known[folder.name])
                continue
            found.append(repaired(folder))
            _note(args.keep, found[-1])
            told = _figures(found[-1], args.seconds)
            print(found[-1].name, told, *found[-1].diff, sep="\n", file=sys.stderr, flush=True)
    result = Result(
        "repair",
        command.shown(__file__, args),
        machine.state(),
        [_summary(found, args.seconds), _each(found, args.seconds)],
        [f"{r.name}: the held-out tests reject the repair" for r in found if r.held is False],
    )
    if args.into is not None:
        _put(result, args.into)
    return result


def _known(path: Path | None) -> dict[str, Repaired]:
    if path is None or not path.exists():
        return {}
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {row["name"]: Repaired(**row) for row in rows}


def _note(path: Path | None, one: Repaired) -> None:
    if path is not None:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(one)) + "\n")


def repaired(folder: Path) -> Repaired:
    """Repair a copy of a program, then run the held-out tests on what came of it."""
    with tempfile.TemporaryDirectory() as place:
        work = Path(place) / folder.name
        work.mkdir()
        for path in folder.iterdir():
            if path.name not in _HIDDEN:
                shutil.copyfile(path, work / path.name)
        before = _cpu()
        printed = _optimized(work)
        spent = _cpu() - before
        diff = _diff(folder / "program.py", work / "program.py")
        held = None
        if diff:
            shutil.copyfile(folder / "test_holdout.py", work / "test_holdout.py")
            held = _pytest(work, "-x", "test_program.py", "test_holdout.py").returncode == 0
    tried = _TRIED.findall(printed)
    return Repaired(folder.name, spent, int(tried[-1]) if tried else 0, diff, held)


def _optimized(work: Path) -> str:
    options = ["--optimize=repair", "--optimize-any", "--optimize-apply", "test_program.py"]
    return _pytest(work, "-p", "tracer.pytest_plugin", *options).stdout


def _pytest(work: Path, *options: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    env |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "NO_COLOR": "1"}
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    process = subprocess.Popen(
        words,
        cwd=work,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(timeout=_LONGEST)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _diff(old: Path, new: Path) -> tuple[str, ...]:
    before, after = (p.read_text(encoding="utf-8").splitlines() for p in (old, new))
    lines = list(difflib.unified_diff(before, after, lineterm="", n=0))[2:]
    return tuple(line for line in lines if not line.startswith("@@"))


def _summary(found: list[Repaired], seconds: float) -> Table:
    mended = [r for r in found if r.is_mended(seconds)]
    figures = {
        "programs": len(found),
        "mended": len(mended),
        "not mended": len(found) - len(mended),
        "rejected by held-out tests": sum(r.held is False for r in found),
        "median lines": float(median(r.lines for r in mended)) if mended else 0.0,
        "median CPU s": median(r.cpu for r in found) if found else 0.0,
    }
    limits = {
        "not mended": 0.3 * len(found),
        "rejected by held-out tests": 0.0,
        "median lines": 2.0,
    }
    return Table("All", f"Mended: in at most {seconds:g} s CPU.", [Row("all", figures, limits)])


def _each(found: list[Repaired], seconds: float) -> Table:
    rows = [Row(r.name, _figures(r, seconds)) for r in found]
    return Table("Each", "CPU seconds of all processes; tests run; lines of the diff.", rows)


def _figures(one: Repaired, seconds: float) -> dict[str, float | int | str]:
    outcome = {None: "no repair", True: "mended", False: "rejected"}[one.held]
    late = one.held is True and not one.is_mended(seconds)
    return {
        "outcome": "too late" if late else outcome,
        "CPU s": one.cpu,
        "evaluations": one.evaluations,
        "lines": one.lines,
    }


_HEADING = "## Measured"


def _put(result: Result, path: Path) -> None:
    """Write the tables at the end of a page, in place of those that were there."""
    kept, heading, _ = path.read_text(encoding="utf-8").partition(_HEADING)
    lines = [*page.section(result), ""]
    path.write_text(f"{kept}{heading or _HEADING}\n" + "\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(command.run(_parser(), _measure))
