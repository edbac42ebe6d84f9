"""What is held out decides what is kept, and no engine sees it."""

import pytest
from tests.optimizers.optimizing import LINE, run

from optimizers import Budget

pytestmark = pytest.mark.usefixtures("drawing_engine")


def test_no_engine_sees_what_is_held_out(module):
    line = module(LINE).line
    seen = []
    result = run(line, validation=[(5.0, 9.0)], on_event=seen.append)
    assert [s.example for s in result.scores if s.held_out] == ["3"]
    assert result.after.mean >= result.before.mean


def test_a_candidate_that_is_worse_on_what_is_held_out_is_not_kept(module):
    line = module(LINE).line
    result = run(line, validation=[(0.0, 0.0)], data=[(0.0, 5.0)])
    assert not result.improved
    assert result.diff() == ""


def test_a_share_is_held_out_by_the_seed(module):
    line = module(LINE).line
    data = [(float(x), 0.0) for x in range(10)]
    one, other = (run(line, data, validation=0.3, budget=Budget(evaluations=40)) for _ in "ab")
    held = [s.example for s in one.scores if s.held_out]
    assert len(held) == 3
    assert held == [s.example for s in other.scores if s.held_out]


def test_a_score_of_what_is_held_out_says_so(module):
    result = run(module(LINE).line, validation=[(2.0, 3.0), (3.0, 5.0)])
    assert f"{result.after} (2 held-out examples); " in str(result)
