"""The junction: the same traffic for the same seed, bounds, and scores that are known."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "experiments"))

from worlds import scats
from worlds.junction import check, simulate

pytestmark = pytest.mark.filterwarnings("ignore")  # of what UXsim brings


@pytest.fixture
def _uxsim():
    pytest.importorskip("uxsim")


@pytest.mark.parametrize("times", [(14, 30), (30, 91), (-5, 15), (90.5, 20)])
def test_green_times_beside_the_bounds_are_refused(times):
    with pytest.raises(AssertionError, match=r"out of bounds \[15, 90\]"):
        check(*times)


def test_the_bounds_themselves_are_allowed():
    check(15, 90)


@pytest.mark.usefixtures("_uxsim")
def test_a_seed_gives_one_result():
    first, again, other = (simulate(30, 20, seed) for seed in (42, 42, 43))
    assert (first.score, first.trips) == (again.score, again.trips)
    assert first.score != other.score


@pytest.mark.usefixtures("_uxsim")
def test_long_greens_lose_more_than_short_ones():
    """The order that was measured of UXsim 1.15: 30/20 is best, then 45/30, 15/15 and 90/90."""
    scores = [simulate(*times, 42).score for times in ((30, 20), (45, 30), (15, 15), (90, 90))]
    assert scores == sorted(scores)
    assert 40 < scores[0] < 50
    assert 140 < scores[3] < 165


@pytest.mark.slow
@pytest.mark.usefixtures("_uxsim")
def test_both_engines_of_uxsim_agree():
    fast, slow = (simulate(30, 20, 42, fast=fast) for fast in (True, False))
    assert fast.trips == slow.trips
    assert fast.score == pytest.approx(slow.score, rel=0.03)


@pytest.mark.usefixtures("_uxsim")
def test_lights_that_follow_the_traffic_do_better_than_those_that_stay():
    assert simulate(15, 15, 42, scats.follow).score < 0.8 * simulate(15, 15, 42).score


def test_lights_follow_within_their_bounds_by_small_steps():
    greens = [15.0, 15.0]
    for _ in range(100):
        after = scats.follow(greens, {"E": 100, "W": 3, "N": 1, "S": 0})
        assert all(15 <= g <= 90 for g in after)
        most = 6 + 0.04 * (sum(greens) + 6)
        assert all(abs(a - g) <= most for a, g in zip(after, greens, strict=True))
        greens = after
    assert greens[0] == 90
