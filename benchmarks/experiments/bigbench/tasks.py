"""Problems: kinds of questions, answered at once or after thinking; and the lesson that each is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import question_kinds
from arms import sizes
from learning import Lesson
from questions import TEST, TRAIN, VALIDATION, feedback, right, rows

from bigbench.program import ChainOfThought, Predict

if TYPE_CHECKING:
    from harness import Run
    from harness.experiment import Options

_THINKS = " after thinking"
_TOKENS = {False: 32, True: 200}
_SMOKE = (1, 1, 2)


def problems(options: Options) -> Sequence[str]:
    """Return the names of the problems: of the folder of task files that was given, else of the generated kinds."""
    folder = options["tasks"]
    kinds = (
        list(question_kinds.KINDS)
        if folder is None
        else sorted(path.stem for path in Path(folder).glob("*.json"))
    )
    return [f"{kind}{way}" for kind in kinds for way in ("", _THINKS)]


def lesson(run: Run) -> Lesson:
    """Return what there is to learn in a run."""
    made = ChainOfThought if thinks(run) else Predict

    def program(role: str) -> Predict:
        return made(run.llm(role, temperature=0.0, max_tokens=tokens(run)))

    folder = run.option("tasks")
    questions = rows(
        run.problem.removesuffix(_THINKS),
        run.seed,
        folder=None if folder is None else Path(folder),
        sizes=sizes(run, (TRAIN, VALIDATION, TEST), _SMOKE),
    )
    return Lesson(
        made, program, questions, lambda answer, wanted: float(right(answer, wanted)), feedback
    )


def thinks(run: Run) -> bool:
    """Is there reasoning before the answer?"""
    return run.problem.endswith(_THINKS)


def tokens(run: Run) -> int:
    """Return how many tokens a reply of the program may have."""
    return _TOKENS[thinks(run)]
