"""How every arm of ours learns from questions: minibatches, feedback, a step, validation; the best values are tested."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any

from optimizers import OPRO, ModelError, Optimizer
from tracer import Feedback, Parameter, record

if TYPE_CHECKING:
    from harness import Run
    from questions import Question, Rows

TEST = "test"
"""The role of calls that score what was learned: they are the same for all, and no part of the budget."""

Program = Callable[[str], Any]
Values = dict[Parameter, Any]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What there is to learn: a program for each role of the model, questions, and how answers are judged.

    `learned`: what `tracer.parameters` finds the program's in. `score`: from 0 to 1, of an answer (or the exception that
    learned code raised) and what was expected. `said`: the feedback on it.
    """

    learned: Any
    program: Callable[[str], Program]
    rows: Rows
    score: Callable[[Any, str], float]
    said: Callable[[Any, str], str]


def learn(
    run: Run, lesson: Lesson, optimizer: Optimizer, *, batch: int = 1, revert: bool = False
) -> None:
    """Take a step for each minibatch with a wrong answer while the budget lasts, and test what validated best.

    After an exception was told, a step that makes nothing better ends at the best values so far. `revert`: so does every
    step after which the program validates worse.
    """
    program = lesson.program("program")
    best = now = validated(run, lesson, program)
    kept, history = _values(optimizer), [now]
    for questions in _batches(lesson.rows.train, batch, run.seed):
        if not run.goes_on():
            break
        try:
            failed = _observe(run, lesson, program, optimizer, questions, now)
            if failed is None:
                continue
            optimizer.step()
            now = validated(run, lesson, program)
        except ModelError:  # the budget is used up
            break
        history.append(now)
        if now > best:
            best, kept = now, _values(optimizer)
        elif failed or (revert and now < best):
            _restore(kept)
            now = best
    _restore(kept)
    run.note(validation=history, learned={p.name: value for p, value in kept.items()})
    tested(run, lesson)


def validated(run: Run, lesson: Lesson, program: Program) -> float:
    """Return the mean score on the validation questions. Raises ModelError when the budget is used up."""
    score = _scored(run, lesson, program, lesson.rows.validation)
    run.evaluated(score, len(lesson.rows.validation))
    return score


def tested(run: Run, lesson: Lesson) -> None:
    """Score the program as it is on the questions that nothing has seen: the arm's score."""
    run.point(_scored(run, lesson, lesson.program(TEST), lesson.rows.test))


def _scored(run: Run, lesson: Lesson, program: Program, questions: Sequence[Question]) -> float:
    with run.program():
        answers = [_answer(program, question) for question in questions]
    return fmean(lesson.score(a, q.answer) for a, q in zip(answers, questions, strict=True))


def _observe(
    run: Run,
    lesson: Lesson,
    program: Program,
    optimizer: Optimizer,
    questions: Sequence[Question],
    validation: float,
) -> bool | None:
    """Give the optimizer what was said of some answers; None if all were right, else whether the program raised."""
    optimizer.zero_feedback()
    answers = []
    for question in questions:
        with record() as recording, run.program():
            answer = _answer(program, question)
        run.evaluated(validation)
        said = _told(answer) or lesson.said(answer, question.answer)
        optimizer.backward(
            recording, Feedback(validation if isinstance(optimizer, OPRO) else None, said)
        )
        answers.append(answer)
    if all(lesson.score(a, q.answer) == 1 for a, q in zip(answers, questions, strict=True)):
        return None
    return any(isinstance(answer, Exception) for answer in answers)


def _answer(program: Program, question: Question) -> Any:
    """Return the answer, or the exception that learned code raised."""
    try:
        return program(question.text)
    except ModelError:
        raise
    except Exception as error:  # noqa: BLE001  # code that a model wrote raises anything
        return error


def _told(answer: Any) -> str:
    return f"{type(answer).__name__}: {answer}" if isinstance(answer, Exception) else ""


def _batches(questions: Sequence[Question], size: int, seed: int) -> Iterator[Sequence[Question]]:
    """Yield minibatches of one pass over the questions."""
    order = list(questions)
    random.Random(seed).shuffle(order)
    for start in range(0, len(order), size):
        yield order[start : start + size]


def _values(optimizer: Optimizer) -> Values:
    return {p: p.value for p in optimizer.parameters}


def _restore(values: Values) -> None:
    for parameter, value in values.items():
        parameter.set(value)
