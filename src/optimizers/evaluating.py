"""From trials to outcomes: what is known is not run again, what is run is in the journal before it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from optimizers.engines.engine import Outcome, ParameterInfo, Rollout, Trial
from optimizers.errors import BudgetExceeded
from optimizers.journal.journal import Evaluation, Journal
from optimizers.ledger import Ledger
from optimizers.running.messages import Job, Wire, digest, encoded
from optimizers.running.pool import Pool
from rewriters.editing.literals import same
from tracer.errors import InvalidUpdate, TracerError
from tracer.trainables.checking import checked
from tracer.trainables.parameter import Parameter

_JOBS = 8
"""A generation is cut into at least so many jobs: never by the number of workers, on which no result may depend."""


@dataclass(eq=False)
class Candidate:
    """What was tried: its values, and what became of each example so far."""

    digest: str
    values: Mapping[str, Any]
    wire: Wire
    rollouts: dict[str, Rollout] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A trial and the evaluations it needs; `refused`: why none are made."""

    trial: Trial
    candidate: Candidate | None
    examples: tuple[str, ...]
    refused: str = ""


_Wanted = tuple[Candidate, Evaluation, float | None]
"""Who is to be evaluated, on what, with what limit of its own."""


def describe(parameter: Parameter) -> ParameterInfo:
    """Return what an engine is told of a parameter."""
    number = parameter.kind == "number"
    constraint = parameter.constraint
    span = parameter.span if parameter.has_source else None
    return ParameterInfo(
        parameter.id,
        parameter.name,
        str(parameter.kind),
        parameter.value,
        parameter.source if parameter.has_source else repr(parameter.value),
        parameter.bounds,
        parameter.choices,
        parameter.description,
        constraint if isinstance(constraint, str) else None,
        span and (span.file, span.start, span.end),
        number and isinstance(parameter.value, int) and parameter.annotation is not float,
    )


