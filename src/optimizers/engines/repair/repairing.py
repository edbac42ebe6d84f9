"""The engine: looks where examples fail, tries mutations there in generations, and believes the best of what passes."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any

from optimizers.engines.coursing import Course, Coursing, tried
from optimizers.engines.engine import Outcome, Rollout, Task, Trial, Values
from optimizers.engines.repair.candidates import Candidate, Queue, changed_tokens, lines_of
from optimizers.engines.repair.code import Code
from optimizers.engines.repair.facts import Observed, facts_of, observed
from optimizers.engines.repair.judging import Plausible, ended_late, goal_of, passes
from optimizers.engines.repair.kinds import PRIORS
from optimizers.engines.repair.rules import mutations
from optimizers.engines.repair.suspicion import Suspicion
from optimizers.engines.repair.values import value_candidates
from optimizers.engines.repair.view import View

PROBE = "optimizers.engines.repair.observing:observe"
_GENERATION = 24
_FINALISTS = 5
_COMPARED = 8
_LEAST_SECONDS = 0.25
_SECOND = 600
"""Changes that are tried beside a first one, where that mends some examples only."""

_Step = tuple[Candidate, int]
"""A candidate, and how far it got: tried on the first failing example, on all of these, on those it may break."""


class Repair(Coursing):
    """Deterministic from the task: the seed is not used."""

    name = "repair"

    def __init__(self, task: Task) -> None:
        self._task = task
        self._codes = {p.id: Code(p.id, p.value) for p in task.parameters if p.kind == "code"}
        self._preferred: list[Values] = []
        self._discarded: list[Values] = []
        self._base: dict[str, Any] = {}
        self._tried = self._ended = 0
        super().__init__(self._search())

    def preferred(self) -> Sequence[Values]:
        """Return the patches that pass all examples, the one to be believed first."""
        return self._preferred

    def discarded(self) -> Sequence[Values]:
        """Return what passes some of the failing examples only: not to be kept, for nothing says that it is meant."""
        return self._discarded

    # ------------------------------------------------------------------ the course of a repair

    def _search(self) -> Course:
        if not self._task.parameters or not self._task.examples:
            return
        baseline = _rollouts((yield [Trial({})]))
        self._goal = goal_of(baseline.values())
        self._seconds = _limit(r for r in baseline.values() if self._passes(r))
        if all(self._passes(baseline.get(e)) for e in self._task.examples):
            self._notes.append("no example fails: there is nothing to repair")
            return
        plausible: list[Plausible] = []
        rollouts: Mapping[str, Rollout] | None = baseline
        while rollouts is not None and not plausible:
            yield from self._look(rollouts)
            self._parts: list[_Step] = []
            yield from self._try_all(self._queue(), plausible)
            rollouts = None if plausible or self._base else (yield from self._half())
        if not plausible:
            only = "; what mends some of them only is not kept" if self._discarded else ""
            self._notes.append(f"none of {self._ended} changes passes all examples{only}")
            return
        yield from self._confirm(plausible)
        best = sorted(plausible, key=lambda p: -p.credit)
        self._preferred = [self._values(p.candidate) for p in best]
        yield [Trial(values) for values in self._preferred[:_FINALISTS]]

    def _look(self, rollouts: Mapping[str, Rollout]) -> Course:
        """Record the examples, with the change that is made already; `rollouts`: how they end with it."""
        self._failing = [e for e in self._task.examples if not self._passes(rollouts.get(e))]
        shown = self._worth_looking_at(rollouts)
        told = _rollouts((yield [Trial(self._base, shown, PROBE)]))
        self._found = {e: found for e, r in told.items() if (found := _found(r)) is not None}
        self._order_failing()

    def _half(self) -> Generator[list[Trial], Sequence[Outcome], Mapping[str, Rollout] | None]:
        """Make the change that mends most examples and breaks none, to look for a second one; return how they end then."""
        likely = sorted(self._parts, key=lambda part: (-part[1], -part[0].score))[:_FINALISTS]
        if not likely:
            return None
        trials = [(c, Trial(self._values(c), seconds=self._seconds)) for c, _ in likely]
        for candidate, outcome in (yield from tried(trials)):
            rollouts = _rollouts([outcome])
            if all(self._passes(rollouts.get(e)) for e in self._passing):
                self._base = self._values(candidate)
                if candidate.ident in self._codes:
                    self._codes[candidate.ident] = Code(candidate.ident, candidate.value)
                return rollouts
        return None

    def _worth_looking_at(self, baseline: Mapping[str, Rollout]) -> tuple[str, ...]:
        """All examples that end: reading the recording of one that does not takes longer than trying candidates blindly."""
        self._late = {e for e in self._failing if e in baseline and ended_late(baseline[e])}
        return tuple(e for e in self._task.examples if e not in self._late)

    def _order_failing(self) -> None:
        """Try first what fails soon: by time limits last, by fewest executed expressions first."""

        def effort(example: str) -> tuple[bool, int]:
            codes = self._found.get(example, {}).get("codes", {})
            size = sum(len(code["executed"]) for code in codes.values())
            return example in self._late or example not in self._found, size

        self._failing.sort(key=effort)
        self._passing = [e for e in self._task.examples if e not in set(self._failing)]

    def _queue(self) -> Queue:
        queue = Queue()
        self._observed: dict[str, dict[str, Observed]] = {}
        for ident, code in self._codes.items():
            seen = {e: observed(ident, found) for e, found in self._found.items()}
            self._observed[ident] = seen
            suspicion = Suspicion(
                [seen[e] for e in self._failing if e in seen],
                [seen[e] for e in self._passing if e in seen],
            )
            view = View(code, facts_of(ident, self._found.values()), tuple(self._codes.values()))
            queue.add(code, _scored(view, suspicion))
        for candidate in value_candidates(self._task.parameters):
            queue.put(candidate)
        return queue

    def _try_all(self, queue: Queue, plausible: list[Plausible]) -> Course:
        """Try candidates, each on the first failing example, then on the others, then on those it may break."""
        enough, most = None, self._tried + (_SECOND if self._base else sys.maxsize)
        waiting: list[_Step] = []
        while True:
            room = max(min(_GENERATION, (enough or most) - self._tried), 0)
            generation = waiting[:_GENERATION]
            new = self._new(queue, room - len(generation), _hope(plausible))
            generation, waiting = [*generation, *new], waiting[_GENERATION:]
            if not generation:
                return
            trials = [(step, self._trial(*step)) for step in generation]
            for (candidate, stage), outcome in (yield from tried(trials)):
                self._ended += stage == 0
                self._note_time(queue, candidate, outcome)
                passed = sum(self._passes(r) for r in outcome.rollouts)
                if passed < len(outcome.rollouts):
                    self._note_part(candidate, stage, passed)
                    continue
                after = self._next_stage(candidate, stage)
                if after is None:
                    plausible.append(self._plausible(candidate))
                else:
                    waiting.append((candidate, after))
            if plausible and enough is None:
                enough = self._tried + min(400, 100 + self._tried)

    def _note_part(self, candidate: Candidate, stage: int, passed: int) -> None:
        """One that passes some of what failed is no repair, but may be a part of one."""
        if stage == 1:
            self._parts.append((candidate, passed))
        if stage:
            self._discarded.append(self._values(candidate))

    def _values(self, candidate: Candidate) -> dict[str, Any]:
        return {**self._base, candidate.ident: candidate.value}

    def _trial(self, candidate: Candidate, stage: int) -> Trial:
        return Trial(
            self._values(candidate), self._examples(candidate, stage), seconds=self._seconds
        )

    def _new(self, queue: Queue, most: int, least: float) -> list[_Step]:
        """Take the next candidates, as long as they are likely enough."""
        taken: list[_Step] = []
        while len(taken) < most:
            candidate = queue.pop()
            if candidate is None or candidate.score < least:
                break
            taken.append((candidate, 0))
        self._tried += len(taken)
        return taken

    def _note_time(self, queue: Queue, candidate: Candidate, outcome: Outcome) -> None:
        """One that does not end where the program did makes others on its lines less likely."""
        if any(ended_late(r) and r.example not in self._late for r in outcome.rollouts):
            queue.demote(candidate)

    def _next_stage(self, candidate: Candidate, stage: int) -> int | None:
        """Return the next stage that has examples; None where all are done."""
        return next((s for s in range(stage + 1, 3) if self._examples(candidate, s)), None)

    def _examples(self, candidate: Candidate, stage: int) -> tuple[str, ...]:
        if stage == 0:
            return tuple(self._failing[:1])
        if stage == 1:
            return tuple(self._failing[1:])
        return tuple(e for e in self._passing if self._touches(candidate, e))

    def _touches(self, candidate: Candidate, example: str) -> bool:
        """May a candidate change what an example does? What did not run its lines is as it was."""
        seen = self._observed.get(candidate.ident, {}).get(example)
        if candidate.lines is None or seen is None:
            return True
        first, last = candidate.lines
        return any(first - 1 <= spot[0] <= last + 1 for spot in seen.executed)

    def _confirm(self, plausible: list[Plausible]) -> Course:
        """Look which passing examples the likeliest ones take another way through."""
        plausible.sort(key=lambda p: -p.credit)
        compared = plausible[:_COMPARED]
        examples = tuple(e for e in self._passing if e in self._found)
        if len(compared) < 2 or not examples:
            return
        trials = [
            (place, Trial(self._values(p.candidate), examples, PROBE))
            for place, p in enumerate(compared)
        ]
        for place, outcome in (yield from tried(trials)):
            told = [
                (new, self._found[r.example])
                for r in outcome.rollouts
                if (new := _found(r)) is not None
            ]
            old = compared[place]
            other = sum(new["trace"] != before["trace"] for new, before in told)
            alike = fmean([_alike(new["steps"], before["steps"]) for new, before in told] or [1.0])
            plausible[place] = Plausible(old.candidate, old.tokens, other, alike)

    def _plausible(self, candidate: Candidate) -> Plausible:
        code = self._codes.get(candidate.ident)
        return Plausible(
            candidate, 1 if code is None else changed_tokens(code.text, candidate.value)
        )

    def _passes(self, rollout: Rollout | None) -> bool:
        return rollout is not None and passes(rollout, self._goal)


def _scored(view: View, suspicion: Suspicion) -> Iterator[tuple[float, Any]]:
    for mutation in mutations(view):
        found = (
            suspicion.of(mutation.at, lines_of(mutation)) * PRIORS[mutation.kind] * mutation.weight
        )
        if found > 0:
            yield found, mutation


def _found(rollout: Rollout) -> dict[str, Any] | None:
    """Return what the probe found."""
    return rollout.found if isinstance(rollout.found, dict) else None


def _alike(one: int, other: int) -> float:
    return (min(one, other) + 1) / (max(one, other) + 1)


def _hope(plausible: list[Plausible]) -> float:
    """Return the score below which no candidate can become the best."""
    return 0.2 * max((p.credit for p in plausible), default=0.0)


def _limit(passing: Iterable[Rollout]) -> float | None:
    """Return the seconds after which a candidate has lost itself: many times what the slowest example needs."""
    needed = max((r.seconds for r in passing), default=None)
    return None if needed is None else max(_LEAST_SECONDS, 20 * needed)


def _rollouts(outcomes: Sequence[Outcome]) -> dict[str, Rollout]:
    return {r.example: r for outcome in outcomes for r in outcome.rollouts}
