"""Run foreign test suites plain, rewritten and recorded: no test may tell the difference.

    python benchmarks/corpus.py --driver PATH/corpus.py --work DIR --python PY [--suites a,b] [--write]
    python benchmarks/corpus.py --quick

The driver sets up the suites in DIR (from PyPI) and compares test by test; `corpus_hook.py` is what it
loads into each process. What fails only with us must stand in `corpus_accepted.toml` with its reason.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DOCUMENT = ROOT / "docs" / "corpus.md"
DRIVER = ROOT.parent / "shared" / "corpus" / "corpus.py"
QUICK = "funcy,voluptuous,aiostream,py-gen"
MODES = {"recording": "1", "off": "0"}
MIN_SHARE = 0.99


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


# ------------------------------------------------------------------------------- running


def drive(options: argparse.Namespace, work: Path, *arguments: str, **variables: str) -> int:
    """Run the driver; what it prints passes through."""
    command = [sys.executable, str(options.driver), *arguments, "--work", str(work)]
    command += ["--python", options.python]
    if options.suites:
        command += ["--suites", options.suites]
    return subprocess.run(command, env={**os.environ, **variables}, check=False).returncode


def run(options: argparse.Namespace, work: Path, mode: str, counts: Path) -> list[Outcome]:
    """Run the suites in one mode, with rewritten code kept for this run only."""
    report = counts.parent / f"{mode}.json"
    hook, cache = str(HERE / "corpus_hook.py"), str(counts.parent / "cache")
    variables = {"CORPUS_RECORD": MODES[mode], "CORPUS_COUNTS": str(counts), "TRACER_CACHE": cache}
    keep = ["--keep"] if options.keep else []
    drive(options, work, "run", "--hook", hook, "--json", str(report), *keep, **variables)
    if not report.exists():
        sys.exit(f"the driver left no report in mode {mode!r}")
    suites = json.loads(report.read_text(encoding="utf-8"))["suites"]
    return [outcome(suite, mode) for suite in suites]


def outcome(suite: Mapping[str, Any], mode: str) -> Outcome:
    """Return what the driver says of one suite; what makes its figures worthless is a fault."""
    faults = [*suite["hook_errors"]]
    if suite["vacuous"]:
        faults.append("no file was rewritten")
    if (suite["events"] > 0) is not (mode == "recording"):
        faults.append(f"{suite['events']} items were recorded")
    if "timeout" in suite["rc"]:
        faults.append("a process ran out of time")
    if suite["shim"]:
        faults.append(f"the hook did not load: {suite['shim'].strip().splitlines()[-1]}")
    regressions = {test: first_line(row[2]) for test, row in suite["regressions"].items()}
    name, tests, files, slower = (suite[k] for k in ("suite", "baseline", "files", "slow"))
    return Outcome(name, mode, tests, regressions, files, slower, tuple(faults))


def first_line(message: str) -> str:
    """Return the line that says what went wrong."""
    lines = message.strip().splitlines() or ["no message"]
    return lines[0].removeprefix("E").strip()[:120]


def functions(folder: Path) -> tuple[int, int]:
    """Return how many functions the suites have, and how many of them are recorded and not opaque."""
    found: dict[str, list[int]] = {}
    for report in folder.glob("*.json"):
        found.update(json.loads(report.read_text(encoding="utf-8")))
    return sum(f for f, _ in found.values()), sum(r for _, r in found.values())


# ------------------------------------------------------------------------------- judging


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


# ------------------------------------------------------------------------------- reporting


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


def section(outcomes: list[Outcome], accepted: Accepted, python: str, share: str) -> str:
    """Return what the document says of one Python version."""
    count = Counter(
        accepted.of(o, python).get(test, "not accepted") for o in outcomes for test in o.regressions
    )
    texts = accepted.reasons
    reasons = [f"- *{r}* ({count[r]}): {texts.get(r, 'a fault')}" for r in sorted(count)]
    lines = [f"## Python {python}", "", share, "", *table(outcomes, accepted, python)]
    return "\n".join([*lines, "", *reasons]) + "\n"


def document(old: str, python: str, new: str) -> str:
    """Return the document with this version's section put in, those of other versions as they are."""
    parts = old.split("\n## Python ")[1:]
    sections = {part.split("\n", 1)[0]: f"## Python {part.rstrip()}\n" for part in parts}
    sections[python] = new
    head = f"""# Foreign test suites

Every module of each suite and its tests is rewritten and runs twice: with one recording open in every
process (*recording*), and with none (*off*). A test counts when it passes plain, twice. A regression is
one that then fails, is skipped, or never reports. *Slower* is CPU time against the plain run, start-up and
rewriting included. What may fail is listed by test id in `benchmarks/corpus_accepted.toml`.

Made by `python benchmarks/corpus.py --driver DRIVER --work DIR --python PYTHON --write`, with version
{version()} of this package.
"""
    ordered = sorted(sections, key=lambda v: tuple(map(int, v.split("."))))
    return "\n".join([head, *(sections[v] for v in ordered)])


