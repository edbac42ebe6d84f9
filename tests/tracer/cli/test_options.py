"""The command line: what is ours, what is the program's, and what wrong use is told."""

import pytest
from tests.tracer.cli.same import start

from tracer.cli.criteria import check
from tracer.cli.misuse import Misuse
from tracer.cli.options import described, parse
from tracer.cli.options_of_run import OPTIONS, run_options
from tracer.cli.program import STOPS, Form, program
from tracer.cli.settings import settings


def parsed(text):
    return parse(text.split(), OPTIONS, STOPS)


def test_options_end_where_the_program_begins():
    given, rest = parsed("--why -o x --source a --source=b main.py --why -o y")
    assert given == {"why": [""], "output": ["x"], "source": ["a", "b"]}
    assert rest == "main.py --why -o y".split()


@pytest.mark.parametrize("text", ["-m pkg -q", "-mpkg -q", "-c 1 -q", "- -q", "-- -q", "x -q"])
def test_a_program_in_any_form_ends_the_options(text):
    given, rest = parsed(f"--quiet {text}")
    assert given == {"quiet": [""]}
    assert rest[-1] == "-q"


def test_of_an_option_given_twice_the_last_counts():
    assert parsed("--dot a --dot b x")[0] == {"dot": ["b"]}


@pytest.mark.parametrize(
    ("words", "form", "name", "arguments"),
    [
        (["-m", "a.b", "-x"], Form.MODULE, "a.b", ("-x",)),
        (["-ma.b"], Form.MODULE, "a.b", ()),
        (["-c", "-m", "1"], Form.CODE, "-m", ("1",)),
        (["-", "x"], Form.STDIN, "-", ("x",)),
        (["x.py", "-m", "y"], Form.SCRIPT, "x.py", ("-m", "y")),
        (["."], Form.FOLDER, ".", ()),
    ],
)
def test_forms_of_a_program(words, form, name, arguments):
    found = program(words)
    assert (found.form, found.name, found.arguments) == (form, name, arguments)


@pytest.mark.parametrize(
    "text", ["output", "error", "a.py:1:x", "a/b.py:12:name#3", "C:\\a.py:1:é"]
)
def test_criteria(text):
    check(text)


@pytest.mark.parametrize(
    "text", ["", "a.py", "a.py:x", "a.py:0:x", "a.py:1:2", "a.py:1:x#0", "a.py:1:x#", "Output"]
)
def test_what_is_no_criterion(text):
    with pytest.raises(Misuse, match="is no criterion; write output, error"):
        check(text)


MISUSES = {
    "": "a command is missing; there are run, show",
    "nonsense": "there is no command nonsense",
    "rum x.py": "there is no command rum; did you mean run?",
    "--nonsense": "there is no option --nonsense",
    "run": "run needs a program",
    "run --nonsense x.py": "there is no option --nonsense",
    "run --sorce a x.py": "there is no option --sorce; did you mean --source?",
    "run --slice": "--slice needs a value: --slice CRITERION",
    "run --slice nothing x.py": "'nothing' is no criterion",
    "run --quiet=1 x.py": "--quiet takes no value",
    "run -o a --no-save x.py": "exclude each other",
    "run -o - x.py": "standard output is the program's",
    "run -o . x.py": "--output needs the name of a file: . is a folder",
    "run --dot . x.py": "--dot needs the name of a file: . is a folder",
    "run -c": "-c needs code",
    "run --json - x.py": "standard output is the program's",
    "run --max-events many x.py": "--max-events takes a positive number, not 'many'",
    "run --source nowhere x.py": "--source nowhere: no such folder, file or package",
    "run -m": "-m needs the name of a module",
    "show": "there is no run in",
    "show nothing": "there is no run file nothing",
    "show x.py y.py": "show takes one run, and 'y.py' is another word",
    "show x.py": "x.py",
    "show --slice output:3": "'output:3' is no criterion; write output, error, FILE:LINE:NAME",
    "show --childrn": "there is no option --childrn; did you mean --children?",
    "show --svg": "--svg needs a value: --svg F",
    "params x.py y.py": "unrecognized arguments: y.py",
    "diff": "there is no optimization here; name a file that `save_values` wrote",
    "apply --stripp x": "unrecognized arguments: --stripp",
}


@pytest.mark.parametrize("text", MISUSES)
def test_wrong_use_is_told_in_one_line(tmp_path, text):
    (tmp_path / "x.py").write_text("print('ran')")
    ended = start(tmp_path, ["-m", "tracer", *text.split()])
    assert (ended.status, ended.stdout) == (2, "")
    assert ended.stderr.startswith("tracer")
    assert ended.stderr.count("\n") == 1
    assert MISUSES[text] in ended.stderr


@pytest.mark.parametrize("text", ["--help", "run --help", "run -h x.py", "show --help"])
def test_help(tmp_path, text):
    ended = start(tmp_path, ["-m", "tracer", *text.split()])
    assert (ended.status, ended.stderr) == (0, "")
    assert ended.stdout.startswith("usage: python -m tracer")
    assert max(map(len, ended.stdout.splitlines())) <= 120


def test_help_describes_every_option():
    text = described(OPTIONS)
    assert all(option.flag in text and option.help in text for option in OPTIONS)


def in_project(folder, text):
    (folder / "pyproject.toml").write_text(text)
    (folder / "below").mkdir()
    return settings(OPTIONS[:-1], str(folder / "below"))


def test_settings_of_the_nearest_project(tmp_path):
    (tmp_path / "src").mkdir()
    text = '[tool.tracer]\nsource = ["src", "json"]\nquiet = true\nwhy = false\nmax-events = 10\nredact = ["x"]\n'
    assert in_project(tmp_path, text) == {
        "source": [str(tmp_path / "src"), "json"],
        "quiet": [""],
        "max-events": ["10"],
    }


def test_a_project_without_settings(tmp_path):
    assert in_project(tmp_path, "[tool.other]\nx = 1\n") == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[tool.tracer]\nsorce = ['x']", "has no setting 'sorce'; did you mean source?"),
        ("[tool.tracer]\nquiet = 'yes'", "quiet is true or false, not 'yes'"),
        ("[tool.tracer]\nsource = [1]", "source is a list of texts, not"),
        ("[tool.tracer]\noutput = ['a']", "output is a text, not"),
        ("[tool.tracer", "cannot be read"),
        ("[tool]\ntracer = 1", r"\[tool.tracer\] is no table"),
    ],
)
def test_wrong_settings_are_told_with_their_file(tmp_path, text, told):
    with pytest.raises(Misuse, match=told) as caught:
        in_project(tmp_path, text)
    assert "pyproject.toml" in str(caught.value)


def test_what_is_given_goes_before_what_is_set():
    options = run_options({"max-events": ["5"]}, {"max-events": ["7"], "quiet": [""]})
    assert (options.max_events, options.quiet) == (5, True)


def test_no_save_goes_before_a_set_output():
    assert run_options({"no-save": [""]}, {"output": ["x.run"]}).output is None
