"""A candidate that crashes, hangs, eats or hides costs itself only."""

import os
import sys
import time

import pytest
from tests.optimizers.running import hostile

from optimizers import Budget, optimize
from optimizers.engines.engine import Trial

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is promised for Linux")


class Each:
    """Tries each kind once."""

    name = "each"

    def __init__(self, task):
        self._trials = [Trial({task.parameters[0].id: kind}) for kind in hostile.KINDS]

    def propose(self):
        """Return all of them, then none."""
        trials, self._trials = self._trials, []
        return trials

    def tell(self, outcomes):
        """Learn nothing."""


def make(task):
    return Each(task)


def output_itself(output, expected):
    return output


EXPECTED = {
    "plain": "",
    "exit": "exit",
    "hang": "timeout",
    "memory": "MemoryError",
    "raise": "RuntimeError",
    "bomb": "processes",
    "print": "timeout",
    "escape": "",
    "folder": "",
    "file": "OSError",
    "kill": "killed",
    "crash": "signal",
    "leave": "SystemExit",
    "best": "",
}


def test_a_hostile_candidate_costs_itself_only(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ESCAPED", str(tmp_path / "escaped.txt"))
    monkeypatch.setitem(__import__("optimizers.engines").engines.HOMES, "each", __name__)
    result = optimize(
        hostile.program,
        [(1, None)],
        output_itself,
        engine="each",
        budget=Budget(evaluations=60),
        workers=2,
        time_limit=4,
        environment=["ESCAPED"],
        quiet=True,
    )
    assert list(result.best.values()) == ["best"]
    found = {next(iter(t.values.values()), "plain"): t.rollouts[0].error for t in result.tried}
    assert found == EXPECTED
    escaped = (tmp_path / "escaped.txt").read_text().split()
    assert escaped
    assert [pid for pid in escaped if is_alive(pid)] == []


def is_alive(pid):
    """Is there such a process still, some moments after it should be gone?"""
    for _ in range(50):
        if not os.path.exists(f"/proc/{pid}"):
            return False
        time.sleep(0.1)
    return True
