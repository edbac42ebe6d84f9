"""On numeric problems the engine reaches what Adam with exact derivatives reaches, evaluation for evaluation."""

import math

from tests.modules import import_file, write_module
from tests.optimizers.engines.evaluating import Evaluation
from tests.optimizers.engines.numeric_problems import START, sample

from optimizers.engines import gradient

STEPS = (5, 10, 30)


def by_adam(problem, evaluations, rate=0.1):
    """Return the errors of Adam as PyTorch has it by default, at the rate of the experiment."""
    x, mean, square, errors = START, 0.0, 0.0, []
    for step in range(1, evaluations + 1):
        output = problem.output(x)
        errors.append(abs(output.value - problem.goal))
        slope = output.slope * (
            1 if output.value > problem.goal else -1 if output.value < problem.goal else 0
        )
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        size = math.sqrt(square / (1 - 0.999**step)) + 1e-8
        x -= rate * (mean / (1 - 0.9**step)) / size
    return errors


def by_engine(folder, problem, evaluations):
    """Return the errors of the engine."""
    module = import_file(write_module(folder, problem.source()))
    evaluation = Evaluation(module.program, [(None, problem.goal)], module.score, evaluations)
    evaluation.run(gradient.make(evaluation.task))
    return [-score for _, score in evaluation.tried]


def test_the_engine_is_as_good_as_adam_at_equal_evaluations(tmp_path):
    worse = dict.fromkeys(STEPS, 0)
    for seed in range(30):
        problem = sample(seed)
        adam = by_adam(problem, max(STEPS))
        ours = by_engine(tmp_path, problem, max(STEPS))
        for steps in STEPS:
            worse[steps] += min(ours[:steps]) > min(adam[:steps]) * (1 + 1e-9) + 1e-12
    assert all(count <= 3 for count in worse.values()), worse
