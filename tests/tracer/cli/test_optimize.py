"""`python -m tracer optimize` and `runs`."""

import json
import os
import subprocess
import sys
from typing import get_args

import pytest
from tests.test_readme import ROOT
from tests.tracer.pytest_plugin.sessions import write

from optimizers.running.making import Isolation

PROGRAM = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from tests.optimizers import drawing
drawing.register()
from tracer.cli.command import main
main()
"""
APP = """
    from tracer import trace, trainable

    EXAMPLES = [(1.0, 2.0), (2.0, 4.0)]

    @trace
    def scaled(x):
        return trainable(0.0, name="factor", bounds=(-5, 5)) * x

    def closeness(output, expected):
        return -abs(output - expected)

    def raising(output, expected):
        raise RuntimeError("this objective is broken")

    def of_large_inputs(output, expected):
        assert expected > 3.0, "too small"
        return 0.0
"""
SILENT = """
    from tracer import trainable

    trainable(0.0, name="more", bounds=(0, 1))
    print("done")
"""
SCRIPT = """
    import sys
    from settings import RATE
    from tracer import trainable

    def offset():  # tracer: trainable
        return 0

    share = trainable(0.5, name="share", bounds=(0, 1))
    print("told", sys.argv[1:])
    print(-abs(RATE - 0.7) - abs(share - 0.25) + offset())
"""

TOLD = """
    import sys
    from tracer import trainable

    print(len(sys.argv[1:]) + trainable(0.0, name="more", bounds=(0, 1)))
"""
MARKING = """
    from tracer import trainable

    open("was_run", "w").close()
    print(trainable(0.0, name="more", bounds=(0, 1)))
