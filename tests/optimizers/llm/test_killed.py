"""A run that is killed: what was paid for is kept, and the same command again pays for the rest only."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter

import pytest
from tests.optimizers.llm.server import completion, serving

pytest.importorskip("litellm", reason="litellm is not installed")

PROGRAM = """
import os, sys
from pathlib import Path
from optimizers import LLM, OptoPrime
from tracer import parameters, record, trace, trainable

Path("pid").write_text(str(os.getpid()))
llm = LLM("openai/scripted", api_base=sys.argv[1], api_key="x", retries=0)

@trace
def task(number):
    word = trainable("zero", name="word")
    return llm([{"role": "user", "content": f"task {number}: {word}"}])

optimizer = OptoPrime(parameters(task), llm=llm)
for number in range(3):
    with record() as run:
        answer = task(number)
    optimizer.zero_feedback()
    optimizer.backward(run, f"it should say more than {answer}")
    step = optimizer.step()
    assert step.applied, step
print(task(3), optimizer.ledger.spent("optimizer").calls)
"""
CALLS = 7
"""Of a whole run: three tasks, three steps, and the last task."""


class Script:
    """Answers tasks and questions; kills the process that asks for the n-th time, in place of the answer."""

    def __init__(self, folder, kill_at):
        self.folder, self.kill_at = folder, kill_at
        self.asked = 0
        self.paid = Counter()

    def __call__(self, body):
        """Answer one request."""
        self.asked += 1
        if self.asked == self.kill_at:
            os.kill(int((self.folder / "pid").read_text()), signal.SIGKILL)
            return None
        self.paid[json.dumps(body["messages"])] += 1
        text = body["messages"][-1]["content"]
        if text.startswith("task"):
            return completion(f"answer to {text}")
        word = f"word{len(self.paid)}"
        return completion(
            f"<reasoning>r</reasoning><variable><name>word</name><value>{word}</value></variable>"
        )


@pytest.mark.parametrize(
    "kill_at", [4, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 3, 5, 6, CALLS))]
)
def test_nothing_is_paid_for_twice(tmp_path, kill_at):
    (tmp_path / "app.py").write_text(PROGRAM, encoding="utf-8")
    with serving() as server:
        server.scripted = script = Script(tmp_path, kill_at)
        environ = {**os.environ, "TRACER_REPLIES": str(tmp_path / "replies.sqlite")}

        def run():
            words = [sys.executable, "-W", "ignore", "app.py", server.address]
            return subprocess.run(
                words, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
            )

        assert run().returncode == -signal.SIGKILL
        assert sum(script.paid.values()) == kill_at - 1
        again = run()
        assert again.returncode == 0, again.stderr
        assert sum(script.paid.values()) == CALLS
        assert set(script.paid.values()) == {1}
