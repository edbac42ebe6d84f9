"""The stand-in for a model: with it, arms of ours learn what it asks for."""

import subprocess
import sys
from pathlib import Path

import pytest

EXPERIMENTS = Path(__file__).parents[2] / "benchmarks" / "experiments"


@pytest.fixture
def address():
    command = [sys.executable, str(EXPERIMENTS / "stand_in.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip()
        process.terminate()


def test_it_wants_every_instruction_to_ask_for_the_answer_alone(address, tmp_path):
    words = ["bigbench", "--calls", "12", "--problems", "word_sorting", "--sizes", "2,2,3"]
    words += ["--arms", "unoptimized,OptoPrime (prompt only)", "--model", address]
    command = [sys.executable, str(EXPERIMENTS / "run.py"), *words, "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    scores = [line.split("last score ")[1].split()[0] for line in done.stdout.splitlines()]
    assert scores == ["0", "1"]
