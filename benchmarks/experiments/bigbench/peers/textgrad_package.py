"""TextGrad's package, as its tutorial on prompts has it: a system prompt, minibatches of 3, taken back if worse."""

from __future__ import annotations

import random
from statistics import fmean
from typing import TYPE_CHECKING, Any

import textgrad
from learning import TEST, Lesson
from textgrad.autograd.string_based_ops import StringBasedFunction
from textgrad.engine.base import EngineLM

from bigbench.program import INSTRUCTION, THINKING, answer_in
from bigbench.tasks import thinks, tokens
from optimizers import ModelError

if TYPE_CHECKING:
    from harness import Run
    from questions import Question

_BATCH = 3


class Engine(EngineLM):
    """A role of the model, as the package wants one."""

    def __init__(self, run: Run, role: str, **options: Any) -> None:
        self._llm = run.llm(role, **options)
        self.model_string = "model"

    def generate(self, prompt: str, system_prompt: str | None = None, **_: Any) -> str:
        """Return a reply."""
        system = [{"role": "system", "content": system_prompt}] if system_prompt else []
        return self._llm([*system, {"role": "user", "content": prompt}])

    def __call__(self, prompt: str, **options: Any) -> str:
        """Return a reply."""
        return self.generate(prompt, **options)


def learn(run: Run, lesson: Lesson) -> None:
    """Improve the program's instruction, as a system prompt."""
    improve(run, lesson, THINKING if thinks(run) else INSTRUCTION, tokens(run))


def improve(run: Run, lesson: Lesson, instruction: str, max_tokens: int) -> None:
    """Improve a system prompt while the budget lasts; test the one that validated best."""
    prompt = textgrad.Variable(
        instruction,
        requires_grad=True,
        role_description="system prompt of a language model that answers questions with one exact answer",
    )
    told = {"temperature": 0.0, "max_tokens": max_tokens}
    asked = textgrad.BlackboxLLM(Engine(run, "program", **told), prompt)
    asker = Engine(run, "optimizer", temperature=0.7, max_tokens=300)
    textgrad.set_backward_engine(asker, override=True)
    optimizer = textgrad.TextualGradientDescent(parameters=[prompt], engine=asker)
    loss = StringBasedFunction(
        lambda prediction, wanted: int(lesson.score(answer_in(prediction.value), wanted.value)),
        function_purpose="whether the answer in the prediction is exactly the expected one",
    )
    history, lost = _search(run, lesson, prompt, asked, (optimizer, loss))
    run.note(learned=prompt.value, validation=history, replies_without_tags=lost)
    tested = textgrad.BlackboxLLM(Engine(run, TEST, **told), prompt)
    run.point(fmean(_score(lesson, tested, question) for question in lesson.rows.test))


def _search(
    run: Run, lesson: Lesson, prompt: Any, asked: Any, learns: tuple[Any, Any]
) -> tuple[list[float], int]:
    """Take steps; return how they validated, and how many were lost to replies without tags."""
    optimizer, loss = learns
    best, lost, history = _validated(run, lesson, asked), 0, list[float]()
    order = list(lesson.rows.train)
    random.Random(run.seed).shuffle(order)
    for start in range(0, len(order), _BATCH):
        if not run.goes_on():
            break
        kept = prompt.value
        try:
            optimizer.zero_grad()
            _loss(run, asked, loss, order[start : start + _BATCH], best).backward()
            optimizer.step()
            now = _validated(run, lesson, asked)
        except ModelError:  # the budget is used up
            prompt.set_value(kept)
            break
        except IndexError:  # the package's own, where a reply lacks its tags
            lost += 1
            prompt.set_value(kept)
            continue
        history.append(now)
        best = max(best, now)
        if now < best:
            prompt.set_value(kept)
    return history, lost


def _loss(run: Run, asked: Any, loss: Any, questions: list[Question], score: float) -> Any:
    losses = []
    for question in questions:
        reply = asked(_fixed(question.text, "question to the language model"))
        wanted = _fixed(question.answer, "expected answer")
        losses.append(loss(inputs={"prediction": reply, "wanted": wanted}))
        run.evaluated(score)
    return textgrad.sum(losses)


def _fixed(text: str, role: str) -> Any:
    return textgrad.Variable(text, requires_grad=False, role_description=role)


def _validated(run: Run, lesson: Lesson, asked: Any) -> float:
    score = fmean(_score(lesson, asked, question) for question in lesson.rows.validation)
    run.evaluated(score, len(lesson.rows.validation))
    return score


def _score(lesson: Lesson, asked: Any, question: Question) -> float:
    reply = asked(_fixed(question.text, "question to the language model")).value
    return lesson.score(answer_in(reply), question.answer)
