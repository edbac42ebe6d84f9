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
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_page import (
    MODES,
    Accepted,
    Outcome,
    document,
    healed,
    refused,
    section,
    version,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE.parent / "docs" / "corpus.md"
NO_DRIVER = (
    "the driver of the suites is no part of this repository: give yours by --driver FILE; "
    "what it must do is in CONTRIBUTING.md, under 'A driver of foreign suites'"
)
QUICK = "funcy,voluptuous,aiostream,py-gen"
MIN_SHARE = 0.99


def drive(options: argparse.Namespace, work: Path, *arguments: str, **variables: str) -> int:
    """Run the driver; what it prints passes through."""
    command = [sys.executable, str(options.driver), *arguments, "--work", str(work)]
    command += ["--python", options.python]
    if options.suites:
        command += ["--suites", options.suites]
    return subprocess.run(command, env={**os.environ, **variables}, check=False).returncode


def run(options: argparse.Namespace, work: Path, python: str) -> None:
    """Run the suites in both modes, with rewritten code kept for this run only; reports stay in the folder."""
    if drive(options, work, "setup"):
        sys.exit("the suites could not be set up")
    counts = work / f"functions-{python}"
    counts.mkdir(exist_ok=True)
    for name in options.suites.split(","):
        for old in counts.glob(f"{name or '*'}-*.json"):
            old.unlink()
    keep = ["--keep"] if options.keep else []
    hook = ["--hook", str(HERE / "corpus_hook.py")]
    with tempfile.TemporaryDirectory() as cache:
        for mode, record in MODES.items():
            report = Path(cache, f"{mode}.json")
            variables = {
                "CORPUS_RECORD": record,
                "CORPUS_COUNTS": str(counts),
                "TRACER_CACHE": cache,
            }
            drive(options, work, "run", *hook, "--json", str(report), *keep, **variables)
            store(report, report_of(work, python, mode), anew=not options.suites)


def store(report: Path, stored: Path, *, anew: bool) -> None:
    """Keep what the driver reports; unless `anew`, suites that it has not run stay as they were."""
    paths = [report] if anew or not stored.exists() else [stored, report]
    loaded = [json.loads(path.read_text(encoding="utf-8"))["suites"] for path in paths]
    suites = {suite["suite"]: suite for found in loaded for suite in found}
    stored.write_text(json.dumps({"suites": list(suites.values())}), encoding="utf-8")


def report_of(work: Path, python: str, mode: str) -> Path:
    """Return where the driver's report is; its `show --json` prints the failures in full."""
    return work / f"{mode}-{python}.json"


def outcomes_of(work: Path, python: str) -> list[Outcome]:
    """Return what the stored reports say."""
    found = []
    for mode in MODES:
        report = report_of(work, python, mode)
        if not report.exists():
            sys.exit(f"there is no report of the driver: {report}")
        suites = json.loads(report.read_text(encoding="utf-8"))["suites"]
        found += [outcome(suite, mode) for suite in suites]
    return found


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


def parsed(arguments: list[str]) -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--driver", type=Path, help="the driver of the suites: see CONTRIBUTING.md")
    add("--work", type=Path, help="where the suites are set up (default: a temporary folder)")
    add("--python", default=sys.executable, help="the interpreter that runs the suites")
    add(
        "--suites",
        default="",
        help="comma-separated names, others keep their last report (default: all)",
    )
    add("--quick", action="store_true", help=f"only {QUICK}; skipped without --driver")
    add("--keep", action="store_true", help="keep the logs, in DIR/runs")
    add("--judge", action="store_true", help="run nothing: judge the reports that are in DIR")
    add("--write", action="store_true", help="write docs/corpus.md")
    options = parser.parse_args(arguments)
    if options.quick:
        options.suites = options.suites or QUICK
    if options.write and options.suites:
        parser.error("--write is for all suites")
    return options


def check_driver(driver: Path | None) -> None:
    """End with status 2, and say what to do, where there is no such driver."""
    if driver is None or not driver.is_file():
        what = NO_DRIVER if driver is None else f"there is no file {driver}: {NO_DRIVER}"
        print(f"error: {what}", file=sys.stderr)
        sys.exit(2)


@contextlib.contextmanager
def folder(chosen: Path | None) -> Iterator[Path]:
    """Give the folder to work in, a temporary one if none was chosen."""
    if chosen is not None:
        chosen.mkdir(parents=True, exist_ok=True)
        yield chosen
        return
    with tempfile.TemporaryDirectory(prefix="corpus-") as made:
        yield Path(made)


def python_version(python: str) -> tuple[str, str]:
    """Return the minor version of an interpreter, `3.11`, and the whole: `3.11.7`."""
    code = "import platform; print(platform.python_version())"
    whole = subprocess.check_output([python, "-c", code], text=True).strip()
    return ".".join(whole.split(".")[:2]), whole


def main(arguments: list[str]) -> int:
    """Run what was asked for and return the exit status."""
    options = parsed(arguments)
    # A background job of a shell ignores SIGINT, its children too, and tests of it fail then.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if options.driver is None and options.quick:
        print(f"skipped: {NO_DRIVER}")
        return 0
    check_driver(options.driver)
    (python, whole), accepted = (
        python_version(options.python),
        Accepted.read(HERE / "corpus_accepted.toml"),
    )
    with folder(options.work) as work:
        if not options.judge:
            run(options, work, python)
        outcomes = outcomes_of(work, python)
        known, recorded = functions(work / f"functions-{python}")
    share = f"{recorded} of {known} functions ({recorded / max(known, 1):.2%}) are recorded and not opaque."
    run_on = f"CPython {whole}, {date.today()}, version {version()}. {share}"  # noqa: DTZ011  # a day is enough
    text = section(outcomes, accepted, python, run_on)
    print(text)
    for line in healed(outcomes, accepted, python):
        print(f"accepted, and passed: {line}")
    faults = refused(outcomes, accepted, python)
    if not known or recorded < MIN_SHARE * known:
        faults.append(f"too few functions are recorded: {share}")
    for line in faults:
        print(f"REFUSED: {line}")
    if options.write:
        old = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
        DOCUMENT.write_text(document(old, python, text), encoding="utf-8")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
