"""TextGrad's own experiment: a system prompt that is learned by OptoPrime, by our TextGrad and by TextGrad's package."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from arms import OPTIONS, sizes, taught, untaught
from bigbench.peers import imported
from bigbench.program import answer_in
from harness import Arm, Experiment, Run
from learning import Lesson
from questions import feedback, right, rows

from optimizers import Budget, OptoPrime, TextGrad
from tracer import parameters, trace, trainable

OBJECTIVE = "Improve the system prompt, so that the language model answers questions like the one shown exactly as expected."
TOKENS = 60


@trace
def answered(llm: Callable[..., Any], question: str) -> str:
    """Return the answer to a question."""
    prompt = trainable(
        "Answer the question. Think first, in one sentence. End with 'Answer: ' and the answer alone.",
        name="prompt",
        description="system prompt of the language model",
    )
    reply = llm([{"role": "system", "content": prompt}, {"role": "user", "content": question}])
    return answer_in(reply)


def lesson(run: Run) -> Lesson:
    """Return what there is to learn."""

    def program(role: str) -> Callable[[str], str]:
        llm = run.llm(role, temperature=0.0, max_tokens=TOKENS)
        return lambda question: answered(llm, question)

    questions = rows(run.problem, run.seed, sizes=sizes(run, (36, 10, 50), smoke=(1, 1, 2)))
    return Lesson(
        answered, program, questions, lambda said, wanted: float(right(said, wanted)), feedback
    )


def learner(kind: Callable[..., Any]) -> Callable[[Run], None]:
    """Return the arm of an optimizer of ours: minibatches of 3, what is worse is taken back."""
    return taught(lesson, kind, ("prompt",), OBJECTIVE, batch=3, revert=True)


def package(run: Run) -> None:
    """Let TextGrad's package improve the same prompt in the same way."""
    peer = imported("textgrad_package")
    (prompt,) = parameters(answered)
    peer.improve(run, lesson(run), prompt.value, TOKENS)


EXPERIMENT = Experiment(
    name="textgrad_comparison",
    title="OptoPrime beside TextGrad",
    about=(
        "One system prompt, in minibatches of 3, for counting objects and sorting words: quality, calls and minutes of "
        "OptoPrime, of our TextGrad and of TextGrad's package. The setting is TextGrad's: 36 questions to learn from, "
        "and a prompt that validates worse is taken back."
    ),
    score="share of right answers (validation while learning; at the end, questions not seen)",
    arms={
        "unoptimized": Arm(untaught(lesson), llm=True, about="the prompt as it is", optimizer=""),
        "OptoPrime": Arm(learner(OptoPrime), llm=True, about="one call a step"),
        "TextGrad": Arm(learner(TextGrad), llm=True, about="ours: back through each call"),
        "TextGrad's package": Arm(
            package, llm=True, needs=("textgrad",), about="the original", optimizer="textgrad"
        ),
    },
    budget=Budget(calls=300),
    smoke=Budget(calls=16),
    curve="last",
    problems=lambda _options: ("object_counting", "word_sorting"),
    smoke_problems=("object_counting",),
    options=OPTIONS,
    time_limit=5400.0,
)
