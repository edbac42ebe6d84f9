"""`diff` and `apply` without a file: what the latest optimization found."""

import importlib
import itertools
import sys

import pytest

from optimizers import Budget, optimize
from optimizers.journal.files import journals
from optimizers.journal.journal import Journal
from tracer.cli import command
from tracer.swapping import unregister

NAMES = (f"latest_{n}" for n in itertools.count())
SOURCE = """from tracer import trace, trainable


@trace
def scaled(x):
    factor = trainable(False, name="factor")  # caf\xe9
    return x if factor else 0.0
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A module in a folder that is the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    file = tmp_path / f"{next(NAMES)}.py"
    file.write_text(SOURCE, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    yield file
    module = sys.modules.pop(file.stem, None)
    if module is not None:
        unregister(module.scaled)  # its source has changed: other tests would be warned of it


@pytest.fixture
def tracer(capsys, monkeypatch):
    def run(*words):
        monkeypatch.setattr(sys, "argv", ["tracer", *words])
        status = 0
        try:
            command.main()
        except SystemExit as end:
            status = end.code
        out, err = capsys.readouterr()
        return status, out, err

    return run


def closeness(output, expected):
    return -abs(output - expected)


def optimized(project, expected=2.0, **options):
    program = importlib.import_module(project.stem)
    return optimize(
        program.scaled,
        [(2.0, expected)],
        closeness,
        engine="search",
        budget=Budget(evaluations=4),
        isolation="none",
        workers=1,
        quiet=True,
        **options,
    )


def test_diff_and_apply_take_what_was_found(project, tracer):
    result = optimized(project)
    status, out, _ = tracer("diff")
    assert (status, out) == (0, result.diff())
    assert '+    factor = trainable(True, name="factor")' in out
    assert project.read_text(encoding="utf-8") == SOURCE
    assert tracer("apply")[:2] == (0, f"{project.name}\n")
    assert project.read_text(encoding="utf-8") == SOURCE.replace("(False", "(True")


def test_from_a_folder_of_the_project(project, tracer, monkeypatch):
    diff = optimized(project).diff()
    (project.parent / "docs").mkdir()
    monkeypatch.chdir(project.parent / "docs")
    assert tracer("diff")[1] == diff


def test_marks_are_taken_out_where_asked(project, tracer):
    optimized(project)
    assert tracer("apply", "--strip")[0] == 0
    text = project.read_text(encoding="utf-8")
    assert "factor = True" in text
    assert "tracer" not in text


def test_an_interrupted_one_has_its_best_so_far(project, tracer):
    def interrupt(event):
        if event.kind == "generation":
            import os
            import signal

            os.kill(os.getpid(), signal.SIGINT)

    result = optimized(project, on_event=interrupt)
    assert result.improved
    assert tracer("diff")[1] == result.diff()


def test_the_latest_counts(project, tracer):
    optimized(project)
    optimized(project, expected=0.0, seed=1)
    status, _, err = tracer("diff")
    assert status == 2
    assert "found no change of source" in err


@pytest.mark.parametrize("name", ["diff", "apply"])
def test_without_any_it_is_said_in_a_line(project, tracer, name):
    status, out, err = tracer(name)
    assert (status, out) == (2, "")
    assert err.startswith(f"tracer {name}: there is no optimization here; ")
    assert err.count("\n") == 1
    assert not (project.parent / ".tracer").exists()


@pytest.mark.parametrize("name", ["diff", "apply"])
def test_sources_that_changed_since_are_not_written(project, tracer, name):
    optimized(project)
    changed = SOURCE + "# mine\n"
    project.write_text(changed, encoding="utf-8")
    status, out, err = tracer(name)
    assert (status, out) == (2, "")
    assert err.startswith(f"tracer {name}: {project.name} has changed since ")
    assert err.count("\n") == 1
    assert project.read_text(encoding="utf-8") == changed


def test_a_source_that_is_gone_is_named(project, tracer):
    optimized(project)
    project.unlink()
    status, _, err = tracer("apply")
    assert status == 2
    assert f"{project.name}, which " in err


def test_what_was_applied_is_not_applied_again(project, tracer):
    optimized(project).apply()
    status, _, err = tracer("apply")
    assert status == 2
    assert "is in the source already" in err


def test_an_unfinished_one_is_said_to_be(project, tracer):
    optimized(project)
    folder = project.parent
    journal = Journal(folder / ".tracer" / "runs" / "z.journal")
    journal.event("plan", {"text": "much"})
    journal.close()
    assert len(journals(folder)) == 2
    status, _, err = tracer("diff")
    assert status == 2
    assert "z.journal is unfinished: the same command goes on with it" in err


def test_what_is_no_journal_is_named(project, tracer):
    optimized(project)
    (project.parent / ".tracer" / "runs" / "z.journal").write_text("no" * 1000, encoding="utf-8")
    status, _, err = tracer("diff")
    assert status == 2
    assert "z.journal cannot be read" in err
