"""Scripts are optimized as functions are, but each candidate runs the script anew."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from optimizers.checked_options import seed_of, workers_of
from optimizers.choosing import choose
from optimizers.consulting import Asked, asked_by, model_of, questions
from optimizers.evaluating import describe
from optimizers.identity import files_of, identified, key_of
from optimizers.journal.files import journal_for
from optimizers.ledger import Budget
from optimizers.progress import Listener
from optimizers.result import Result
from optimizers.running.limits import Limits, default_memory
from optimizers.running.making import pool
from optimizers.running.scripts import EXAMPLE, ScriptProgram
from optimizers.session import Session, Setup
from optimizers.trained import known_of, notes_of
from tracer.errors import TracerError


def optimize_script(  # noqa: PLR0913  # keywords
    path: str,
    arguments: Sequence[str],
    *,
    objective: Callable[[str], Any] | None = None,
    engine: str = "auto",
    llm: Asked = None,
    budget: Budget,
    workers: int,
    time_limit: float = 60.0,
    seed: int = 0,
    perfect: float | None = None,
    modules: Sequence[str] = (),
    listeners: Sequence[Listener] = (),
) -> Result:
    """Find better values for the parameters of a script, and of the files `modules`; larger scores are better.

    `objective` is given what the script printed. `perfect`: the score that it cannot exceed. Raises TracerError.
    """
    workers, seed = workers_of(workers), seed_of(seed)
    limits = Limits(time_limit, default_memory())
    program = ScriptProgram(path, arguments, objective, modules)
    program.parameters = known_of(program.parameters)
    if not program.parameters:
        raise TracerError(
            f"{path} marks no parameters whose value is known: use trainable(…), @trace(trainable=True) or comments "
            "`# tracer: trainable`"
        )
    model = model_of(asked_by(engine, llm), program.parameters)
    choice = choose(engine, [describe(p) for p in program.parameters], model=model is not None)
    key = key_of(
        {
            "script": [program.path, *arguments],
            "objective": [] if objective is None else identified(objective),
            "files": files_of(program.parameters),
            "options": [engine, repr(budget), time_limit, seed, perfect],
            "model": model and model.llm.name,
        }
    )
    with closing(journal_for(key, Path.cwd())) as opened:
        locks = () if opened.lock is None else (opened.lock,)
        with pool(program, "fork", limits, workers, not_theirs=locks, folder=os.getcwd()) as (
            runners,
            said,
        ):
            notes = (*notes_of(program.parameters), *said)
            setup = Setup(
                program.parameters,
                (EXAMPLE,),
                (),
                choice,
                budget,
                seed,
                notes,
                model=model,
                perfect=perfect,
            )
            session = Session(setup, runners, opened, listeners)
            session.plan(
                f"{' then '.join(choice.engines)} ({choice.reason}), at most {budget.evaluations} runs of "
                f"{' '.join([os.path.basename(path), *arguments])}, {workers} at a time; {questions(setup)}"
            )
            return session.run()
