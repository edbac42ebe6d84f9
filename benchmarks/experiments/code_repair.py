"""Programs that fail some of their tests are to be mended: by mutations, by a model, or by one after the other."""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from harness import Arm, Experiment, Outcome, Run, Table
from tested_programs import Case, copy, functions, load, names, share

from optimizers import Budget, OptoPrime
from tracer import Feedback, apply, parameters, record, trace

SHOWN = 3
"""Failing tests that a model is shown at once."""

_TRIED = re.compile(r"(\d+) evaluations")


def repair(run: Run) -> None:
    """Let the tests be the objective, as one does on the command line; nothing but the tests tells what is wrong."""
    source = begin(run)
    mutate(run, run.budget.evaluations)
    end(run, source)


def optoprime(run: Run) -> None:
    source = begin(run)
    ask(run)
    end(run, source)


def both(run: Run) -> None:
    source = begin(run)
    if mutate(run, run.budget.evaluations // 2):
        ask(run)
    end(run, source)


def begin(run: Run) -> str:
    copy(run.option("programs"), run.problem, run.folder)
    with run.program():
        run.point(share(load(run.folder)[2]))
    return Path("program.py").read_text("utf-8")


def end(run: Run, before: str) -> None:
    _, visible, held = load(run.folder)
    with run.program():
        run.note(visible=share(visible))
        run.point(share(held))
    after = Path("program.py").read_text("utf-8")
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    run.note(diff=[line for line in lines if not line.startswith(("---", "+++", "@@"))])


def mutate(run: Run, most: int) -> list[Case]:
    """Run the engine `repair` with pytest; return the visible cases that fail then."""
    words = ["-q", "-p", "no:cacheprovider", "-p", "tracer.pytest_plugin", "test_program.py"]
    words += ["--optimize=repair", "--optimize-any", "--optimize-apply", "--optimize-workers=1"]
    words += [f"--optimize-evaluations={most}"]
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    tried = _TRIED.findall(done.stdout)
    if not tried:
        said = (done.stdout + done.stderr)[-500:]
        raise RuntimeError(f"pytest --optimize=repair ended with {done.returncode}:\n{said}")
    _, visible, held = load(run.folder)
    with run.program():
        run.evaluated(share(held), int(tried[-1]))
        return [case for case in visible if case.failure() is not None]


def ask(run: Run) -> None:
    """Let a model rewrite the functions until all visible cases pass."""
    program, visible, held = load(run.folder)
    for function in functions(program):
        trace(trainable=True, description=function.__doc__)(function)
    for test in {case.test for case in visible}:
        trace(test)
    optimizer = OptoPrime(parameters(program), llm=run.llm(), isolation="none")
    while run.goes_on() and run.evaluations + len(visible) <= run.budget.evaluations:
        with run.program():
            failing = [case for case in visible if case.failure() is not None]
            score = share(held)
        run.evaluated(score, len(visible))
        if not failing or not run.goes_on():
            break
        optimizer.zero_feedback()
        for case in failing[:SHOWN]:
            with record() as recording, run.program():
                failure = case.failure()
            optimizer.backward(recording, Feedback(0.0, f"test case failed! {case}: {failure}"))
        optimizer.step()
    apply(optimizer.parameters)


def tables(outcomes: Sequence[Outcome]) -> list[Table]:
    """Return what came of each program, beside what it passed before."""
    head = ["program", "arm", "held-out before", "held-out after", "visible after", "tests run"]
    head.append("lines changed")
    rows = [
        [
            o.problem,
            o.arm,
            _share(o.points[0].score),
            _share(o.points[-1].score),
            _share(o.facts["visible"]),
            o.spent.evaluations,
            sum(line.startswith("+") for line in o.facts["diff"]),
        ]
        for o in outcomes
    ]
    note = "Shares of tests that pass: of the unchanged program, and of what the arm left."
    return [Table("By program", note, [head, *rows])]


def _share(passed: float | None) -> str | None:
    return None if passed is None else f"{passed:.0%}"


EXPERIMENT = Experiment(
    name="code_repair",
    title="Code",
    about="Functions that fail some of their tests are to be mended; held-out tests judge.",
    score="share of held-out tests that pass",
    curve="last",
    arms={
        "repair": Arm(
            repair, about="`pytest --optimize=repair`: mutations of suspicious statements"
        ),
        "OptoPrime": Arm(optoprime, llm=True, about="failing tests with their slices"),
        "repair, then OptoPrime": Arm(
            both, llm=True, about="a model only where mutations fail with half of the budget"
        ),
    },
    budget=Budget(evaluations=3000, calls=10),
    smoke=Budget(evaluations=20, calls=2),
    tables=tables,
    problems=lambda options: names(options["programs"]),
    smoke_problems=("strange_sort_list",),
    needs=("pytest",),
    options={
        "programs": "a folder of folders with program.py, test_program.py and test_holdout.py"
    },
    notes=(
        (
            "`strange_sort_list` is the task of Trace's example; it begins with no more than `sorted`. An evaluation is one "
            "test that is run. Held-out tests are seen by no arm, and running them is no evaluation. `repair` makes one "
            "change of one place; what needs more is beyond it."
        ),
    ),
)
