"""When an example passes, and which patch is believed."""

from dataclasses import replace

from optimizers.engines.engine import Rollout
from optimizers.engines.repair.candidates import Candidate
from optimizers.engines.repair.judging import Plausible, ended_late, goal_of, passes
from optimizers.engines.repair.kinds import Kind

PATCH = Plausible(Candidate("f", "", Kind.NAME, (1, 1), 0.5), tokens=2, confirmed=1, alike=0.9)


def test_the_goal_of_tests_and_of_losses():
    assert goal_of([Rollout("a", 0.0), Rollout("b", 0.0)]) == 1.0
    assert goal_of([Rollout("a", -2.0), Rollout("b", 0.0)]) == 0.0
    assert goal_of([Rollout("a", 3.0), Rollout("b", 5.0)]) == 5.0


def test_what_failed_does_not_pass():
    assert passes(Rollout("a", 1.0), 1.0)
    assert not passes(Rollout("a", None, error="ValueError"), 1.0)
    assert not passes(Rollout("a", 0.9), 1.0)


def test_time_limits_are_told_from_other_errors():
    assert ended_late(Rollout("a", None, error="timeout"))
    assert ended_late(Rollout("a", 0.0, text="TimeoutError: longer than 2 s"))
    assert not ended_late(Rollout("a", None, error="RuntimeError"))


def test_small_changes_that_examples_confirm_are_believed():
    assert replace(PATCH, tokens=1).credit > PATCH.credit
    assert replace(PATCH, confirmed=2).credit > PATCH.credit
    assert replace(PATCH, alike=0.5).credit < PATCH.credit
