"""`optimize`: candidates of a program's parameters are tried on examples, and the best is kept as a change of source."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from optimizers.checked_options import seed_of, workers_of
from optimizers.choosing import choose
from optimizers.consulting import Asked, asked_by, model_of, questions
from optimizers.evaluating import describe
from optimizers.examples import Given, split
from optimizers.identity import data_of, files_of, identified, key_of
from optimizers.journal.files import OpenJournal, in_memory, journal_at, journal_for
from optimizers.ledger import Budget
from optimizers.progress import Listener, listener
from optimizers.result import Result
from optimizers.running.executors import ExecutorPool
from optimizers.running.functions import FunctionProgram, Objective
from optimizers.running.limits import Limits, default_memory
from optimizers.running.making import checked_isolation, pool, spawn_pool
from optimizers.running.messages import Job
from optimizers.running.pool import Pool
from optimizers.running.remote import Reference
from optimizers.session import Session, Setup
from optimizers.trained import known_of, notes_of
from tracer.errors import TracerError
from tracer.live import UNSET
from tracer.trainables import finding
from tracer.trainables.parameter import Parameter

EVALUATIONS = 500
"""The budget where none is given."""


def optimize(  # noqa: PLR0913  # all but the first three are keywords
    target: Callable[..., Any],
    data: Iterable[Given],
    objective: Objective,
    *,
    engine: str = "auto",
    llm: Asked = None,
    budget: Budget | None = None,
    workers: int | None = None,
    time_limit: float = 60.0,
    memory_limit: int | None = None,
    validation: float | Iterable[Given] | None = None,
    isolation: str = "fork",
    environment: Sequence[str] = (),
    executor: Executor | None = None,
    journal: str | os.PathLike[str] | bool = True,
    seed: int = 0,
    perfect: float | None = None,
    on_event: Listener | None = None,
    quiet: bool = False,
    parameters: Iterable[Parameter] | None = None,
) -> Result:
    """Find better values for the parameters of a function or model.

    `data`: pairs `(input, expected)` or Examples. `objective(output, expected)` gives a score (larger is better) or a
    Feedback. `engine`: `auto`, `gradient`, `search`, `repair`, `portfolio`, or with an `llm` (a name, or a function from
    messages to text) `optoprime`, `opro`, `textgrad`. `budget`: 500 evaluations, each one
    candidate on one example. `workers`: processes (default: one for each core). `time_limit`: seconds, and
    `memory_limit`: bytes, of one evaluation. `validation`: a share of the data, or examples, that no engine sees; a
    candidate that is worse there is not kept. `isolation`: `fork`, `reuse` (values only), `spawn` or `none`. `environment`: names of
    variables that candidates see. `executor`: runs the evaluations instead, of functions and examples that can be sent
    by name and as literals. `journal`: a file, False for none; by default one in `.tracer/runs`, with which the
    same command goes on after a crash. `on_event` is told what happens; `quiet` writes nothing to standard error.
    `parameters`: which, instead of all that `target` uses. `perfect`: the score that no example can exceed; a model is not
    asked any more where all have it.

    Nothing is changed in this process or in files before `Result.apply()`. Raises TracerError.
    """
    count, seed = workers_of(workers), seed_of(seed)
    memory = default_memory() if memory_limit is None else memory_limit
    limits = Limits(time_limit, memory, environment=frozenset(environment))
    trained, notes = _trained(target, parameters)
    train, held = split(data, validation, seed)
    budget = budget or Budget(evaluations=EVALUATIONS)
    infos = [describe(p) for p in trained]
    model = model_of(asked_by(engine, llm), trained)
    choice = choose(engine, infos, model=model is not None)
    mode = checked_isolation(isolation, [i.name for i in infos if i.kind == "code"])
    if choice.left_alone:
        notes.append(
            f"left as they are, for no engine without a model changes text: {', '.join(choice.left_alone)}"
        )
    key = key_of(
        {
            "target": identified(target),
            "objective": identified(objective),
            "files": files_of(trained),
            "parameters": [p.id for p in trained],
            "values": [repr(p.value) for p in trained],
            "data": [data_of(train), data_of(held)],
            "options": [engine, repr(budget), time_limit, memory_limit, isolation, seed, perfect],
            "model": model and model.llm.name,
        }
    )
    program = FunctionProgram(target, objective, {**train, **held}, trained)
    listeners = [*([] if quiet else [listener()]), *([] if on_event is None else [on_event])]
    with closing(_journal(journal, key)) as opened:
        locks = () if opened.lock is None else (opened.lock,)
        if executor is None and mode == "spawn":
            making = spawn_pool(program, limits, count)
        elif executor is None:
            making = pool(program, mode, limits, count, not_theirs=locks)
        else:
            making = _sending(executor, program, Reference.of(program, limits, mode), count)
        with making as (runners, said):
            setup = Setup(
                trained,
                tuple(train),
                tuple(held),
                choice,
                budget,
                seed,
                (*notes, *said),
                model=model,
                perfect=perfect,
            )
            session = Session(setup, runners, opened, listeners)
            session.plan(_plan(setup, mode, count, opened))
            return session.run()


def _trained(
    target: object, chosen: Iterable[Parameter] | None
) -> tuple[list[Parameter], list[str]]:
    found = finding.parameters(target, deep=True) if chosen is None else list(chosen)
    known = known_of(found)
    if found and not known:
        raise TracerError(
            f"{', '.join(f'{p.name} ({p.where})' for p in found)}: the value is not known before it runs; run the program "
            "once first, or write it as a literal"
        )
    if not known:
        raise TracerError(
            f"{getattr(target, '__qualname__', target)!s:.80} has no parameters: mark what may change with trainable(…), "
            "@trace(trainable=True) or a comment `# tracer: trainable`"
        )
    notes = [
        f"left as it is, for its value is not known before it runs: {p.name} ({p.where})"
        for p in found
        if p.known_value() is UNSET
    ]
    return known, notes + notes_of(known)


@contextmanager
def _sending(
    executor: Executor, program: FunctionProgram, reference: Reference, workers: int
) -> Iterator[tuple[Pool, tuple[str, ...]]]:
    for job in (Job({}, (i,)) for i in program.examples):
        reference.message(
            job, program.examples
        )  # what cannot be sent is told before anything is run
    yield ExecutorPool(executor, program, reference, workers), ()


def _journal(journal: str | os.PathLike[str] | bool, key: str) -> OpenJournal:  # noqa: FBT001  # as users give it
    if journal is True:
        return journal_for(key, Path.cwd())
    return in_memory() if journal is False else journal_at(Path(journal), key)


def _plan(setup: Setup, isolation: str, workers: int, opened: OpenJournal) -> str:
    evaluations = setup.budget.evaluations
    limit = "" if evaluations is None else f", at most {evaluations} evaluations"
    held = f" and {len(setup.held)} held out" if setup.held else ""
    known = len(opened.journal.evaluations())
    resumed = f"; goes on after {known} evaluations" if opened.resumed else ""
    return (
        f"{' then '.join(setup.choice.engines)} ({setup.choice.reason}), {len(setup.train)} examples{held}{limit}, "
        f"{workers} at a time ({isolation}); {questions(setup)}{resumed}"
    )
