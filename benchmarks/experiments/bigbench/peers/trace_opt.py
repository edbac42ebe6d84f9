"""Trace's own package, trace-opt: the same program in its nodes and bundles, its OptoPrime."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from statistics import fmean
from typing import TYPE_CHECKING, Any

from learning import TEST, Lesson
from opto.optimizers import OptoPrime
from opto.trace import ExecutionError, bundle, model, node
from opto.utils.llm import CustomLLM

from bigbench.program import INSTRUCTION, OBJECTIVE, THINKING, framed
from bigbench.tasks import thinks, tokens
from optimizers import ModelError

if TYPE_CHECKING:
    from harness import Run
    from questions import Question


@model
class Predict:
    """The program; template and two functions are trainable."""

    def __init__(self, ask: Callable[[Any], str], template: str) -> None:
        self.ask = ask
        self.template = node(template, trainable=True, description="prompt template")

    def __call__(self, question: str) -> Any:
        """Return the answer's node."""
        return self.extract_answer(self.call_llm(self.create_prompt(self.template, question)))

    @bundle(trainable=True)
    def create_prompt(self, template, question):
        """Return the prompt for a question."""
        return template.format(question=question)

    @bundle()
    def call_llm(self, prompt):
        """Return the language model's reply."""
        return self.ask([{"role": "user", "content": prompt}])

    @bundle(trainable=True)
    def extract_answer(self, reply):
        """Return the answer alone."""
        return reply.split("Answer:")[-1].strip()


def learn(run: Run, lesson: Lesson) -> None:
    """Take a step for each wrong answer while the budget lasts; test what validated best."""
    asked = {"temperature": 0.0, "max_tokens": tokens(run)}
    roles = {role: run.llm(role, **asked) for role in ("program", TEST)}
    instruction = THINKING if thinks(run) else INSTRUCTION
    template = framed(instruction, "{question}", thinks=thinks(run))
    program = Predict(roles["program"], template)
    optimizer = OptoPrime(
        program.parameters(),
        llm=_model(run),
        objective=OBJECTIVE,
        memory_size=3,
        max_tokens=300,
        log=False,
    )
    kept, history = _search(run, lesson, program, optimizer)
    _restore(kept)
    run.note(learned={p.py_name: str(v) for p, v in kept.items()}, validation=history)
    program.ask = roles[TEST]
    run.point(fmean(_score(lesson, program, question) for question in lesson.rows.test))


def _search(
    run: Run, lesson: Lesson, program: Predict, optimizer: OptoPrime
) -> tuple[dict[Any, Any], list[float]]:
    """Take steps; return the best values, and how all validated."""
    best, kept, history = _validated(run, lesson, program), _values(program), list[float]()
    order = list(lesson.rows.train)
    random.Random(run.seed).shuffle(order)
    for question in order:
        if not run.goes_on():
            break
        try:
            answer, target = _attempt(program, question)
            run.evaluated(best)
            if lesson.score(answer, question.answer) == 1:
                continue
            optimizer.zero_feedback()
            optimizer.backward(target, lesson.said(answer, question.answer))
            optimizer.step()
            now = _validated(run, lesson, program)
        except Exception as error:
            if not _over(error):
                raise
            break
        history.append(now)
        if now > best:
            best, kept = now, _values(program)
        elif isinstance(answer, Exception):
            _restore(kept)
    return kept, history


def _model(run: Run) -> CustomLLM:
    os.environ["TRACE_CUSTOMLLM_URL"] = run.base_url("optimizer")
    os.environ["TRACE_CUSTOMLLM_MODEL"] = run.model or "model"
    os.environ["TRACE_CUSTOMLLM_API_KEY"] = "none"
    return CustomLLM()


def _attempt(program: Predict, question: Question) -> tuple[Any, Any]:
    """Return the answer, or the exception that learned code raised, and the node that feedback is about."""
    try:
        node_of_answer = program(question.text)
    except ExecutionError as error:
        if _over(error):
            raise
        return error, error.exception_node
    except (TypeError, ValueError, SyntaxError) as error:  # of code that cannot even be made
        return error, program.template
    return node_of_answer.data, node_of_answer


def _over(error: BaseException | None) -> bool:
    """Is the budget of calls used up?"""
    while error is not None:
        if isinstance(error, ModelError) or "402" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _validated(run: Run, lesson: Lesson, program: Predict) -> float:
    score = fmean(_score(lesson, program, question) for question in lesson.rows.validation)
    run.evaluated(score, len(lesson.rows.validation))
    return score


def _score(lesson: Lesson, program: Predict, question: Question) -> float:
    return lesson.score(_attempt(program, question)[0], question.answer)


def _values(program: Predict) -> dict[Any, Any]:
    return {p: p.data for p in program.parameters()}


def _restore(values: dict[Any, Any]) -> None:
    for parameter, value in values.items():
        parameter._data = value
