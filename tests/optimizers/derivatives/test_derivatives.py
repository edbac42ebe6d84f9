"""Derivatives of recorded programs, one way of carrying a number at a time; and where they stop."""

import json
import math

import pytest
from tests.modules import import_file, write_module

from optimizers.derivatives import derivatives
from tracer import TracerError, overlay, parameters, record, trace, trainable
from tracer.feedback import Feedback


def by_name(function, *args, given=()):
    """Return the derivatives of what a function gives, with some parameters at other values."""
    trained = parameters(function)
    named = {p.name: p for p in trained}
    with overlay({named[n]: v for n, v in dict(given).items()}), record() as run:
        function(*args)
        found = derivatives(run, trained)
    assert found.stops == ()
    return {p.name: d for p, d in found.by.items()}


@trace
def same_literal(x):
    a = trainable(0.5, name="a")
    b = trainable(0.5, name="b")
    c = 0.5
    return 3 * a * x + b * c


def test_equal_literals_are_told_apart():
    assert by_name(same_literal, 2.0) == {"a": 6.0, "b": 0.5}


def test_values_of_an_overlay_are_told_apart_from_equal_literals():
    assert by_name(same_literal, 2.0, given={"a": 0.5 * 1.0, "b": 3.0}) == {"a": 6.0, "b": 0.5}


@trace
def signed_literal():
    x = trainable(-1.0, name="x")
    return (x + 3.0) - -1.0 * x / -1.0


def test_a_literal_with_a_sign_is_told_apart_from_a_parameter_of_that_value():
    assert by_name(signed_literal) == {"x": 0.0}
    assert by_name(one_signed_literal) == {"x": 1.0}


@trace
def one_signed_literal():
    x = trainable(-1.0, name="x")
    return (x + 3.0) - -1.0


@trace
def repeated():
    x = trainable(3.0, name="x")
    return x * x * x


def test_an_operand_that_is_repeated_counts_each_time():
    assert by_name(repeated) == {"x": 27.0}


@trace
def branching():
    x = trainable(2.0, name="x")
    if x > 1:
        return abs(-x) + max(x, 5.0) + min(4 * x, 100.0)
    return -x


def test_the_path_that_was_taken_counts():
    assert by_name(branching) == {"x": 5.0}


@trace
def rounding():
    x = trainable(2.6, name="x")
    return round(x) * x + x // 1 + math.floor(x) + round(x, 1)


def test_jumps_have_derivative_zero():
    assert by_name(rounding) == {"x": 3.0}


@trace
def glued(x):
    factor = trainable(1.5, name="factor")
    return [factor * x]


@trace
def judged(outputs, expected):
    return -((outputs[0] - expected) ** 2)


def test_code_that_is_not_recorded_may_carry_a_number():
    trained = parameters(glued)
    with record() as run:
        score = judged(json.JSONDecoder and glued(2.0), 1.0)
    assert derivatives(score, trained, run=run)[trained[0]] == -8.0
    assert derivatives(Feedback(score), trained, run=run)[trained[0]] == -8.0
    assert derivatives(score, trained)[trained[0]] == -8.0


@trace
def through_text():
    x = trainable(0.25, name="x")
    y = json.loads(json.dumps({"x": x}))["x"]
    return y * 2 + x


def test_what_stops_a_derivative_is_named():
    with record() as run:
        through_text()
    found = derivatives(run, parameters(through_text))
    (stop,) = found.stops
    line = through_text.__code__.co_firstlineno + 3
    assert str(stop).startswith(f"{__file__}:{line}: ")
    assert "json.loads" in stop.code
    assert list(found.by.values()) == [1.0]


@trace
def unrelated(x):
    p = trainable(2.0, name="p")
    return p * json.loads("3.5") + float(str(x))


def test_code_that_is_not_recorded_stops_nothing_it_has_no_part_in():
    assert by_name(unrelated, 1.0) == {"p": 3.5}


@trace
def steep():
    x = trainable(0.0, name="x")
    return math.sqrt(x) + x


def test_an_infinite_derivative_is_said():
    with record() as run:
        steep()
    found = derivatives(run, parameters(steep))
    assert [s.reason for s in found.stops] == ["it has no finite derivative there"]


MARKED = """
from tracer import trace, trainable
RATE = 0.25  # tracer: trainable
LIMIT = trainable(4.0)

class Model:
    scale = 1.5  # tracer: trainable

    def __init__(self):
        self.shift = trainable(0.75)

    @trace
    def __call__(self, x, power=trainable(2.0)):
        gain = 0.125  # tracer: trainable
        return self.scale * x ** power + self.shift * RATE + LIMIT * gain

@trace
def program(x):
    return Model()(x)
"""


@pytest.mark.parametrize("overlaid", [False, True])
def test_parameters_of_every_form_have_derivatives(tmp_path, overlaid):
    module = import_file(write_module(tmp_path, MARKED))
    trained = parameters(module)
    given = {
        p: v for p, v in zip(trained, (0.25, 4.0, 1.5, 0.75, 2.0, 0.125), strict=True) if overlaid
    }
    with overlay({p: v * 1.0 for p, v in given.items()}), record() as run:
        module.program(3.0)
        found = derivatives(run, trained)
    by = {p.name: d for p, d in found.by.items()}
    assert found.stops == ()
    assert by == {
        "RATE": 0.75,
        "LIMIT": 0.125,
        "scale": 9.0,
        "shift": 0.25,
        "power": pytest.approx(1.5 * 9.0 * math.log(3.0), rel=1e-15),
        "gain": 4.0,
    }


@trace
def whole():
    n = trainable(2, name="n")
    return n * 2


def test_only_floats_have_derivatives():
    with record() as run:
        whole()
    with pytest.raises(TracerError, match="of floats, not of int 4"):
        derivatives(run, parameters(whole))


def test_a_float_that_nobody_recorded_is_refused():
    with record() as run:
        repeated()
    with pytest.raises(TracerError, match="does not say how"):
        derivatives(1.25, parameters(repeated), run=run)


@pytest.mark.parametrize("x", [0.1, 0.7, 1.0, 3.5, 20.0, 300.0])
def test_the_derivative_of_lgamma_is_right(x):
    from mpmath import digamma

    from optimizers.derivatives import functions

    assert math.isclose(functions.digamma(x), digamma(x), rel_tol=1e-12, abs_tol=1e-14)
