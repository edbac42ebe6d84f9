"""Which candidate is kept: the best on what it was tried on, that is no worse on what was held out, with the least change."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from statistics import fmean

from optimizers.engines.engine import ParameterInfo, Rollout, Trial
from optimizers.evaluating import Candidate, Evaluator

FINALISTS = 5
"""Candidates that are tried on what is held out."""

Rank = tuple[int, float]
"""How many examples failed, and minus the mean score of the others: the less the better."""


def rank(rollouts: Sequence[Rollout | None]) -> Rank:
    """Return the rank of a candidate by its rollouts."""
    scores = [r.score for r in rollouts if r is not None and r.score is not None]
    return len(rollouts) - len(scores), -fmean(scores) if scores else 0.0


def size_of(candidate: Candidate, infos: Mapping[str, ParameterInfo]) -> int:
    """Return how much a candidate changes: lines of code, and one for each other value."""
    return sum(_size(infos[i], v) for i, v in candidate.values.items())


def _size(info: ParameterInfo, value: object) -> int:
    if info.kind != "code":
        return 1
    old, new = str(info.value).splitlines(), str(value).splitlines()
    changes = difflib.unified_diff(old, new, lineterm="", n=0)
    return sum(line[:1] in {"+", "-"} for line in changes) - 2


class Selection:
    """Chooses among what was tried. `train` and `held`: ids of the examples.

    `preferred`: digests of candidates that an engine would rather have than others that are as good, the best first;
    `discarded`: of those that are not to be kept.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        infos: Sequence[ParameterInfo],
        train: Sequence[str],
        held: Sequence[str],
        preferred: Sequence[str] = (),
        discarded: frozenset[str] = frozenset(),
    ) -> None:
        self._evaluator, self._discarded = evaluator, discarded
        self._preferred = {known: number for number, known in enumerate(preferred)}
        self._infos = {info.id: info for info in infos}
        self._train, self._held = tuple(train), tuple(held)

    def best(self, baseline: Candidate) -> Candidate:
        """Return the best candidate, the baseline where none is better; evaluates the finalists on what is held out.

        What a candidate was not tried on counts as the baseline's, until it is a finalist.
        """
        before = self._rank(baseline, self._train, baseline)
        order = {c.digest: i for i, c in enumerate(self._evaluator.candidates.values())}

        def key(candidate: Candidate) -> tuple[Rank, int, int, int]:
            ranked = self._rank(candidate, self._train, baseline)
            place = self._preferred.get(candidate.digest, len(self._preferred))
            return ranked, place, size_of(candidate, self._infos), order[candidate.digest]

        better = [c for c in self._kept() if self._rank(c, self._train, baseline) < before]
        finalists = sorted(better, key=key)[:FINALISTS]
        self.complete([baseline, *finalists], self._train)
        finalists = [
            c
            for c in finalists
            if self._is_complete(c, self._train) and self._rank(c, self._train, baseline) < before
        ]
        if self._held:
            finalists = self._passing(sorted(finalists, key=key), baseline)
        else:
            finalists.sort(key=key)
        return finalists[0] if finalists else baseline

    def has_better(self, baseline: Candidate) -> bool:
        """Is a candidate better than the baseline, as far as it was tried?"""
        before = self._rank(baseline, self._train, baseline)
        return any(self._rank(c, self._train, baseline) < before for c in self._kept())

    def _kept(self) -> list[Candidate]:
        tried = self._evaluator.candidates
        return [c for known, c in tried.items() if known not in self._discarded]

    def _passing(self, finalists: list[Candidate], baseline: Candidate) -> list[Candidate]:
        """Return those that are no worse than the baseline on what is held out, the best there first."""
        self.complete([baseline, *finalists], self._held)
        least = self._rank(baseline, self._held, baseline)
        passing = [
            c
            for c in finalists
            if self._is_complete(c, self._held) and self._rank(c, self._held, c) <= least
        ]
        return sorted(passing, key=lambda c: self._rank(c, self._held, c))

    def complete(self, candidates: Sequence[Candidate], examples: Sequence[str]) -> None:
        """Evaluate candidates on the examples they were not tried on, one after the other."""
        for candidate in candidates:
            missing = tuple(e for e in examples if e not in candidate.rollouts)
            if missing:
                self._evaluator.outcomes([Trial(candidate.values, missing)], ())

    def _is_complete(self, candidate: Candidate, examples: Sequence[str]) -> bool:
        return all(e in candidate.rollouts for e in examples)

    def _rank(self, candidate: Candidate, examples: Sequence[str], otherwise: Candidate) -> Rank:
        found = [candidate.rollouts.get(e) or otherwise.rollouts.get(e) for e in examples]
        return rank(found)
