"""What `run` and `show` answer: slices as text, pictures and data; the error that ended the program unasked."""

import json
import shutil

import pytest
from tests.tracer.cli.same import RUN, Ended, ours, start, write

FAILING = "def f(n):\n    d = n - 2\n    unrelated = 5\n    return 1 / d\nf(2)\n"
SCALING = """\
    import sys

    def scale(x, k):
        return x * k

    def main():
        k = 3
        unused = 4
        y = scale(int(sys.argv[1]), k)
        print(y)
        return y

    main()
    sys.exit(4)
"""


def test_why_explains_the_error_that_ended_the_program(tmp_path):
    write(tmp_path, {"main.py": FAILING})
    plain = start(tmp_path, ["main.py"])
    ended = start(tmp_path, [*RUN, "--why", "--no-save", "main.py"])
    assert ended.status == 1
    assert ended.stderr.startswith(plain.stderr)
    why = ended.stderr.removeprefix(plain.stderr)
    assert "d = n - 2" in why
    assert "unrelated" not in why


def test_an_exit_function_does_not_hide_the_error(tmp_path):
    code = f"import atexit\ndef g(): return 3\natexit.register(g)\n{FAILING}"
    write(tmp_path, {"main.py": code})
    for ended in (
        start(tmp_path, [*RUN, "--why", "main.py"]),
        start(tmp_path, ["-m", "tracer", "show", "--why"]),
    ):
        assert "d = n - 2" in ended.stdout + ended.stderr


def slice_of(folder, criterion, *words):
    write(folder, {"main.py": SCALING})
    assert ours(folder, ["main.py", "5"], "-o", "x.run") == ("15\n", "", 4)
    return start(folder, ["-m", "tracer", "show", "x.run", "--slice", criterion, *words])


def test_show_answers_what_was_not_asked_then(tmp_path):
    shown = slice_of(tmp_path, "main.py:9:y")
    assert (shown.status, shown.stderr) == (0, "")
    assert "return x * k" in shown.stdout
    assert "k = 3" in shown.stdout
    assert "unused" not in shown.stdout


def code_of(text):
    """Return the lines of a slice without the values beside them."""
    return [line.partition("  #")[0].rstrip() for line in text.splitlines()]


def test_run_and_show_give_the_same_slice(tmp_path):
    shown = slice_of(tmp_path, "main.py:9:y#1")
    words = [*RUN, "--no-save", "--slice", "main.py:9:y#1", "main.py", "5"]
    said = start(tmp_path, words).stderr.partition("tracer: ")[0]
    assert code_of(said) == code_of(shown.stdout)
    assert len(code_of(said)) > 5


@pytest.mark.parametrize(
    ("criterion", "told"),
    [("main.py:9:nothing", "nothing"), ("main.py:99:y", "99"), ("other.py:9:y", "other.py"), ("main.py:9:y#7", "9")],
)  # fmt: skip
def test_what_the_run_does_not_have_is_told_in_one_line(tmp_path, criterion, told):
    shown = slice_of(tmp_path, criterion)
    assert (shown.status, shown.stdout) == (2, "")
    assert shown.stderr.startswith("tracer show: ")
    assert shown.stderr.count("\n") == 1
    assert told in shown.stderr


def test_a_criterion_that_is_not_met_does_not_change_the_run(tmp_path):
    write(tmp_path, {"main.py": SCALING})
    words = [*RUN, "--slice", "main.py:99:y", "main.py", "5"]
    ended = start(tmp_path, words)
    assert (ended.stdout, ended.status) == ("15\n", 4)
    assert "tracer: the slice: " in ended.stderr


def test_pictures_and_data_are_written(tmp_path):
    shown = slice_of(tmp_path, "main.py:9:y", "--dot", "s.dot", "--json", "s.json")
    assert shown.status == 0
    assert (tmp_path / "s.dot").read_text().startswith("strict digraph")
    nodes = json.loads((tmp_path / "s.json").read_text())["nodes"]
    assert any(node["code"] == "x * k" for node in nodes)


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_a_drawing_is_written(tmp_path):
    assert slice_of(tmp_path, "main.py:9:y", "--svg", "s.svg").status == 0
    assert "<svg" in (tmp_path / "s.svg").read_text()


def test_a_picture_that_cannot_be_written_is_told(tmp_path):
    write(tmp_path, {"main.py": FAILING})
    ended = start(tmp_path, [*RUN, "--dot", "no/such/folder/x.dot", "--no-save", "main.py"])
    assert ended.status == 1
    assert "tracer: --dot: " in ended.stderr


def test_quiet_writes_pictures_and_says_nothing(tmp_path):
    write(tmp_path, {"main.py": SCALING})
    options = (
        "--slice",
        "main.py:9:y",
        "--why",
        "--dot",
        "s.dot",
        "--svg",
        "no/x.svg",
        "--no-save",
    )
    assert ours(tmp_path, ["main.py", "5"], *options) == Ended("15\n", "", 4)
    assert (tmp_path / "s.dot").exists()


def test_show_of_nothing_asked_says_what_was_recorded_and_why(tmp_path):
    write(tmp_path, {"main.py": FAILING})
    ours(tmp_path, ["main.py"])
    shown = start(tmp_path, ["-m", "tracer", "show"])
    assert (shown.status, shown.stderr) == (0, "")
    assert "events of 1 function in 1 file" in shown.stdout
    assert "d = n - 2" in shown.stdout


def test_show_of_a_run_that_ended_well(tmp_path):
    write(tmp_path, {"main.py": "def f(x):\n    return x + 1\nprint(f(1))\n"})
    ours(tmp_path, ["main.py"])
    shown = start(tmp_path, ["-m", "tracer", "show"])
    assert (shown.status, shown.stderr) == (0, "")
    assert "events of 1 function in 1 file" in shown.stdout
