"""What `run` and `show` answer: slices as text, pictures and data; the error that ended the program unasked."""

import json
import re
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


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ('d = {"a": 1}\ny = d["b"]\n', "KeyError('b')"),
        ("x = 0\ny = 1 / x\n", "ZeroDivisionError('division by zero')"),
        ("n = input()\n", "EOFError('EOF when reading a line')"),
        ('import sys\nsys.exit("bye")\n', "SystemExit('bye')"),
        ("x = 0\nraise ValueError(x)\n", "ValueError(0)"),
        ("x = 0\nassert x\n", "AssertionError()"),
        ("x = 0\nimport is_no_module\n", 'ModuleNotFoundError("No module named'),
        ("xs = [0]\ny = [1 / x for x in xs]\n", "ZeroDivisionError('division by zero')"),
    ],
)
def test_an_error_of_module_level_is_explained_by_its_name_and_line(tmp_path, code, told):
    write(tmp_path, {"main.py": code})
    last = code.splitlines()[-1]
    for ended in (
        start(tmp_path, [*RUN, "--why", "main.py"]),
        start(tmp_path, ["-m", "tracer", "show", "--why"]),
    ):
        head, first = re.search(
            r"^(.* because of)\n  main.py:\d+  (.*)$", ended.stderr + ended.stdout, re.MULTILINE
        ).groups()
        assert head.startswith(told)
        assert first.startswith(last)


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


PRINTING = {
    "the last print": (
        "rate = 2\nother = 5\ndef f(x):\n    return x * rate\nprint(other)\nprint(f(4))\n",
        {"rate = 2", "return x * rate", "print(f(4))"},
        {"other = 5", "print(other)"},
    ),
    "in a function that gives nothing": (
        "def main():\n    n = 3\n    n += 1\n    k = 4\n    print(n)\nif __name__ == '__main__':\n    main()\n",
        {"n = 3", "n += 1", "print(n)"},
        {"k = 4"},
    ),
    "before an exit": (
        "import sys\ndef main():\n    n = 3\n    print(n * 2)\n    return 0\nsys.exit(main())\n",
        {"n = 3", "print(n * 2)"},
        {"return 0"},
    ),
    "written": (
        "import sys\nn = 3\nk = 4\nsys.stdout.write(f'{n}')\nm = 5\n",
        {"n = 3", "sys.stdout.write(f'{n}')"},
        {"k = 4", "m = 5"},
    ),
    "to elsewhere": (
        "import sys\nn = 3\nk = 4\nprint(n)\nprint(k, file=sys.stderr)\n",
        {"n = 3", "print(n)"},
        {"k = 4", "print(k, file=sys.stderr)"},
    ),
    "in a class and a function that sees its locals": (
        "n = 3\nk = 4\nclass C:\n    x = 1\n    x += n\ndef f(a):\n    t = 1\n    t += a\n    locals()\n    return t\nprint(C.x, f(2))\n",
        {"n = 3", "x = 1", "x += n", "t = 1", "t += a", "return t"},
        {"k = 4"},
    ),
    "nothing printed": (
        "xs = [1, 2]\nn = 0\nk = 4\nfor x in xs:\n    n += x\nresult = n * 2\n",
        {"n = 0", "n += x", "for x in xs:", "result = n * 2"},
        {"k = 4"},
    ),
}


@pytest.mark.parametrize("name", PRINTING)
def test_the_output_of_a_script_is_what_it_printed_last(tmp_path, name):
    code, inside, outside = PRINTING[name]
    write(tmp_path, {"main.py": code})
    ended = start(tmp_path, [*RUN, "--no-save", "--slice", "output", "main.py"])
    said = ended.stderr.partition("tracer: ")[0]
    assert inside <= {line.partition("  ")[2].strip() for line in map(str.lstrip, code_of(said))}
    assert all(line not in said for line in outside)


def test_unasked_the_output_is_explained(tmp_path):
    write(tmp_path, {"main.py": PRINTING["the last print"][0]})
    ours(tmp_path, ["main.py"])
    shown = start(tmp_path, ["-m", "tracer", "show"])
    assert (shown.status, shown.stderr) == (0, "")
    assert "print(f(4)) because of" in shown.stdout
    assert "rate = 2" in shown.stdout
    assert "other" not in shown.stdout


def test_where_nothing_was_recorded_there_is_nothing_to_explain(tmp_path):
    write(tmp_path, {"main.py": ""})
    ended = start(tmp_path, [*RUN, "--slice", "output", "main.py"])
    assert (ended.stdout, ended.status) == ("", 0)
    assert "tracer: the slice: there is nothing to explain" in ended.stderr
    assert start(tmp_path, ["-m", "tracer", "show"]) == Ended(
        "0 events of 0 functions in 0 files\n", "", 0
    )


def test_the_short_answer_names_what_shows_the_rest(tmp_path):
    steps = "".join(f"n{i} = n{i - 1} + 1\n" for i in range(1, 30))
    write(tmp_path, {"main.py": f"n0 = 0\n{steps}print(n29)\n"})
    ended = start(tmp_path, [*RUN, "--no-save", "--why", "main.py"])
    assert "print(n29) because of (" in ended.stderr
    assert "more lines: --slice output shows all)" in ended.stderr
    assert "n0 = 0" in ended.stderr


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


def test_a_malformed_comment_is_told_in_our_words(tmp_path):
    write(tmp_path, {"main.py": "X = 1  # tracer: trainable bonds=(0, 1)\nprint(X)\n"})
    assert ours(tmp_path, ["main.py"], "--json", "s.json", "--why") == Ended("1\n", "", 0)
    shown = start(tmp_path, ["-m", "tracer", "show", "--why", "--slice", "output"])
    (told,) = shown.stderr.splitlines()
    assert re.match(r"tracer: \S*main\.py:1: there is no option bonds; ", told)


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
