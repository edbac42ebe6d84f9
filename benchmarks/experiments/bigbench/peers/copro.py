"""DSPy's COPRO on DSPy's own Predict and ChainOfThought."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING, Any

import dspy
from dspy.teleprompt import COPRO
from learning import TEST, Lesson

from bigbench.program import INSTRUCTION, THINKING
from bigbench.tasks import thinks, tokens

if TYPE_CHECKING:
    from harness import Run
    from questions import Question

_MARKS = 48
"""Tokens for the marks that DSPy wants around each field of a reply."""


def learn(run: Run, lesson: Lesson) -> None:
    """Look for an instruction by scores on as many questions as the budget holds; test the one that COPRO returns."""
    calls = run.budget.calls or 1000
    breadth, depth = (4, 2) if calls >= 60 else (3, 1)
    rows = (*lesson.rows.train, *lesson.rows.validation)
    most = (calls - depth) // (2 * breadth * depth)  # twice: replies are asked for again as JSON
    signature = dspy.Signature("question -> answer", THINKING if thinks(run) else INSTRUCTION)
    student = (dspy.ChainOfThought if thinks(run) else dspy.Predict)(signature)

    def metric(example: Any, prediction: Any, _trace: Any = None) -> float:
        return lesson.score(prediction.answer, example.answer)

    def scored(example: Any, prediction: Any, _trace: Any = None) -> float:
        run.evaluated(metric(example, prediction))
        return metric(example, prediction)

    asker = _model(run, "optimizer", max_tokens=300)
    dspy.configure(lm=_model(run, "program"), max_errors=10**6)
    search = COPRO(prompt_model=asker, metric=scored, breadth=breadth, depth=depth)
    found = search.compile(
        student,
        trainset=[_example(q) for q in rows[:most]],
        eval_kwargs={"num_threads": 1, "display_progress": False},
    )
    predictor = found.predictors()[0]
    run.note(learned=predictor.signature.instructions, questions=len(rows[:most]))
    with dspy.context(lm=_model(run, TEST)):
        run.point(fmean(_score(found, question, metric) for question in lesson.rows.test))


def _score(program: Any, question: Question, metric: Any) -> float:
    try:
        return float(metric(_example(question), program(question=question.text)))
    except Exception as error:
        if type(error).__name__ != "AdapterParseError":
            raise
        return 0.0  # a reply that DSPy cannot read is no right answer


def _example(question: Question) -> Any:
    return dspy.Example(question=question.text, answer=question.answer).with_inputs("question")


def _model(run: Run, role: str, max_tokens: int | None = None) -> Any:
    return dspy.LM(
        f"openai/{run.model or 'model'}",
        api_base=run.base_url(role),
        api_key="none",
        cache=False,
        num_retries=0,
        temperature=0.0,
        seed=run.seed,
        max_tokens=max_tokens or tokens(run) + _MARKS,
    )
