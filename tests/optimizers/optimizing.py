"""A line to be fitted, and `optimize` as its tests call it."""

from tests.optimizers import drawing

from optimizers import Budget, optimize

LINE = """
    from tracer import trace, trainable

    @trace
    def line(x):
        a = trainable(0.0, name="a", bounds=(-5, 5))
        b = trainable(0.0, name="b", bounds=(-5, 5))
        return a * x + b
"""
DATA = [(x, 2 * x - 1) for x in (-1.0, 0.0, 1.0)]


def loss(output, expected):
    return -((output - expected) ** 2)


def run(target, data=DATA, objective=loss, **options):
    given = {"engine": drawing.NAME, "workers": 2, "quiet": True, "budget": Budget(evaluations=60)}
    return optimize(target, data, objective, **{**given, **options})


def told(result):
    """Return all of a result but what took time."""
    return (
        {p.name: v for p, v in result.best.items()},
        result.scores,
        result.cost.evaluations,
        [
            ({p.name: v for p, v in t.values.items()}, [r.score for r in t.rollouts])
            for t in result.tried
        ],
    )