def version() -> str:
    """Return our version, from the source that is tested."""
    for line in (ROOT / "src" / "tracer" / "__init__.py").read_text(encoding="utf-8").splitlines():
        if line.startswith("__version__"):
            return line.split('"')[1]
    return "unknown"


# ------------------------------------------------------------------------------- command


def parsed(arguments: list[str]) -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--driver", type=Path, default=DRIVER, help="the driver of the suites, corpus.py")
    add("--work", type=Path, help="where the suites are set up (default: a temporary folder)")
    add("--python", default=sys.executable, help="the interpreter that runs the suites")
    add("--suites", default="", help="comma-separated names (default: all)")
    add("--quick", action="store_true", help=f"only {QUICK}; skipped if there is no driver")
    add("--keep", action="store_true", help="keep the logs, in DIR/runs")
    add("--write", action="store_true", help="write docs/corpus.md")
    options = parser.parse_args(arguments)
    if options.quick:
        options.suites = options.suites or QUICK
    if options.write and options.suites:
        parser.error("--write is for all suites")
    return options


@contextlib.contextmanager
def folder(chosen: Path | None) -> Iterator[Path]:
    """Give the folder to work in, a temporary one if none was chosen."""
    if chosen is not None:
        chosen.mkdir(parents=True, exist_ok=True)
        yield chosen
        return
    with tempfile.TemporaryDirectory(prefix="corpus-") as made:
        yield Path(made)


def python_version(python: str) -> str:
    """Return the minor version of an interpreter: `3.11`."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.check_output([python, "-c", code], text=True).strip()


def main(arguments: list[str]) -> int:
    """Run what was asked for and return the exit status."""
    options = parsed(arguments)
    # A background job of a shell ignores SIGINT, its children too, and tests of it fail then.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not options.driver.is_file():
        what, status = ("skipped", 0) if options.quick else ("error", 2)
        print(f"{what}: there is no suite driver at {options.driver}")
        return status
    python, accepted = python_version(options.python), Accepted.read(HERE / "corpus_accepted.toml")
    with folder(options.work) as work, tempfile.TemporaryDirectory() as scratch:
        if drive(options, work, "setup"):
            return 2
        counts = Path(scratch) / "counts"
        counts.mkdir()
        outcomes = [one for mode in MODES for one in run(options, work, mode, counts)]
        known, recorded = functions(counts)
    share = f"{recorded} of {known} functions ({recorded / max(known, 1):.2%}) are recorded and not opaque."
    text = section(outcomes, accepted, python, share)
    print(text)
    for line in healed(outcomes, accepted, python):
        print(f"accepted, and passed: {line}")
    faults = refused(outcomes, accepted, python)
    if recorded < MIN_SHARE * known:
        faults.append(f"too few functions are recorded: {share}")
    for line in faults:
        print(f"REFUSED: {line}")
    if options.write:
        old = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
        DOCUMENT.write_text(document(old, python, text), encoding="utf-8")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
