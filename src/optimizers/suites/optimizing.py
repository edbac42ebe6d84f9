"""From a collected session to a result: baseline, parameters, held-out tests, engines, the change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from optimizers.choosing import choose
from optimizers.consulting import Asked, asked_by, model_of, questions
from optimizers.evaluating import describe
from optimizers.identity import key_of
from optimizers.journal.files import OpenJournal, journal_for
from optimizers.progress import listener
from optimizers.result import Result
from optimizers.running.making import pool
from optimizers.session import Session, Setup
from optimizers.suites.baseline import Baseline, held_out, measured
from optimizers.suites.options import Options
from optimizers.suites.outcome import Outcome
from optimizers.suites.running import PASSED, Suite
from optimizers.suites.touching import loaded_files, marked, unmarked
from optimizers.trained import known_of, notes_of
from tracer.errors import TracerError
from tracer.trainables.parameter import Parameter

_OBJECTIVE = "Change the values of the variables so that all tests pass."


def optimize_suite(
    session: pytest.Session, options: Options, sources: Callable[[str], bool]
) -> Outcome:
    """Optimize the code under test. Raises pytest.UsageError for what cannot be done."""
    try:
        return _Optimization(session, options, sources).run()
    except TracerError as error:
        raise pytest.UsageError(str(error)) from error


@dataclass(frozen=True)
class _Optimization:
    session: pytest.Session
    options: Options
    sources: Callable[[str], bool]

    def run(self) -> Outcome:
        """Do all of it."""
        files = loaded_files(self._wanted)
        key = key_of(
            {
                "tests": [item.nodeid for item in self.session.items],
                "files": {**files, **loaded_files(self._is_test)},
                "options": repr(self.options),
                "model": repr(self._asked),
            }
        )
        with closing(journal_for(key, Path.cwd())) as opened:
            baseline = self._baseline(opened)
            outcome = Outcome(self.session.items, baseline)
            if not baseline.usable:
                opened.journal.event("finished", {"text": "no test can be used"})
                return outcome.without("nothing was tried: all tests are skipped or flaky")
            if not baseline.failing and not self._has_scores():
                opened.journal.event("finished", {"text": "all tests pass"})
                return outcome.without("all tests pass: there is nothing to optimize")
            trained = self._parameters(baseline)
            outcome.result = self._search(trained, baseline, opened)
        if self.options.apply and outcome.result.improved:
            try:
                outcome.applied = tuple(outcome.result.apply())
            except TracerError as error:
                outcome.reason = f"not written: {error}"
        return outcome

    @property
    def _asked(self) -> Asked:
        return asked_by(self.options.engine, self.options.llm)

    def _wanted(self, path: str) -> bool:
        """May this file be changed? Tests and conftests may not."""
        return self.sources(path) and not self._is_test(path)

    def _is_test(self, path: str) -> bool:
        return path in self._test_files or Path(path).name == "conftest.py"

    @property
    def _test_files(self) -> set[str]:
        return {str(item.path) for item in self.session.items}

    def _has_scores(self) -> bool:
        return any("score" in getattr(i, "fixturenames", ()) for i in self.session.items)

    def _baseline(self, opened: OpenJournal) -> Baseline:
        suite = Suite(self.session)
        with pool(
            suite, "fork", self.options.limits, self.options.workers, not_theirs=_locks(opened)
        ) as (runners, _):
            return measured(runners, opened.journal, list(suite.items), self.options.seed)

    def _parameters(self, baseline: Baseline) -> list[Parameter]:
        if self.options.anything:
            found = unmarked(self._wanted, baseline.places, baseline.names)
        else:
            found = marked(self._wanted)
        known = known_of(found)
        if not known:
            raise TracerError(
                "nothing may change: mark values with trainable(…), functions with @trace(trainable=True) or the comment "
                "`# tracer: trainable`, or pass --optimize-any"
                if not self.options.anything
                else "the failing tests depend on no function or literal of this project"
            )
        return known

    def _search(
        self, trained: Sequence[Parameter], baseline: Baseline, opened: OpenJournal
    ) -> Result:
        suite = Suite(self.session, trained)
        held, why = held_out(suite.items, baseline)
        train = tuple(i for i in baseline.usable if i not in held)
        model = model_of(self._asked, trained, _OBJECTIVE)
        choice = choose(
            self.options.engine, [describe(p) for p in trained], model=model is not None
        )
        notes = [why, *_flaky(baseline), *notes_of(trained)]
        with pool(
            suite, "fork", self.options.limits, self.options.workers, not_theirs=_locks(opened)
        ) as (runners, said):
            notes += said
            seed, told = self.options.seed, baseline.told
            setup = Setup(
                trained,
                train,
                tuple(held),
                choice,
                self.options.budget,
                seed,
                tuple(notes),
                told,
                model,
                None if self._has_scores() else PASSED,
            )
            session = Session(setup, runners, opened, [listener()])
            session.plan(self._plan(setup))
            return session.run()

    def _plan(self, setup: Setup) -> str:
        return (
            f"{' then '.join(setup.choice.engines)} ({setup.choice.reason}), {len(setup.train)} tests and "
            f"{len(setup.held)} held out, {len(setup.parameters)} parameters, at most {setup.budget.evaluations} tests run, "
            f"{self.options.workers} at a time; {questions(setup)}"
        )


def _locks(opened: OpenJournal) -> tuple[int, ...]:
    return () if opened.lock is None else (opened.lock,)


def _flaky(baseline: Baseline) -> list[str]:
    if not baseline.flaky:
        return []
    some = ", ".join(baseline.flaky[:3]) + (", …" if len(baseline.flaky) > 3 else "")
    return [f"left out, for they do not end the same each time: {some}"]
