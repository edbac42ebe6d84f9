"""On numeric problems the engine reaches what Adam with exact derivatives reaches, evaluation for evaluation."""

import math
import operator

import pytest
from tests.modules import import_file, write_module
from tests.optimizers.engines.evaluating import Evaluation
from tests.optimizers.engines.numeric_problems import START, sample

from optimizers.engines import gradient

STEPS = (5, 10, 30)
OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


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
    """At the usual rate, and at one that suits these problems better."""
    worse = {(rate, steps): 0 for rate in (0.1, 0.5) for steps in STEPS}
    for seed in range(30):
        problem = sample(seed)
        ours = by_engine(tmp_path, problem, max(STEPS))
        for rate, steps in worse:
            adam = by_adam(problem, steps, rate)
            worse[rate, steps] += min(ours[:steps]) > min(adam) * (1 + 1e-9) + 1e-12
    assert all(count <= 3 for count in worse.values()), worse


def test_the_reference_is_what_pytorch_does():
    torch = pytest.importorskip("torch", reason="a check of the reference: pip install torch")
    for seed in range(30):
        problem = sample(seed)
        x = torch.tensor(START, dtype=torch.float64, requires_grad=True)
        adam, errors = torch.optim.Adam([x], lr=0.1), []
        for _ in range(max(STEPS)):
            adam.zero_grad()
            error = abs(traced_by_torch(problem, x) - problem.goal)
            errors.append(error.item())
            error.backward()
            adam.step()
        assert errors == pytest.approx(by_adam(problem, max(STEPS)), rel=1e-9, abs=1e-9)


def traced_by_torch(problem, x):
    """Return what comes out of a problem for a tensor."""
    values = {"v0": x}
    for number, (a, op, b) in enumerate(problem.steps, 1):
        one, other = (values[n] if n in values else float(n) for n in (a, b))
        values[f"v{number}"] = OPERATORS[op](one, other)
    return values[f"v{len(problem.steps)}"]
