"""How much the whys of seeded bugs tell: is the guilty line in them, and which share of the executed lines is named."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
PROGRAMS = HERE / "programs"
_SECTION = re.compile(
    r"^_{3,} (test_\w+) _{3,}$(.*?)(?=^_{3,} test_|^={3,})", re.MULTILINE | re.DOTALL
)
_WHY = re.compile(r"^-+ why -+\n(.*)", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"^(\w+\.py):(\d+) ", re.MULTILINE)

Line = tuple[str, int]
"""File and line."""


@dataclass(frozen=True)
class Bug:
    """A seeded bug: the line that holds it, the lines its test executed, those that its why names, in order."""

    name: str
    guilty: Line
    executed: frozenset[Line]
    named: tuple[Line, ...]

    @property
    def found(self) -> bool:
        """Is the guilty line named?"""
        return self.guilty in self.named

    @property
    def share(self) -> float:
        """How many of the executed lines are named."""
        return len(set(self.named)) / len(self.executed)


def guilty_lines() -> dict[str, Line]:
    """Return for each program the line that is marked as its bug."""
    found = {}
    for path in sorted(PROGRAMS.glob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        marked = [n for n, line in enumerate(lines, start=1) if "# bug" in line]
        if marked:
            (number,) = marked
            found[path.stem] = path.name, number
    return found


def measure() -> list[Bug]:
    """Run all the tests twice: with `--why`, and without it for the lines that are executed."""
    guilty, named, executed = guilty_lines(), _named(), _executed()
    return [
        Bug(name, guilty[name], frozenset(executed[name]), tuple(named[name])) for name in guilty
    ]


def median_share(bugs: list[Bug]) -> float:
    """Return the median of the shares of executed lines that are named."""
    return median(bug.share for bug in bugs)


def _pytest(*options: str, **variables: str) -> str:
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    env |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "NO_COLOR": "1", "COLUMNS": "100"} | variables
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    done = subprocess.run(
        command, cwd=PROGRAMS, env=env, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def _named() -> dict[str, list[Line]]:
    """Return the lines that each why names, by the program's name."""
    out: dict[str, list[Line]] = {}
    printed = _pytest("-p", "tracer.pytest_plugin", "--why")
    for section in _SECTION.finditer(printed):
        why = _WHY.search(section[2])
        lines = [(f, int(n)) for f, n in _NAMED.findall(why[1] if why else "")]
        (check,) = re.findall(r"^check_(\w+)\.py:\d+: ", section[2], re.MULTILINE)[:1]
        out[check] = lines
    return out


def _executed() -> dict[str, set[Line]]:
    """Return the lines that ran while each test ran (not those of the import), by the program's name."""
    file = PROGRAMS / ".executed.json"
    try:
        _pytest(
            "-p", "tests.seeded_bugs.executed_lines", EXECUTED_LINES=str(file), PYTHONPATH=_path()
        )
        told = json.loads(file.read_text(encoding="utf-8"))
    finally:
        file.unlink(missing_ok=True)
    return {name: {(f, n) for f, n in lines} for name, lines in told.items()}


def _path() -> str:
    root = str(HERE.parents[1])
    return os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
