"""Programs in the style of Trace's documents: turned, they run, and print what they printed."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.rewriters.from_trace.scripted import ANSWERS, PRINTED, PROGRAMS, SEEN, TURNED

from rewriters.from_trace.porting import port

ADVICE = Path(__file__).with_name("advice.py")


@pytest.mark.parametrize("name", [*ANSWERS, "unturned"])
def test_a_program_is_turned_as_written_out(name):
    source = (PROGRAMS / f"{name}.py").read_bytes()
    assert port(source).source.decode() == (TURNED / f"{name}.py").read_text("utf-8")


@pytest.mark.parametrize("name", ANSWERS)
def test_nothing_is_left_of_what_can_be_turned(name):
    assert port((PROGRAMS / f"{name}.py").read_bytes()).left == ()


@pytest.mark.parametrize("name", ANSWERS)
def test_a_turned_program_runs_and_shows_the_model_what_is_trained(name, tmp_path):
    shutil.copy(TURNED / f"{name}.py", tmp_path / "app.py")
    shutil.copy(ADVICE, tmp_path)
    (tmp_path / "answers.json").write_text(json.dumps(ANSWERS[name]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "app.py"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == PRINTED[name]
    asked = json.loads((tmp_path / "asked.json").read_text(encoding="utf-8"))
    assert len(asked) == len(ANSWERS[name])
    assert re.search(SEEN[name], asked[0].partition("# Run")[2], re.MULTILINE)


def test_what_cannot_be_turned_is_listed_with_its_line():
    source = (PROGRAMS / "unturned.py").read_bytes()
    left = port(source).left
    assert all(place.advice for place in left)
    assert [(place.line, place.code.partition("(")[0]) for place in left] == [
        (14, "node"),
        (24, "ops.add"),
        (25, "Node"),
        (25, "offer.data"),
        (25, "total.parents"),
        (27, "GraphPropagator"),
        (27, "OptoPrime"),
        (27, "OptoPrime"),
        (27, "y"),
        (29, "total.backward"),
        (30, "optimizer.backward"),
        (30, "optimizer.backward"),
        (31, "optimizer.backward"),
        (32, "optimizer.step"),
        (33, "x.data"),
    ]
