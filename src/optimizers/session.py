"""One optimization from its plan to its result, whatever runs the candidates."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from optimizers.accounts import counting
from optimizers.choosing import Choice
from optimizers.engines import first_probe, maker
from optimizers.engines.engine import (
    Engine,
    Model,
    Notes,
    Outcome,
    Preferring,
    Rollout,
    Task,
    Trial,
    reason,
)
from optimizers.evaluating import Candidate, Evaluator, describe
from optimizers.journal.changes import kept
from optimizers.journal.files import OpenJournal
from optimizers.journal.replies import JournaledLLM
from optimizers.ledger import Budget, Ledger
from optimizers.progress import Event, Listener
from optimizers.result import Result, Scored, Tried
from optimizers.running.pool import Pool
from optimizers.selecting import FINALISTS, Selection
from tracer.errors import TracerError
from tracer.trainables.parameter import Parameter

_IDLE = 50
"""An engine that proposes nothing new in so many generations has nothing more to try."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What is optimized: parameters, ids of examples for training and of those held out, who chooses what to try.

    `unchanged`: what is known already of the program as it is, by example. `model`: what engines may ask, or None.
    `perfect`: the score that no example can exceed, or None.
    """

    parameters: Sequence[Parameter]
    train: tuple[str, ...]
    held: tuple[str, ...]
    choice: Choice
    budget: Budget
    seed: int = 0
    notes: tuple[str, ...] = ()
    unchanged: Mapping[str, Rollout] = field(default_factory=dict)
    model: Model | None = None
    perfect: float | None = None


class Session:
    """Runs engines over a pool, with a journal, and says how it goes."""

    def __init__(
        self, setup: Setup, pool: Pool, opened: OpenJournal, listeners: Sequence[Listener]
    ) -> None:
        self._setup, self._pool, self._opened = setup, pool, opened
        self._listeners = listeners
        self._notes = list(setup.notes)
        self._infos = tuple(map(describe, setup.parameters))
        model = setup.model
        self._model = model and replace(model, llm=JournaledLLM(model.llm, opened.journal))
        self._best_score: float | None = None
        self._preferred: list[str] = []
        self._discarded: set[str] = set()
        self._evaluator = Evaluator(
            setup.parameters,
            pool,
            opened.journal,
            Ledger(setup.budget),
            seed=setup.seed,
            said=self._rollout,
            unchanged=setup.unchanged,
        )

    # ------------------------------------------------------------------ the whole

    def run(self) -> Result:
        """Run to the end; what is known by then is in the journal, also where this raises.

        Raises TracerError where all examples fail with the program as it is, and neither code nor text may change.
        """
        with _interruptions(self._interrupt):
            baseline = self._baseline()
            self._tell_failures(baseline)
            engine = self._search(baseline) if self._evaluator.stopped is None else "none"
            stopped = self._evaluator.stopped
            best = self._select(baseline)
        result = self._result(baseline, best, engine, stopped)
        journal = self._opened.journal
        journal.event(
            "interrupted" if self._evaluator.interrupted else "finished",
            {"best": best.wire, "text": str(result), **kept(result.changed, journal.path)},
        )
        self._say("end", text=f"{result}{_because(stopped)}")
        return result

    def _baseline(self) -> Candidate:
        """Evaluate the program as it is: recorded where the first engine would do just that, so that it is done once."""
        setup, plain = self._setup, Trial({}, self._setup.train)
        probe = None if setup.unchanged else first_probe(setup.choice.engines[0])
        self._evaluator.outcomes([replace(plain, probe=probe)], setup.train)
        baseline = next(iter(self._evaluator.candidates.values()))
        if probe is not None and self._evaluator.forget_failed(baseline):
            self._evaluator.outcomes([plain], setup.train)
        return baseline

    def _tell_failures(self, baseline: Candidate) -> None:
        """Say why examples fail with the program as it is; raise where no score says what is better.

        Other code, or another text, may be just what makes them run; numbers and choices seldom do.
        """
        found = [baseline.rollouts[e] for e in self._setup.train if e in baseline.rollouts]
        failed = [r for r in found if r.score is None]
        if not failed or self._setup.unchanged:
            return
        told = (
            f"{len(failed)} of {len(self._setup.train)} examples have no score with the program as it is; "
            f"{failed[0].example!r}: {reason(failed[0])}"
        )
        mendable = any(i.kind in {"code", "text"} for i in self._infos)
        if mendable or len(failed) < len(self._setup.train):
            self.note(told)
            return
        self._opened.journal.event("finished", {"text": told})
        self._say("end", text="nothing was tried")
        raise TracerError(told)

    def _select(self, baseline: Candidate) -> Candidate:
        """Choose; a budget that is used up has a rest for this."""
        if self._evaluator.interrupted:
            held: tuple[str, ...] = ()
        else:
            self._evaluator.release()
            held = self._setup.held
        selection = Selection(
            self._evaluator,
            self._infos,
            self._setup.train,
            held,
            self._preferred,
            frozenset(self._discarded),
        )
        best = selection.best(baseline)
        if held:
            selection.complete([baseline, best], held)
        return best

    # ------------------------------------------------------------------ engines

    def _search(self, baseline: Candidate) -> str:
        """Run engines until one has found something better; return the name of the last."""
        setup = self._setup
        self._evaluator.reserve(len(setup.held) * (FINALISTS + 1))
        name = ""
        for name in setup.choice.engines:
            task = Task(
                self._infos,
                setup.train,
                setup.seed,
                self._evaluator.left,
                self._model,
                setup.perfect,
            )
            engine = maker(name)(task)
            self._drive(engine)
            if isinstance(engine, Preferring):
                self._preferred += self._evaluator.known(engine.preferred())
                self._discarded.update(self._evaluator.known(engine.discarded()))
            if isinstance(engine, Notes):
                self.note(*(f"{name}: {line}" for line in engine.notes()))
            if self._evaluator.stopped is not None or self._has_better(baseline):
                break
        return name

    def _drive(self, engine: Engine) -> None:
        idle = 0
        while self._evaluator.stopped is None and idle < _IDLE:
            trials = list(engine.propose())
            if not trials:
                return
            before = self._evaluator.ledger.evaluations
            outcomes = self._evaluator.outcomes(trials, self._setup.train)
            idle = 0 if self._evaluator.ledger.evaluations > before else idle + 1
            self._generation(outcomes)
            with counting(self._evaluator.ledger, "optimizer"):
                engine.tell(outcomes)

    def _has_better(self, baseline: Candidate) -> bool:
        selection = Selection(
            self._evaluator,
            self._infos,
            self._setup.train,
            (),
            discarded=frozenset(self._discarded),
        )
        return selection.has_better(baseline)

    # ------------------------------------------------------------------ words

    def note(self, *lines: str) -> None:
        """Say something that the user should know; it is in the result, too."""
        for line in lines:
            self._notes.append(line)
            self._say("note", text=line)

    def plan(self, text: str) -> None:
        """Say what is going to be done, before anything is spent."""
        self._say("plan", text=text, evaluations=self._setup.budget.evaluations)
        self._opened.journal.event("plan", {"text": text})
        for line in self._setup.notes:
            self._say("note", text=line)

    def _rollout(self, candidate: Candidate, rollout: Rollout) -> None:
        self._say(
            "rollout",
            candidate=candidate.digest,
            evaluations=self._evaluator.ledger.evaluations,
            **{k: v for k, v in asdict(rollout).items() if k != "found"},
        )

    def _generation(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            if outcome.trial.examples is None and outcome.score is not None:
                score = outcome.score
                self._best_score = max(score, self._best_score or score)
        spent = self._evaluator.ledger.spent()
        self._say(
            "generation",
            evaluations=spent.evaluations,
            candidates=len(self._evaluator.candidates),
            best=self._best_score,
            usd=spent.usd,
        )

    def _say(self, kind: str, **data: Any) -> None:
        event = Event(kind, data)
        for listener in self._listeners:
            listener(event)

    def _interrupt(self) -> None:
        self._evaluator.interrupt()
        self._say(
            "note", text="interrupted: what runs is finished and saved; Ctrl-C again stops now"
        )

    # ------------------------------------------------------------------ the result

    def _result(
        self, baseline: Candidate, best: Candidate, engine: str, stopped: str | None
    ) -> Result:
        setup = self._setup
        known = {p.id: p for p in setup.parameters}
        changed = {known[i]: v for i, v in best.values.items()}
        scores = [_scored(e, baseline, best, held_out=False) for e in setup.train]
        scores += [_scored(e, baseline, best, held_out=True) for e in setup.held]
        return Result(
            best={p: changed.get(p, p.value) for p in setup.parameters},
            changed=changed,
            scores=tuple(scores),
            cost=self._evaluator.ledger.spent(),
            tried=tuple(
                _tried(c, known, (*setup.train, *setup.held))
                for c in self._evaluator.candidates.values()
            ),
            engine=engine,
            reason=setup.choice.reason,
            stopped=stopped,
            notes=tuple(self._notes),
            journal=self._opened.journal.path,
            best_rollouts=dict(best.rollouts),
        )


def _scored(example: str, baseline: Candidate, best: Candidate, *, held_out: bool) -> Scored:
    before, after = baseline.rollouts.get(example), best.rollouts.get(example)
    return Scored(
        example,
        None if before is None else before.score,
        None if after is None else after.score,
        held_out,
    )


def _tried(candidate: Candidate, known: Mapping[str, Parameter], examples: Sequence[str]) -> Tried:
    values = {known[i]: v for i, v in candidate.values.items()}
    return Tried(values, tuple(candidate.rollouts[e] for e in examples if e in candidate.rollouts))


def _because(stopped: str | None) -> str:
    return "" if stopped is None else f"; {stopped}"


@contextmanager
def _interruptions(first: Callable[[], None]) -> Iterator[None]:
    """Within the block the first Ctrl-C calls `first`, the second raises KeyboardInterrupt."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    met = False

    def handle(number: int, frame: Any) -> None:
        nonlocal met
        if met:
            signal.default_int_handler(number, frame)
        met = True
        first()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
