"""The arms of ours on any lesson: nothing learned, or an optimizer of this package with the options of the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from harness import Arm, Run
from learning import Lesson, learn, tested

from optimizers import OPRO, OptoPrime, TextGrad
from tracer import parameters

OPTIONS = {
    "tokens": "of one prompt of an optimizer of ours, for small models: 8000",
    "sizes": "how many questions to learn, validate and test with, as 15,5,50",
}
_SMOKE_TOKENS = 1500


def untaught(lesson: Callable[[Run], Lesson]) -> Callable[[Run], None]:
    """Return the arm that tests the program as it is."""
    return lambda run: tested(run, lesson(run))


def taught(
    lesson: Callable[[Run], Lesson],
    kind: Callable[..., Any],
    names: Sequence[str],
    objective: str,
    **options: Any,
) -> Callable[[Run], None]:
    """Return the arm of an optimizer that may change the parameters of these names.

    `batch` and `revert` are those of `learn`; other options are the optimizer's.
    """
    how = {name: options.pop(name) for name in ("batch", "revert") if name in options}

    def arm(run: Run) -> None:
        task = lesson(run)
        learned = [p for p in parameters(task.learned) if p.name in names]
        learn(run, task, kind(learned, **asking(run, objective), **options), **how)

    return arm


def of_an_agent(
    lesson: Callable[[Run], Lesson],
    learner: Callable[..., Callable[[Run], None]],
    *,
    optoprime: str,
    opro: str,
    textgrad: str,
) -> dict[str, Arm]:
    """Return the arms that teach an agent, or do not; the texts say what each optimizer changes."""
    return {
        "untaught": Arm(untaught(lesson), llm=True, about="the agent as it is", optimizer=""),
        "OptoPrime": Arm(learner(OptoPrime, memory=3), llm=True, about=optoprime),
        "OPRO": Arm(learner(OPRO), llm=True, about=opro),
        "TextGrad": Arm(learner(TextGrad), llm=True, about=textgrad),
    }


def asking(run: Run, objective: str) -> dict[str, Any]:
    """Return how optimizers of ours ask."""
    return {
        "llm": run.llm("optimizer", temperature=0.7, max_tokens=160 if run.smoke else 300),
        "objective": objective,
        "max_tokens": int(run.option("tokens") or (_SMOKE_TOKENS if run.smoke else 8000)),
    }


def sizes(run: Run, usual: Sequence[int], smoke: Sequence[int]) -> Sequence[int]:
    """Return how many questions there are to learn, to validate and to test with."""
    given = run.option("sizes")
    if given is not None:
        return tuple(map(int, given.split(",")))
    return smoke if run.smoke else usual
