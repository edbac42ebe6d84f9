"""The engine `gradient`."""

import math

import pytest
from tests.optimizers.engines.evaluating import Evaluation, infos

from optimizers.engines import gradient, sgd
from optimizers.engines.engine import Outcome, ParameterInfo, Rollout, Task
from tracer import TracerError, trace, trainable


@trace
def line(x):
    a = trainable(0.0, name="a", bounds=(-5, 5))
    b = trainable(0.0, name="b", bounds=(-5, 5))
    return a * x + b


@trace
def loss(output, expected):
    return -((output - expected) ** 2)


DATA = [(x, 2 * x - 1) for x in (-2.0, -1.0, 0.0, 1.0, 2.0)]


@pytest.mark.parametrize("make", [gradient.make, sgd.make], ids=["adam", "sgd"])
def test_a_line_is_fitted(make):
    evaluation = Evaluation(line, DATA, loss, 500)
    best = evaluation.run(make(evaluation.task))
    assert math.isclose(best["a"], 2, abs_tol=0.05)
    assert math.isclose(best["b"], -1, abs_tol=0.05)


def test_values_stay_within_their_bounds():
    evaluation = Evaluation(line, [(1.0, 50.0)], loss, 200)
    best = evaluation.run(gradient.make(evaluation.task))
    assert best == {"a": 5.0, "b": 5.0}
    assert all(abs(v) <= 5 for values, _ in evaluation.tried for v in values.values())


@trace
def rounded(x):
    level = trainable(0.3, name="level")
    return float(f"{level:.1f}") * x


def test_what_a_derivative_does_not_pass_is_said():
    evaluation = Evaluation(rounded, [(1.0, 2.0)], loss, 20)
    engine = gradient.make(evaluation.task)
    evaluation.run(engine)
    assert len(evaluation.tried) == 1
    (note,) = engine.notes()
    assert f"{__file__}:" in note
    assert 'float(f"{level:.1f}")' in note


def test_a_candidate_that_fails_is_stepped_back_from():
    evaluation = Evaluation(root, [(None, None)], lambda output, _: output, 60)
    best = evaluation.run(gradient.make(evaluation.task))
    assert 0 <= best["p"] < 0.02


@trace
def root(_):
    p = trainable(1.0, name="p")
    if p < 0:
        raise ArithmeticError("p is negative")
    return -p


def bowl(values):
    """A score, its derivatives by two parameters, and how far the values are from the best ones."""
    a, b = values["m:f:a"] - 40.0, values["m:f:b"] + 0.002
    return -(a**2) - 1e4 * b**2, {"m:f:a": -2 * a, "m:f:b": -2e4 * b}


def test_values_of_any_size_are_found_from_any_other():
    infos = tuple(ParameterInfo(f"m:f:{n}", n, "number", v) for n, v in (("a", 0.01), ("b", 3.0)))
    engine = gradient.make(Task(infos, ("e",), 0))
    scores = []
    for _ in range(150):
        for trial in engine.propose():
            score, by = bowl(trial.values)
            scores.append(score)
            rollout = Rollout("e", score, found={"by": by, "stops": []})
            engine.tell([Outcome(trial, (rollout,))])
    assert max(scores) > -0.01


def test_without_floats_there_is_nothing_to_do():
    with pytest.raises(TracerError, match="floats"):
        gradient.make(Task((), (), 0))


def test_a_mean_is_over_the_examples():
    (a, b) = infos(line)
    trial = gradient.make(Task((a, b), ("0", "1"), 0)).propose()[0]
    rollouts = tuple(
        Rollout(e, 1.0, found={"by": {a.id: d}, "stops": []}) for e, d in (("0", 1.0), ("1", 4.0))
    )
    assert gradient.gradient(Outcome(trial, rollouts)) == {a.id: 2.5}
