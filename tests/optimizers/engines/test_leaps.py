"""Leaps to where no loss should be left."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizers.engines.engine import Outcome, ParameterInfo, Rollout, Task
from optimizers.engines.gradient import Gradient
from optimizers.engines.leaps import FARTHEST, leap

sizes = st.floats(1e-3, 1e3)


@given(sizes, sizes, st.sampled_from([-1, 1]), sizes)
def test_with_one_parameter_it_is_newtons_step(loss, steep, sign, scale):
    slope = sign * steep
    moves = leap(-loss, {"x": slope}, {"x": scale / 10}, {"x": scale})
    if loss <= steep * scale * FARTHEST:
        assert moves["x"] == pytest.approx(loss / slope)
    else:
        assert moves["x"] == pytest.approx(math.copysign(FARTHEST * scale, slope))


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), sizes, sizes), min_size=1, max_size=4), sizes)
def test_nothing_moves_downhill_or_too_far_or_to_more_than_zero(given_, loss):
    uphill = {str(n): slope for n, (slope, _, _) in enumerate(given_)}
    rates = {str(n): rate for n, (_, rate, _) in enumerate(given_)}
    scales = {str(n): scale for n, (_, _, scale) in enumerate(given_)}
    moves = leap(-loss, uphill, rates, scales)
    assert all(moves[i] * uphill[i] >= 0 for i in moves)
    assert all(abs(moves[i]) <= FARTHEST * scales[i] * (1 + 1e-9) for i in moves)
    assert sum(moves[i] * uphill[i] for i in moves) <= loss * (1 + 1e-9)


@pytest.mark.parametrize(
    ("score", "slope"), [(0.0, 1.0), (2.0, 1.0), (-1.0, 0.0), (-1.0, math.inf), (-1.0, math.nan)]
)
def test_without_a_loss_or_a_slope_there_is_none(score, slope):
    assert leap(score, {"x": slope}, {"x": 0.1}, {"x": 1.0}) == {}


def tried(height, slope, start, most):
    """Return where the engine was, step by step."""
    engine = Gradient(Task((ParameterInfo("x", "x", "number", start),), ("e",), 0))
    places = []
    while len(places) < most:
        (trial,) = engine.propose()
        x = trial.values["x"]
        places.append(x)
        found = {"by": {"x": slope(x)}, "stops": []}
        engine.tell([Outcome(trial, (Rollout("e", height(x), found=found),))])
    return places


def test_a_loss_that_is_linear_is_gone_after_one_leap():
    places = tried(lambda x: -abs(x - 2.5), lambda x: math.copysign(1.0, 2.5 - x), 1.0, 2)
    assert places == [1.0, 2.5]


def test_a_leap_that_comes_to_nothing_goes_back_and_ends_them_after_two():
    """The best score is -1, so that all of them are too long; the slope leads on, so that nothing lies in between."""

    def height(x):
        return -1.0 - 1e-3 * (5.0 - x) if x < 1.5 else -9.0

    places = tried(height, lambda _x: 1e-3, 1.0, 6)
    assert places[:5] == pytest.approx([1.0, 3.0, 1.1, 3.1, 1.2], abs=1e-4)
    assert places[5] < 1.5
