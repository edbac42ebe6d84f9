"""Where the next candidates of a search come from: all there are, Optuna's samplers, or our own."""

from __future__ import annotations

import importlib.util
import itertools
import math
import warnings
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Protocol

from optimizers.engines.spaces import Space

GRID = 512
"""A finite space of at most so many candidates is tried as a whole."""


class Sampler(Protocol):
    """Asked for candidates and told their scores, in the same order."""

    def ask(self, count: int) -> list[dict[str, Any]]:
        """Return up to `count` candidates; none when there are no more."""

    def tell(self, scores: Sequence[float | None]) -> None:
        """Take the scores of the first of the candidates asked for last, None for what failed."""


class Grid:
    """Every combination, in an order that changes one value at a time first."""

    def __init__(self, spaces: Sequence[Space]) -> None:
        values = [_values(s) for s in spaces]
        ids = [s.id for s in spaces]
        every = (dict(zip(ids, row, strict=True)) for row in itertools.product(*values))
        own = {s.id: s.value for s in spaces}
        self._rest = iter(sorted(every, key=lambda c: _distance(c, own)))

    def ask(self, count: int) -> list[dict[str, Any]]:
        """Return the next ones."""
        return list(itertools.islice(self._rest, count))

    def tell(self, scores: Sequence[float | None]) -> None:
        """Nothing is learnt."""


def _distance(candidate: Mapping[str, Any], own: Mapping[str, Any]) -> int:
    return sum(candidate[i] is not v and candidate[i] != v for i, v in own.items())


def _values(space: Space) -> Sequence[Any]:
    if space.choices is not None:
        return space.choices
    return range(int(space.low), int(space.high) + 1)


def is_small(spaces: Sequence[Space], most: int) -> bool:
    """May all combinations be tried?"""
    if any(s.choices is None and not s.whole for s in spaces):
        return False
    sizes = (len(s.choices) if s.choices is not None else s.high - s.low + 1 for s in spaces)
    return math.prod(sizes) <= min(most, GRID)


class Own:
    """Half at random, half near the best so far, closer and closer: what there is without Optuna."""

    def __init__(self, spaces: Sequence[Space], seed: int) -> None:
        self._spaces, self._random = spaces, Random(seed)  # noqa: S311  # nothing secret
        self._best: dict[str, Any] = {s.id: s.value for s in spaces}
        self._score = -math.inf
        self._asked: list[dict[str, Any]] = []
        self._width = 0.25

    def ask(self, count: int) -> list[dict[str, Any]]:
        """Return a generation."""
        self._asked = [self._candidate(near=n % 2 == 1) for n in range(count)]
        return self._asked

    def tell(self, scores: Sequence[float | None]) -> None:
        """Remember the best; look closer when there was none."""
        better = False
        for candidate, score in zip(self._asked, scores, strict=False):
            if score is not None and score > self._score:
                self._best, self._score, better = candidate, score, True
        self._width = min(0.25, self._width * 1.5) if better else max(1e-4, self._width * 0.8)

    def _candidate(self, *, near: bool) -> dict[str, Any]:
        if not near:
            return {s.id: s.random(self._random) for s in self._spaces}
        return {s.id: s.near(self._best[s.id], self._width, self._random) for s in self._spaces}


class Optuna:
    """Optuna's samplers: CMA-ES for several floats, TPE for everything else."""

    def __init__(self, spaces: Sequence[Space], seed: int, candidates: int) -> None:
        import optuna

        self._optuna, self._spaces = optuna, spaces
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            self.method, sampler = self._sampler(seed, candidates)
        self._study = optuna.create_study(direction="maximize", sampler=sampler)
        self._distributions = {s.id: self._distribution(s) for s in spaces}
        self._study.enqueue_trial({s.id: _encoded(s, s.value) for s in spaces})
        self._trials: list[Any] = []
        self._worst: float | None = None

    def _sampler(self, seed: int, candidates: int) -> tuple[str, Any]:
        floats = all(s.choices is None and not s.whole for s in self._spaces)
        enough = candidates >= 40 * len(self._spaces)
        if floats and len(self._spaces) > 1 and enough and importlib.util.find_spec("cmaes"):
            return "CMA-ES", self._optuna.samplers.CmaEsSampler(seed=seed)
        return "TPE", self._optuna.samplers.TPESampler(
            seed=seed, multivariate=len(self._spaces) > 1, constant_liar=True
        )

    def _distribution(self, space: Space) -> Any:
        kinds = self._optuna.distributions
        if space.choices is not None:
            return kinds.CategoricalDistribution(list(range(len(space.choices))))
        if space.whole:
            return kinds.IntDistribution(int(space.low), int(space.high))
        return kinds.FloatDistribution(space.low, space.high, log=space.log)

    def ask(self, count: int) -> list[dict[str, Any]]:
        """Return a generation."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._trials = [self._study.ask(self._distributions) for _ in range(count)]
        return [
            {s.id: _decoded(s, trial.params[s.id]) for s in self._spaces} for trial in self._trials
        ]

    def tell(self, scores: Sequence[float | None]) -> None:
        """Tell the study; what failed is as bad as the worst."""
        known = [s for s in scores if s is not None]
        if known:
            self._worst = min([*known, *([] if self._worst is None else [self._worst])])
        for trial, score in zip(self._trials, scores, strict=False):
            value = self._worst if score is None else score
            state = self._optuna.trial.TrialState.FAIL if value is None else None
            self._study.tell(trial, value, state=state)


def _encoded(space: Space, value: Any) -> Any:
    """Choices travel as their numbers: Optuna takes plain values only."""
    if space.choices is None:
        return int(value) if space.whole else min(max(float(value), space.low), space.high)
    return next(n for n, c in enumerate(space.choices) if c is value or c == value)


def _decoded(space: Space, value: Any) -> Any:
    return value if space.choices is None else space.choices[value]
