"""Run foreign test suites with `pytest --why` and without: the same tests pass, and what they take.

    python benchmarks/why_suites.py --driver PATH/corpus.py --work DIR --python PY [--pairs N] [--write]

The driver knows the suites, and `DIR` is where it (or `corpus.py`) has set them up.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import limits
from corpus import check_driver, python_version
from corpus_page import Accepted
from timing import geometric_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE.parent / "docs" / "why_suites.md"
SUITES = "funcy,voluptuous,aiostream,mistune,tabulate,transitions"
TIMED = {
    "mistune": "tests/test_misc.py::TestMiscCases::test_deeply_indented_list_does_not_scale_quadratically"
}
"""Tests that assert how many seconds something takes."""

_PAGE = """# Foreign test suites under --why

Generated: `python benchmarks/why_suites.py --driver DRIVER --work DIR --python PYTHON --write`.

Suites of other projects, with `pytest --why` and without: do the same tests pass, fail and skip, and how much longer do
the tests take? CPU time of the test part (set-up, call, tear-down and report of each test, not the collection), the
least of {pairs} runs each, rewritten code from the cache. Left out is one test that asserts how many seconds it takes.

{run_on}

**{same} of {all} suites end the same, and the others but for tests that may differ where code is recorded
(`benchmarks/corpus_accepted.toml` says why); the tests take {mean:.1f} times as long (geometric mean; at most {limit:g}).**

| suite | tests | differ | plain s | with --why s | slower |
| --- | ---: | ---: | ---: | ---: | ---: |
{rows}
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """A suite: how many tests, those whose outcomes differ, the least CPU seconds of its test part in both ways."""

    name: str
    tests: int
    differ: tuple[str, ...]
    plain: float
    why: float
    accepted: Mapping[str, str]

    @property
    def faults(self) -> list[str]:
        """The tests that must not differ."""
        return [test for test in self.differ if test not in self.accepted]

    @property
    def slower(self) -> float:
        """How many times longer the tests take."""
        return self.why / self.plain


def measure(
    suite: dict[str, Any], work: Path, minor: str, pairs: int, accepted: Mapping[str, str]
) -> Measured:
    """Run a suite in both ways; the first run with `--why` fills the cache and does not count."""
    with tempfile.TemporaryDirectory() as cache:
        run(suite, work, minor, cache, why=True)
        found = [
            (
                run(suite, work, minor, cache, why=False),
                run(suite, work, minor, cache, why=True),
            )
            for _ in range(pairs)
        ]
    if any(plain["items"] or not why["items"] for plain, why in found):
        sys.exit(f"{suite['name']} was not recorded with --why, or was without")
    outcomes = [(plain["outcomes"], why["outcomes"]) for plain, why in found]
    stable = {t for t in outcomes[0][0] if len({str(p.get(t)) for p, _ in outcomes}) == 1}
    differ = {
        t
        for plain, why in outcomes
        for t in {*plain, *why}
        if plain.get(t) != why.get(t) and (t in stable or t not in plain)
    }
    return Measured(
        suite["name"],
        len(stable),
        tuple(sorted(differ)),
        min(plain["seconds"] for plain, _ in found),
        min(why["seconds"] for _, why in found),
        accepted,
    )


def run(suite: dict[str, Any], work: Path, minor: str, cache: str, *, why: bool) -> dict[str, Any]:
    """Run a suite once, in its own folder; return what the watching plugin wrote."""
    folder = next((work / "src").glob(f"{suite['name'].replace('-', '[-_]')}-*"))
    python = work / f"venv-{minor}" / "bin" / "python"
    plugins = [word for name in suite["plugins"] for word in ("-p", name)]
    ini = [word for setting in suite["ini"] for word in ("-o", setting)]
    ours = ["-p", "why_watch", "-p", "tracer.pytest_plugin", *(["--why"] if why else [])]
    with tempfile.TemporaryDirectory() as home:
        watched = Path(home, "watched.json")
        paths = [*suite["path"], str(HERE), str(HERE.parent / "src")]
        env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "PYTHON"))}
        env |= {
            "HOME": home,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": os.pathsep.join(paths),
            "TRACER_CACHE": cache,
            "WHY_WATCH": str(watched),
            **suite["env"],
        }
        options = ["-q", "-p", "no:cacheprovider", "--basetemp", f"{home}/temp"]
        if suite["name"] in TIMED:
            options += ["--deselect", TIMED[suite["name"]]]
        words = [str(python), "-m", "pytest", *options, *ours, *plugins, *ini, *suite["args"]]
        done = subprocess.run(
            words, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=1200
        )
        if not watched.exists():
            sys.exit(f"{suite['name']} did not run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        watched_: dict[str, Any] = json.loads(watched.read_text(encoding="utf-8"))
        return watched_


def suites_of(driver: Path, names: str) -> list[dict[str, Any]]:
    """Return the driver's own description of some suites."""
    spec = importlib.util.spec_from_file_location("corpus_driver", driver)
    if spec is None or spec.loader is None:
        sys.exit(f"{driver} is no program")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    known = {suite["name"]: suite for suite in module.SUITES if suite["kind"] == "pytest"}
    return [known[name] for name in names.split(",")]


def page(found: Sequence[Measured], run_on: str, pairs: int) -> str:
    """Return the page of the documentation."""
    rows = [
        f"| {m.name} | {m.tests} | {_told(m)} | {m.plain:.2f} | {m.why:.2f} | {m.slower:.1f} |"
        for m in found
    ]
    return _PAGE.format(
        pairs=pairs,
        run_on=run_on,
        same=sum(not m.differ for m in found),
        all=len(found),
        mean=geometric_mean(m.slower for m in found),
        limit=limits.WHY_SUITES,
        rows="\n".join(rows),
    )


def _told(measured: Measured) -> str:
    """Return how many tests differ, and why."""
    if not measured.differ:
        return "0"
    reasons = {measured.accepted.get(test, "a fault") for test in measured.differ}
    return f"{len(measured.differ)} ({', '.join(sorted(reasons))})"


def parsed(arguments: list[str]) -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--driver", type=Path, help="the driver of the suites: see CONTRIBUTING.md")
    add("--work", type=Path, required=True, help="where the suites are set up")
    add("--python", default=sys.executable, help="the interpreter they were set up for")
    add("--suites", default=SUITES, help=f"comma-separated names (default: {SUITES})")
    add("--pairs", type=int, default=2, help="runs with and without (2)")
    add("--write", action="store_true", help=f"write {DOCUMENT.name}")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Measure, print, write; return 1 if a suite ends otherwise or the mean is too high."""
    options = parsed(arguments)
    check_driver(options.driver)
    minor, whole = python_version(options.python)
    known = Accepted.read(HERE / "corpus_accepted.toml").tests
    found = []
    for suite in suites_of(options.driver, options.suites):
        accepted = known.get((suite["name"], "recording", minor), {})
        found.append(measure(suite, options.work.absolute(), minor, options.pairs, accepted))
        print(f"{suite['name']}: {found[-1].slower:.2f}", *found[-1].differ, sep="\n  ", flush=True)
    run_on = f"CPython {whole}, {date.today()}."  # noqa: DTZ011  # a day is enough
    text = page(found, run_on, options.pairs)
    print(text)
    if options.write:
        DOCUMENT.write_text(text, encoding="utf-8")
    mean = geometric_mean(m.slower for m in found)
    return int(any(m.faults for m in found) or mean > limits.WHY_SUITES)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
