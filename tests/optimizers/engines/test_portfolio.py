"""The engine `portfolio`."""

import pytest
from tests.optimizers.engines.evaluating import Evaluation

from optimizers.engines import gradient, search
from optimizers.engines.engine import ParameterInfo, Task, Trial
from optimizers.engines.portfolio import Portfolio, make
from tracer import TracerError, parameters, trace, trainable


@trace
def curve(x):
    factor = trainable(1.0, name="factor", bounds=(-10, 10))
    return shape(x) * factor


@trace(trainable=True)
def shape(x):
    return x


@trace
def closeness(output, expected):
    return -abs(output - expected)


class Rewriting:
    """Proposes bodies of `shape` one by one, as an engine for code does."""

    name = "rewriting"
    bodies = ("x + 1", "x * x", "x - 1")

    def __init__(self, task):
        (self.code,) = (p for p in task.parameters if p.kind == "code")
        self.rest = list(self.bodies)

    def propose(self):
        """Return the next body."""
        if not self.rest:
            return []
        return [
            Trial({self.code.id: self.code.value.replace("return x", f"return {self.rest.pop(0)}")})
        ]

    def tell(self, outcomes):
        """Keep them."""
        self.told = outcomes


def evaluated(evaluations):
    data = [(x, 3.0 * x * x) for x in (1.0, 2.0, -3.0)]
    evaluation = Evaluation([curve, shape], data, closeness, evaluations)
    engine = Portfolio(evaluation.task, {"rewriting": Rewriting, "gradient": gradient.make})
    return evaluation, engine


def test_numbers_are_tuned_inside_a_promising_change():
    evaluation, engine = evaluated(700)
    best = evaluation.run(engine)
    assert "x * x" in best["shape"]
    assert abs(best["factor"] - 3) < 0.05
    assert {p.name: p.value for p in parameters(curve)} == {"factor": 1.0}


def test_engines_have_equal_parts_of_the_budget():
    task = Task(
        (ParameterInfo("m:f:width", "width", "number", 0.5, bounds=(0.0, 1.0)),), ("a", "b"), 0, 100
    )
    makers = {"one": gradient.make, "other": lambda t: search.Search(t, optuna=False)}
    engine = Portfolio(task, makers)
    sizes = []
    for _ in range(12):
        trials = engine.propose()
        sizes.append(len(trials))
        engine.tell([])
    assert sizes == [1, 8, 1, 1, 1, 1, 1, 1, 1, 1, 8, 1]


def test_what_the_engines_say_has_their_names():
    task = Task((ParameterInfo("m:f:width", "width", "number", 0.5),), ("a",), 0, 100)
    engine = make(task)
    assert any(note.startswith("search: ") for note in engine.notes())


def test_texts_alone_have_no_engine():
    with pytest.raises(TracerError, match="numbers, choices or functions"):
        make(Task((ParameterInfo("m:f:prompt", "prompt", "text", "Be kind."),), ("a",), 0))