class Evaluator:
    """Evaluates trials within a budget.

    `stopped`: why no more is evaluated, or None. `said` is told of each rollout that was run. `unchanged`: what is known
    already of the program as it is.
    """

    def __init__(  # noqa: PLR0913  # the last are keywords
        self,
        parameters: Sequence[Parameter],
        pool: Pool,
        journal: Journal,
        ledger: Ledger,
        *,
        seed: int = 0,
        said: Callable[[Candidate, Rollout], None] = lambda _candidate, _rollout: None,
        unchanged: Mapping[str, Rollout] | None = None,
    ) -> None:
        self._parameters = {p.id: p for p in parameters}
        self._pool, self._journal, self._seed, self._said = pool, journal, seed, said
        self.ledger = ledger
        self.candidates: dict[str, Candidate] = {}
        self.stopped: str | None = None
        self.interrupted = False
        self._reserved = 0
        self._counted: set[Evaluation] = set()
        self._known = journal.evaluations()
        for example, rollout in (unchanged or {}).items():
            self._known[Evaluation(digest({}), example, "")] = rollout
        for bill in journal.bills():
            ledger.note(bill)

    @property
    def left(self) -> int | None:
        """Evaluations left in the budget, what is reserved aside."""
        most = self.ledger.budget.evaluations
        return None if most is None else max(most - self.ledger.evaluations - self._reserved, 0)

    def reserve(self, evaluations: int) -> None:
        """Keep so many back, but never more than half of what is left."""
        left = self.left
        self._reserved = 0 if left is None else min(evaluations, left // 2)

    def known(self, chosen: Iterable[Mapping[str, Any]]) -> list[str]:
        """Return the digests of the candidates with these values, of those that were tried."""
        digests = [digest(self._checked(values)[1]) for values in chosen]
        return [known for known in digests if known in self.candidates]

    def forget_failed(self, candidate: Candidate) -> bool:
        """Forget the rollouts of a candidate that failed, so that it can be tried without a probe; were there any?"""
        kept = {e: r for e, r in candidate.rollouts.items() if r.score is not None}
        failed = len(kept) < len(candidate.rollouts)
        candidate.rollouts = kept
        return failed

    def interrupt(self) -> None:
        """Begin nothing more; what runs comes to its end."""
        self.interrupted = True
        self.stopped = "it was interrupted"

    def release(self) -> None:
        """Use what was kept back, and go on if only that budget was used up."""
        self._reserved = 0
        if not self.interrupted and self.ledger.exhausted() is None:
            self.stopped = None

    def outcomes(self, trials: Iterable[Trial], examples: Sequence[str]) -> list[Outcome]:
        """Evaluate trials; `examples` are those of a trial that names none.

        Trials for which the budget does not suffice have no outcome.
        """
        asked = [self._asked(trial, tuple(examples)) for trial in trials]
        self._run(self._jobs(self._wanted(asked)))
        return [o for o in map(self._outcome, asked) if o is not None]

    def _asked(self, trial: Trial, all_examples: tuple[str, ...]) -> _Asked:
        examples = all_examples if trial.examples is None else tuple(trial.examples)
        try:
            values, wire = self._checked(trial.values)
        except InvalidUpdate as error:
            return _Asked(trial, None, examples, str(error))
        known = digest(wire)
        candidate = self.candidates.setdefault(known, Candidate(known, values, wire))
        return _Asked(trial, candidate, examples)

    def _checked(self, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what is changed, as it is set and as it travels. Raises InvalidUpdate."""
        values, wire = {}, {}
        for ident in sorted(given):
            parameter = self._parameters.get(ident)
            if parameter is None:
                raise TracerError(
                    f"an engine proposed a value for {ident!r}, which is no parameter"
                )
            value = checked(parameter, given[ident])
            if not same(value, parameter.value):
                values[ident], wire[ident] = value, encoded(parameter, value)
        return values, wire

    # ------------------------------------------------------------------ what has to be run

    def _wanted(self, asked: Iterable[_Asked]) -> list[_Wanted]:
        """Return the evaluations that were not asked for before, as far as the budget goes."""
        new: list[_Wanted] = []
        if self._stopping():
            return new
        left = self.left
        for one in asked:
            if one.candidate is None:
                continue
            for example in one.examples:
                wanted = Evaluation(one.candidate.digest, example, one.trial.probe or "")
                if self._has(one.candidate, wanted):
                    continue
                if left is not None and len(new) >= left:
                    self.stopped = "the budget of evaluations is used up"
                    return self._paid(new)
                self._counted.add(wanted)
                new.append((one.candidate, wanted, one.trial.seconds))
        return self._paid(new)

    def _paid(self, new: list[_Wanted]) -> list[_Wanted]:
        """Count them, unless time or money have just run out."""
        try:
            self.ledger.evaluate(len(new))
        except BudgetExceeded as error:
            self.stopped = f"the budget of {error.limit} is used up"
            return []
        return new

    def _has(self, candidate: Candidate, wanted: Evaluation) -> bool:
        if not wanted.probe and wanted.example in candidate.rollouts:
            return True
        return wanted in self._counted

    def _jobs(self, wanted: list[_Wanted]) -> list[Job]:
        """Return what of it is to be run: the journal may know it."""
        todo: dict[tuple[str, str, float | None], list[str]] = {}
        for candidate, evaluation, seconds in wanted:
            rollout = self._known.get(evaluation)
            if rollout is not None:
                _note(candidate, evaluation, rollout)
            else:
                key = candidate.digest, evaluation.probe, seconds
                todo.setdefault(key, []).append(evaluation.example)
        size = max(len(wanted) // _JOBS, 1)
        return [
            Job(
                self.candidates[known].wire,
                tuple(examples[i : i + size]),
                probe or None,
                self._seed,
                seconds,
            )
            for (known, probe, seconds), examples in todo.items()
            for i in range(0, len(examples), size)
        ]

    def _run(self, jobs: list[Job]) -> None:
        if not jobs:
            return
        for job, done in self._pool.run(jobs, self._stopping):
            candidate = self.candidates[digest(job.values)]
            asked = Evaluation(candidate.digest, done.rollout.example, job.probe or "")
            self._journal.add(asked, job.values, done)
            self._known[asked] = done.rollout
            for bill in done.bills:
                self.ledger.note(bill)
            _note(candidate, asked, done.rollout)
            self._said(candidate, done.rollout)

    def _stopping(self) -> bool:
        """Is nothing more to be begun? Evaluations are counted before; money and time run out on the way."""
        limit = self.ledger.exhausted()
        if limit is not None and not self.interrupted:
            self.stopped = f"the budget of {limit} is used up"
        return self.interrupted or limit is not None

    def _outcome(self, asked: _Asked) -> Outcome | None:
        if asked.candidate is None:
            refused = (Rollout(e, None, asked.refused, "InvalidUpdate") for e in asked.examples)
            return Outcome(asked.trial, tuple(refused))
        found = [self._rollout(asked.candidate, e, asked.trial.probe or "") for e in asked.examples]
        whole = [r for r in found if r is not None]
        return Outcome(asked.trial, tuple(whole)) if len(whole) == len(found) else None

    def _rollout(self, candidate: Candidate, example: str, probe: str) -> Rollout | None:
        if not probe:
            return candidate.rollouts.get(example)
        asked = Evaluation(candidate.digest, example, probe)
        return self._known.get(asked) if asked in self._counted else None


def _note(candidate: Candidate, asked: Evaluation, rollout: Rollout) -> None:
    """Keep the first rollout of an example: a recorded one that follows has the same score."""
    candidate.rollouts.setdefault(asked.example, rollout)
