"""`params`, `diff` and `apply` on the command line: no module is imported for them."""

import io
import re
import sys

import pytest
from tests.tracer.cli.same import start

import tracer
from tracer import TracerError, naming
from tracer.cli import values

SOURCE = '''from tracer import trace, trainable
raise SystemExit("imported")
A = trainable(1, bounds=(0, 9))
def f():
    k = trainable("""a
    b""")
def g():
    k = 0.5  # tracer: trainable
'''


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = f"shop_{tmp_path.name}".replace("-", "_")
    (tmp_path / f"{name}.py").write_text(SOURCE)
    return tmp_path / f"{name}.py"


def test_params_lists_names_kinds_and_source(project, capsys):
    values.params_command([])
    name = project.name
    assert capsys.readouterr().out.splitlines() == [
        f"{name}:3  A  number  1",
        f'{name}:5  f.k  text  """a b"""',
        f"{name}:8  g.k  number  0.5",
    ]
    assert project.stem not in sys.modules


def test_diff_and_apply_take_a_file_of_values(project, capsys):
    found = {p.id: p for p in tracer.parameters(project)}
    found[f"{project.stem}::A"].set(5)
    tracer.save_values("v.json")
    found[f"{project.stem}::A"].reset()
    values.diff_command(["v.json"])
    out = capsys.readouterr().out
    assert "+A = trainable(5, bounds=(0, 9))\n" in out
    values.apply_command(["v.json"])
    assert capsys.readouterr().out == f"{project.name}\n"
    assert project.read_text() == SOURCE.replace("trainable(1,", "trainable(5,")
    found[f"{project.stem}::A"].reset()


def test_what_is_applied_already_is_said_in_one_line(project):
    (found,) = (p for p in tracer.parameters(project) if p.name == "A")
    found.set(5)
    tracer.save_values("v.json", [found])
    found.reset()
    told = [start(project.parent, ["-m", "tracer", "apply", "v.json"]) for _ in range(2)]
    assert told[0] == (f"{project.name}\n", "", 0)
    line = "tracer: nothing to write: the source has the values of v.json already\n"
    assert told[1] == ("", line, 0)


def test_a_source_that_has_changed_since_is_told_without_a_line_of_ours(project):
    (found,) = (p for p in tracer.parameters(project) if p.name == "A")
    found.set(5)
    tracer.save_values("v.json", [found])
    found.reset()
    project.write_text(SOURCE.replace("trainable(1,", "trainable(2,"))
    told = start(project.parent, ["-m", "tracer", "diff", "v.json"]).stderr
    assert re.fullmatch(r"tracer: v\.json: the source of parameter .* has changed since .*\n", told)


def test_colours_only_on_a_terminal():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    plain, terminal = io.StringIO(), Terminal()
    for out in (plain, terminal):
        values.write_diff("-a\n+b\n c\n", out)
    assert plain.getvalue() == "-a\n+b\n c\n"
    assert terminal.getvalue() == "\033[31m-a\033[0m\n\033[32m+b\033[0m\n c\n"


def test_what_is_not_there_is_said(project):
    with pytest.raises(TracerError, match="no file or folder"):
        values.params_command(["nothing.py"])
    with pytest.raises(TracerError, match="cannot be read"):
        values.diff_command(["nothing.json"])


def test_names_are_long_where_short_ones_collide():
    class P:
        def __init__(self, ident):
            self.id, self.name = ident, ident.rsplit(":", 1)[1]

    shown = naming.shown_names([P("m:f:k"), P("m:g:k"), P("m::A"), P("n:f:k")])
    assert shown == {"m:f:k": "m:f:k", "m:g:k": "g.k", "m::A": "A", "n:f:k": "n:f:k"}


def test_the_commands_are_there(project):
    import subprocess

    def run(*words):
        return subprocess.run(
            [sys.executable, "-P", "-m", "tracer", *words],
            capture_output=True,
            text=True,
            check=False,
        )

    listed = run("params", project.name)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert listed.stdout.startswith(f"{project.name}:3  A  number  1")
    missing = run("apply", "nothing.json")
    assert missing.returncode == 1
    assert missing.stderr.startswith("tracer apply: nothing.json cannot be read")
