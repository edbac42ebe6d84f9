"""The engine `search`."""

import importlib.util

import pytest
from tests.optimizers.engines.evaluating import Evaluation
from tests.optimizers.engines.test_gradient import DATA, line, loss

from optimizers.engines.engine import ParameterInfo, Task
from optimizers.engines.search import GENERATION, Search, make
from tracer import TracerError, trace, trainable

OPTUNA = importlib.util.find_spec("optuna") is not None
SAMPLERS = [
    pytest.param(
        True, id="optuna", marks=pytest.mark.skipif(not OPTUNA, reason="Optuna is not installed")
    ),
    pytest.param(False, id="own"),
]


@trace
def mixed(_):
    kind = trainable("round", name="kind", choices=["round", "square", "flat"])
    count = trainable(1, name="count", bounds=(0, 100))
    width = trainable(0.5, name="width", bounds=(0.001, 100.0))
    bonus = {"round": 0.0, "square": 5.0, "flat": 1.0}[kind]
    return bonus - abs(count - 40) / 10 - abs(width - 2.0)


def itself(output, _):
    return output


@pytest.mark.parametrize("optuna", SAMPLERS)
def test_numbers_and_choices_are_searched_together(optuna):
    evaluation = Evaluation(mixed, [(None, None)], itself, 200)
    best = evaluation.run(Search(evaluation.task, optuna=optuna))
    assert best["kind"] == "square"
    assert abs(best["count"] - 40) <= 8
    assert abs(best["width"] - 2) < 1
    assert all(type(values["count"]) is int for values, _ in evaluation.tried)


@pytest.mark.parametrize("optuna", SAMPLERS)
def test_floats_are_searched(optuna):
    evaluation = Evaluation(line, DATA, loss, 1000)
    best = evaluation.run(Search(evaluation.task, optuna=optuna))
    assert abs(best["a"] - 2) < 0.2
    assert abs(best["b"] + 1) < 0.2


@pytest.mark.parametrize("optuna", SAMPLERS)
def test_the_seed_decides(optuna):
    def tried(seed):
        evaluation = Evaluation(mixed, [(None, None)], itself, 40, seed)
        evaluation.run(Search(evaluation.task, optuna=optuna))
        return evaluation.tried

    assert tried(1) == tried(1)
    assert tried(1) != tried(2)


def test_a_small_space_is_tried_as_a_whole_nearest_first():
    flags = [
        ParameterInfo("m:f:flag", "flag", "choice", value=True, choices=(False, True)),
        ParameterInfo("m:f:n", "n", "number", 2, bounds=(1, 3), whole=True),
    ]
    engine = make(Task(tuple(flags), ("e",), 0, 100))
    tried = [t.values for t in engine.propose()]
    assert engine.propose() == []
    assert len(tried) == 6
    assert tried[0] == {"m:f:flag": True, "m:f:n": 2}
    assert "all combinations are tried" in engine.notes()


def test_generations_are_of_one_size():
    width = ParameterInfo("m:f:width", "width", "number", 0.5)
    engine = Search(Task((width,), ("e",), 0, 100), optuna=False)
    assert len(engine.propose()) == GENERATION
    assert any("no bounds: searched from -4.5 to 5.5" in note for note in engine.notes())


def test_without_numbers_and_choices_there_is_nothing_to_do():
    text = ParameterInfo("m:f:prompt", "prompt", "text", "Be kind.")
    with pytest.raises(TracerError, match="numbers and choices"):
        make(Task((text,), ("e",), 0))
