"""An engine for tests: draws values, and moves on from the best it was told of."""

import random

from optimizers import engines
from optimizers.engines.engine import Trial

NAME = "drawing"


class Drawing:
    """Generations of six: half of them drawn anew, half of them near the best."""

    name = NAME

    def __init__(self, task):
        self._random = random.Random(task.seed)
        self._parameters = [p for p in task.parameters if p.choices or p.kind == "number"]
        self._best = (float("-inf"), {})

    def propose(self):
        """Return a generation."""
        return [Trial(self._near() if n % 2 else self._anew()) for n in range(6)]

    def tell(self, outcomes):
        """Remember the best."""
        for outcome in outcomes:
            if outcome.score is not None and outcome.score > self._best[0]:
                self._best = outcome.score, dict(outcome.trial.values)

    def _anew(self):
        return {p.id: self._drawn(p) for p in self._parameters}

    def _near(self):
        one = self._random.choice(self._parameters)
        return {**self._best[1], one.id: self._drawn(one)}

    def _drawn(self, parameter):
        if parameter.choices:
            return self._random.choice(parameter.choices)
        if parameter.whole:
            return self._random.randint(*(parameter.bounds or (-9, 9)))
        return round(self._random.uniform(*(parameter.bounds or (-1, 1))), 3)


def make(task):
    return Drawing(task)


def register():
    """Make the engine known by its name."""
    engines.HOMES[NAME] = __name__