"""


@pytest.fixture
def tracer(tmp_path):
    """Run the command in a folder with a program."""
    write(
        tmp_path,
        {
            "app.py": APP,
            "script.py": SCRIPT,
            "settings.py": "RATE = 0.1  # tracer: trainable bounds=(0, 1)\n",
            "data.jsonl": '[1.0, 2.0]\n{"input": 2.0, "expected": 4.0, "id": "two"}\n',
            "main.py": PROGRAM,
        },
    )

    def run(*words):
        return subprocess.run(
            [sys.executable, "main.py", *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


def optimize(tracer, *words):
    return tracer("optimize", "--engine=drawing", "--evaluations=40", "--workers=2", *words)


def test_a_function_with_data(tracer, tmp_path):
    done = optimize(tracer, "--data=app:EXAMPLES", "--objective=app:closeness", "app:scaled")
    assert done.returncode == 0
    assert "-    return trainable(0.0" in done.stdout
    assert (
        "drawing (as asked), 2 examples, at most 40 evaluations, 2 at a time (fork)" in done.stderr
    )
    assert "trainable(0.0" in (tmp_path / "app.py").read_text()


def test_options_may_follow_a_function(tracer):
    done = optimize(tracer, "app:scaled", "--data=app:EXAMPLES", "--objective", "app:closeness")
    assert done.returncode == 0, done.stderr
    assert "-    return trainable(0.0" in done.stdout


def test_words_after_a_script_are_its_own(tracer, tmp_path):
    write(tmp_path, {"told.py": TOLD})
    done = optimize(tracer, "told.py", "--data", "--seed=7", "-q")
    assert done.returncode == 0, done.stderr
    assert "drawing: 3 " in done.stdout
    assert "runs of told.py --data --seed=7 -q, " in done.stderr


def test_json_and_apply(tracer, tmp_path):
    words = ["--data=data.jsonl", "--objective=app:closeness", "--json", "--apply", "-q"]
    done = optimize(tracer, *words, "app:scaled")
    told = json.loads(done.stdout)
    assert done.stderr == ""
    assert f"+    return trainable({told['best']['app:scaled:factor']!r}" in told["diff"]
    assert [s["example"] for s in told["scores"]] == ["0", "two"]
    assert told["after"]["mean"] > told["before"]["mean"]
    best = told["best"]["app:scaled:factor"]
    assert f"trainable({best!r}" in (tmp_path / "app.py").read_text()


def test_a_script_prints_its_score(tracer):
    done = optimize(tracer, "--module=settings.py", "script.py", "--depth", "3")
    assert done.returncode == 0
    assert "-RATE = 0.1  # tracer: trainable" in done.stdout
    assert '-share = trainable(0.5, name="share"' in done.stdout


@pytest.mark.parametrize("command", ["optimize", "runs"])
def test_the_usage_names_the_command_as_it_is_written(tracer, command):
    done = tracer(command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"usage: python -m tracer {command} ")
    for isolation in get_args(Isolation) if command == "optimize" else ():
        assert isolation in done.stdout.partition("--isolation ISOLATION\n")[2].splitlines()[0]


def test_runs_are_listed_and_told(tracer):
    assert "there are no runs" in tracer("runs").stdout
    optimize(tracer, "script.py")
    line = tracer("runs").stdout
    assert "optimization, drawing: " in line
    name = line.split()[2]
    assert "40 candidates; the best:" in tracer("runs", name).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["app:scaled", "--data=app:EXAMPLES", "--objective=app:raising"],
            "examples have no score with the program as it is; '0': RuntimeError: this objective is broken",
        ),
        (["silent.py"], "'script': the script printed no line that is a number"),
    ],
)
def test_where_nothing_has_a_score_the_reason_is_told_and_nothing_is_tried(
    tracer, tmp_path, words, said
):
    write(tmp_path, {"silent.py": SILENT})
    done = optimize(tracer, "-q", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    told = tracer("runs", tracer("runs").stdout.split()[2]).stdout
    assert "1 candidates" in told
    assert "  no score, " in told
    assert said.rpartition("': ")[2] in told.splitlines()[-1]


def test_why_some_examples_have_no_score_is_told(tracer):
    done = optimize(tracer, "app:scaled", "--data=app:EXAMPLES", "--objective=app:of_large_inputs")
    assert "1 of 2 examples have no score with the program as it is; '0': " in done.stderr
    assert "too small" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["app:scaled", "other"], "unrecognized arguments: other (see --help)"),
        (["--data=none:X", "app:scaled", "--objective=app:closeness"], "none cannot be imported"),
        (["--data=app:scaled", "--objective=app:closeness", "app:scaled"], "is no list of"),
        (
            ["app:scaled", "--data=app:EXAMPLES", "--objective=app:closeness", "--evaluations=-3"],
            "Budget(evaluations=-3)",
        ),
        (["--data=app:EXAMPLES", "script.py"], "--data is for a function, and script.py is a"),
        (["--isolation=none", "script.py"], "--isolation is for a function"),
        (["--module=settings.py", "app:scaled"], "--module is for a script"),
        (["--data"], "expected one argument (see --help)"),
        (["app:scaled"], "a function needs --data and --objective"),
        (["nothing.py"], "cannot be read"),
        (["--data=none.jsonl", "--objective=app:closeness", "app:scaled"], "there is no such file"),
        (
            ["--data=app:EXAMPLES", "--objective=app:none", "app:scaled"],
            "'app:none' is no function",
        ),
    ],
)
def test_wrong_use_is_told_in_a_line(tracer, words, said):
    done = optimize(tracer, *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words", [["app:scaled", "--data=app:EXAMPLES", "--objective=app:closeness"], ["marking.py"]]
)
def test_an_engine_that_asks_is_refused_without_a_model_before_anything_runs(
    tracer, tmp_path, monkeypatch, words
):
    for name in [n for n in os.environ if n.startswith(("TRACER_MODEL", "OAI_CONFIG_LIST"))]:
        monkeypatch.delenv(name)
    write(tmp_path, {"marking.py": MARKING})
    done = tracer("optimize", "--engine=optoprime", *words)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    for way in ("--llm", "TRACER_MODEL", "[tool.tracer]"):
        assert way in done.stderr
    assert "there are no runs" in tracer("runs").stdout
    assert not (tmp_path / "was_run").exists()
