"""Candidates are apart from the user's files, from his keys and from each other."""

import hashlib
import os
import subprocess
import sys

import pytest
from tests.optimizers.optimizing import LINE, loss, run, told

from optimizers import Budget
from tracer import Feedback

pytestmark = pytest.mark.usefixtures("drawing_engine")


@pytest.mark.parametrize("isolation", ["reuse", "none"])
def test_isolation_changes_no_result(module, isolation):
    line = module(LINE).line
    assert told(run(line, isolation=isolation)) == told(run(line, isolation="fork"))


def test_files_stay_as_they_are(module, tmp_path):
    line = module(LINE).line

    def tree():
        return {p: hashlib.sha256(p.read_bytes()).digest() for p in tmp_path.rglob("*.py")}

    before = tree()
    run(line, objective=writing)
    assert tree() == before
    assert not (tmp_path / "left.txt").exists()


def writing(output, expected):
    with open("left.txt", "w") as file:
        file.write("x")
    for name in os.listdir():
        if name.endswith(".py"):
            with open(name, "a") as file:
                file.write("# touched")
    return loss(output, expected)


def test_a_candidate_finds_copies_of_the_users_files(module, tmp_path):
    (tmp_path / "data.txt").write_text("2")
    line = module(LINE).line
    result = run(line, objective=reading, budget=Budget(evaluations=6))
    assert [s.before for s in result.scores] == [2.0, 2.0, 2.0]


def reading(output, expected):
    with open("data.txt") as file:
        return float(file.read())


def test_a_candidate_sees_no_keys_but_those_let_through(module, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-123456789")
    monkeypatch.setenv("MY_SETTING", "yes-please")
    line = module(LINE).line
    result = run(line, objective=spying, budget=Budget(evaluations=3), environment=["MY_SETTING"])
    [text] = {r.text for r in result.tried[0].rollouts}
    assert text == "key False setting True"


def spying(output, expected):
    seen = (
        str(dict(os.environ))
        + subprocess.run(["env"], capture_output=True, text=True, check=True).stdout
    )
    if sys.platform == "linux":
        with open("/proc/self/environ") as file:
            seen += file.read()
    return Feedback(1.0, f"key {'sk-123456789' in seen} setting {'yes-please' in seen}")


def test_a_failing_program_costs_its_candidate_only(module):
    program = module("""
        from tracer import trace, trainable

        @trace
        def program(x):
            kind = trainable("plain", choices=["plain", "raise", "exit", "best"])
            if kind == "raise":
                raise KeyError(x)
            if kind == "exit":
                import os
                os._exit(3)
            return {"plain": 1.0, "best": 2.0}[kind]
    """).program
    result = run(program, objective=output_itself)
    assert list(result.best.values()) == ["best"]
    errors = {next(iter(t.values.values()), "plain"): t.rollouts[0].error for t in result.tried}
    assert errors == {"plain": "", "raise": "KeyError", "exit": "exit", "best": ""}


def output_itself(output, expected):
    return output


def test_random_numbers_are_the_same_for_all_candidates(module):
    program = module("""
        import random
        from tracer import trace, trainable

        @trace
        def program(x):
            return random.random() + trainable(0.0, name="c", bounds=(0, 1))
    """).program
    one, other = (run(program, [(1, 0)], output_itself, workers=n) for n in (1, 2))
    assert told(one) == told(other)
