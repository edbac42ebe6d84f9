"""GEPA on the instruction of the program; its adapter is what GEPA asks a user to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import TYPE_CHECKING, Any

import gepa
from gepa import EvaluationBatch
from learning import TEST, Lesson

from bigbench.program import INSTRUCTION, THINKING, answer_in, framed
from bigbench.tasks import thinks, tokens
from optimizers import LLM

if TYPE_CHECKING:
    from harness import Run
    from questions import Question

_PART = "instruction"


class Adapter:
    """Runs a candidate on questions, and says of each what came of it."""

    propose_new_texts = None

    def __init__(self, run: Run, lesson: Lesson) -> None:
        self._run, self._lesson = run, lesson
        self._llm = program(run, "program")

    def evaluate(
        self,
        batch: Sequence[Question],
        candidate: Mapping[str, str],
        capture_traces: bool = False,  # noqa: FBT001, FBT002  # GEPA's protocol
    ) -> Any:
        """Return replies and scores."""
        replies = [reply(self._llm, candidate[_PART], q, self._run) for q in batch]
        scores = [
            self._lesson.score(answer_in(r), q.answer) for r, q in zip(replies, batch, strict=True)
        ]
        self._run.evaluated(fmean(scores), len(scores))
        traces = list(zip(batch, replies, strict=True)) if capture_traces else None
        return EvaluationBatch(outputs=replies, scores=scores, trajectories=traces)

    def make_reflective_dataset(
        self, _candidate: Mapping[str, str], eval_batch: Any, components_to_update: Sequence[str]
    ) -> dict[str, list[dict[str, str]]]:
        """Return what is shown to the model that reflects."""
        rows = [
            {
                "Inputs": question.text,
                "Generated Outputs": text,
                "Feedback": self._lesson.said(answer_in(text), question.answer),
            }
            for question, text in eval_batch.trajectories
        ]
        return dict.fromkeys(components_to_update, rows)


def learn(run: Run, lesson: Lesson) -> None:
    """Search while the budget lasts; test the candidate that GEPA returns."""
    asker = run.llm("optimizer", temperature=0.7, max_tokens=300)

    def reflect(prompt: Any) -> str:
        messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
        return asker(messages)

    result = gepa.optimize(
        seed_candidate={_PART: THINKING if thinks(run) else INSTRUCTION},
        trainset=list(lesson.rows.train),
        valset=list(lesson.rows.validation),
        adapter=Adapter(run, lesson),
        reflection_lm=reflect,
        reflection_minibatch_size=min(3, len(lesson.rows.train)),
        max_metric_calls=run.budget.calls,
        stop_callbacks=[lambda _state: not run.goes_on()],
        seed=run.seed,
        raise_on_exception=False,
    )
    learned = result.best_candidate[_PART]
    run.note(learned=learned, candidates=len(result.candidates))
    llm = program(run, TEST)
    replies = [answer_in(reply(llm, learned, q, run)) for q in lesson.rows.test]
    run.point(fmean(map(lesson.score, replies, (q.answer for q in lesson.rows.test))))


def program(run: Run, role: str) -> LLM:
    """Return the model that answers."""
    return run.llm(role, temperature=0.0, max_tokens=tokens(run))


def reply(llm: LLM, instruction: str, question: Question, run: Run) -> str:
    """Return the model's reply to a question."""
    prompt = framed(instruction, question.text, thinks=thinks(run))
    return llm([{"role": "user", "content": prompt}])
