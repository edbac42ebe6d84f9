"""`python -m tracer from-trace`: the diff, what is left, and the status."""

import os
import subprocess

import pytest

from tracer.cli.from_trace import from_trace_command
from tracer.cli.misuse import Misuse

ALL = "from opto.trace import node\n\nx = node(1, trainable=True)  # mine\nprint(x.data)\n"
TURNED = "from tracer import trainable\n\nx = trainable(1)  # mine\nprint(x)\n"
SOME = "from opto.trace import node, operators\n\nx = operators.add(node(1), 2)\n"
NONE = "print('opto')\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "all.py").write_text(ALL)
    (tmp_path / "some.py").write_text(SOME)
    (tmp_path / "none.py").write_text(NONE)
    return tmp_path


def status(*words):
    try:
        from_trace_command(words)
    except SystemExit as end:
        return end.code
    return 0


def test_the_diff_is_shown_and_git_takes_it(folder, capsys):
    assert status("all.py") == 0
    told = capsys.readouterr()
    assert (folder / "all.py").read_text() == ALL
    assert told.err == "tracer from-trace: 1 file to change, 0 places left\n"
    subprocess.run(["git", "apply", "-"], input=told.out, text=True, check=True, cwd=folder)
    assert (folder / "all.py").read_text() == TURNED


def test_files_are_written_when_asked(folder, capsys):
    assert status("--write", "all.py", "none.py") == 0
    assert (folder / "all.py").read_text() == TURNED
    assert (folder / "none.py").read_text() == NONE
    assert capsys.readouterr().err.startswith("tracer from-trace: 1 file changed")
    assert status("all.py") == 0
    assert capsys.readouterr().out == ""


def test_what_is_left_is_listed_with_file_and_line(folder, capsys):
    assert status(".", "--write") == 1
    assert capsys.readouterr().err.splitlines() == [
        "some.py:3: operators.add: values are plain: write the operator itself",
        "tracer from-trace: 2 files changed, 1 place left",
    ]


def test_wrong_use_and_files_that_cannot_be_read(folder, capsys):
    with pytest.raises(Misuse, match=r"no file or folder gone\.py"):
        status("gone.py")
    with pytest.raises(Misuse, match="FILE"):
        status()
    (folder / "broken.py").write_text("import opto\ndef f(:\n")
    assert status("all.py", "broken.py", "--write") == 1
    assert "broken.py cannot be read, and nothing was changed" in capsys.readouterr().err
    assert (folder / "all.py").read_text() == ALL


def test_files_that_may_not_be_written_are_left(folder, capsys):
    (folder / "generated.py").write_text("# @generated\n" + ALL)
    assert status("all.py", "generated.py", "--write") == 1
    assert "is generated and is not written" in capsys.readouterr().err
    assert (folder / "all.py").read_text() == ALL
    assert not [n for n in os.listdir(folder) if n.startswith(".all")]
