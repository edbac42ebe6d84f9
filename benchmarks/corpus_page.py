"""What the suites' outcomes mean, and the page that shows them."""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SOURCE = Path(__file__).resolve().parents[1] / "src"
MODES = {"recording": "1", "off": "0"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One suite in one mode, against the same suite plain. `regressions`: message by test id."""

    suite: str
    mode: str
    tests: int
    regressions: Mapping[str, str]
    files: int
    slower: float
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The tests that may fail, by suite, mode and Python version, and why."""

    reasons: Mapping[str, str]
    tests: Mapping[tuple[str, str, str], Mapping[str, str]]

    @classmethod
    def read(cls, path: Path) -> Accepted:
        """Read the committed list."""
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        tests: dict[tuple[str, str, str], dict[str, str]] = {}
        for entry in data["accepted"]:
            if entry["reason"] not in data["reasons"]:
                sys.exit(f"{path.name}: {entry['reason']!r} is not one of its reasons")
            for mode in entry["modes"]:
                for python in entry["pythons"]:
                    known = tests.setdefault((entry["suite"], mode, python), {})
                    known.update(dict.fromkeys(entry["tests"], entry["reason"]))
        return cls(data["reasons"], tests)

    def of(self, outcome: Outcome, python: str) -> Mapping[str, str]:
        """Return the reason for each test of this suite that may fail."""
        return self.tests.get((outcome.suite, outcome.mode, python), {})


def refused(outcomes: Iterable[Outcome], accepted: Accepted, python: str) -> list[str]:
    """Return what may not be: a test that fails for no accepted reason, a run that proves nothing."""
    found = []
    for one in outcomes:
        where = f"{one.suite} ({one.mode}, Python {python})"
        found += [f"{where}: {fault}" for fault in one.faults]
        allowed = accepted.of(one, python)
        found += [f"{where}: {t}: {m}" for t, m in one.regressions.items() if t not in allowed]
    return found


def healed(outcomes: Iterable[Outcome], accepted: Accepted, python: str) -> list[str]:
    """Return the accepted tests that passed: the list may become shorter."""
    return [
        f"{one.suite} ({one.mode}): {test}"
        for one in outcomes
        for test in accepted.of(one, python)
        if test not in one.regressions
    ]


def by_reason(one: Outcome, accepted: Accepted, python: str) -> str:
    """Return the reasons of a suite's regressions, counted."""
    allowed = accepted.of(one, python)
    count = Counter(allowed.get(test, "not accepted") for test in one.regressions)
    return ", ".join(f"{n} {reason}" for reason, n in sorted(count.items()))


def table(outcomes: list[Outcome], accepted: Accepted, python: str) -> list[str]:
    """Return one row for each suite, both modes in it, and the sums."""
    modes = {mode: {o.suite: o for o in outcomes if o.mode == mode} for mode in MODES}
    lines = [
        "| suite | tests | files | recording: regressions | why | slower | off: regressions | why | slower |",
        "|---|---:|---:|---:|---|---:|---:|---|---:|",
    ]
    for name, on in modes["recording"].items():
        off = modes["off"][name]
        cells = [name, on.tests, on.files]
        for one in (on, off):
            cells += [len(one.regressions), by_reason(one, accepted, python), f"{one.slower:.1f}"]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    tests = sum(o.tests for o in modes["recording"].values())
    files = sum(o.files for o in modes["recording"].values())
    on_off = [sum(len(o.regressions) for o in modes[mode].values()) for mode in MODES]
    lines.append(f"| **all** | {tests} | {files} | {on_off[0]} | | | {on_off[1]} | | |")
    return lines


def section(outcomes: list[Outcome], accepted: Accepted, python: str, run_on: str) -> str:
    """Return what the document says of one Python version."""
    count = Counter(
        accepted.of(o, python).get(test, "not accepted") for o in outcomes for test in o.regressions
    )
    texts = accepted.reasons
    reasons = [f"- *{r}* ({count[r]}): {texts.get(r, 'a fault')}" for r in sorted(count)]
    lines = [f"## Python {python}", "", run_on, "", *table(outcomes, accepted, python)]
    return "\n".join([*lines, "", *reasons]) + "\n"


def document(old: str, python: str, new: str) -> str:
    """Return the document with this version's section put in, those of other versions as they are."""
    parts = old.split("\n## Python ")[1:]
    sections = {part.split("\n", 1)[0]: f"## Python {part.rstrip()}\n" for part in parts}
    sections[python] = new
    head = """# Foreign test suites

Every module of each suite and its tests is rewritten and runs twice: with one recording open in every
process (*recording*), and with none (*off*). A test counts when it passes plain, twice. A regression is
one that then fails, is skipped, or never reports. *Slower* is CPU time against the plain run, start-up and
rewriting included. What may fail is listed by test id in `benchmarks/corpus_accepted.toml`.

Made by `python benchmarks/corpus.py --driver DRIVER --work DIR --python PYTHON --write`. The driver, which knows the
suites and sets them up, is no part of this repository; [CONTRIBUTING.md](../CONTRIBUTING.md#a-driver-of-foreign-suites)
says what one must do.
"""
    ordered = sorted(sections, key=lambda v: tuple(map(int, v.split("."))))
    return "\n".join([head, *(sections[v] for v in ordered)])


def version() -> str:
    """Return our version, from the source that is tested."""
    for line in (SOURCE / "tracer" / "__init__.py").read_text(encoding="utf-8").splitlines():
        if line.startswith("__version__"):
            return line.split('"')[1]
    return "unknown"
