"""A prompt and the code around it, learned together: the form of the Big-Bench Hard experiments, on rows of our own.

A question becomes a prompt (a template, and a function that fills it in), a model replies, and a function takes the
answer out of the reply. Template and both functions may be changed; the score is that of rows that no step has seen.
`TRACER_MODEL=provider/model python examples/prompt_and_extraction.py` asks a model, which needs
`pip install 'spangrad[llm]'`.
"""

import random
from collections.abc import Callable, Sequence
from statistics import mean
from typing import Any

from optimizers import LLM, OptoPrime
from tracer import diff, model, parameters, record, trace, trainable

FRUIT = ("apples", "pears", "plums", "lemons")
TOOLS = ("hammers", "saws", "drills")
Row = tuple[str, str]


def rows(count: int, seed: int) -> list[Row]:
    """Return questions with their answers."""
    chance, made = random.Random(seed), []
    for _ in range(count):
        things = chance.sample(FRUIT + TOOLS, 4)
        numbers = [chance.randint(2, 9) for _ in things]
        listed = ", ".join(f"{n} {thing}" for n, thing in zip(numbers, things, strict=True))
        fruit = sum(n for n, thing in zip(numbers, things, strict=True) if thing in FRUIT)
        made.append((f"I have {listed}. How many pieces of fruit do I have?", str(fruit)))
    return made


@model
class Counter:
    """Answers questions about numbers of things."""

    def __init__(self, llm: Callable[..., Any]) -> None:
        self.llm = llm
        self.template = trainable("Question: {question}", name="template")

    def __call__(self, question: str) -> str:
        """Return the answer."""
        prompt = self.create_prompt(self.template, question)
        reply = self.llm([{"role": "user", "content": prompt}])
        return self.extract_answer(reply)

    @trace(trainable=True, description="the prompt for a question")
    def create_prompt(self, template: str, question: str) -> str:
        """Return the prompt."""
        return template.format(question=question)

    @trace(trainable=True, description="the answer in a reply of the language model")
    def extract_answer(self, reply: str) -> str:
        """Return the answer alone."""
        return reply.rpartition("Answer:")[2].strip()


def score(counter: Counter, held_out: Sequence[Row]) -> float:
    """Return the share of the rows that are answered right."""
    return mean(counter(question) == wanted for question, wanted in held_out)


def learn(counter: Counter, llm: Callable[..., Any] | LLM, train: Sequence[Row]) -> None:
    """Take one step for each row that is answered wrong."""
    optimizer = OptoPrime(parameters(counter), llm=llm, isolation="none", memory=3)
    for question, wanted in train:
        with record() as run:
            answer = counter(question)
        if answer == wanted:
            continue
        optimizer.zero_feedback()
        optimizer.backward(run, f"The answer {answer!r} is wrong, {wanted!r} was expected.")
        optimizer.step()


def main() -> None:
    """Learn on some rows, score on others, show the change."""
    counter, held_out = Counter(LLM(role="task")), rows(40, seed=1)
    print(f"before: {score(counter, held_out):.2f} of the rows right")
    learn(counter, LLM(role="optimizer"), rows(15, seed=0))
    print(f"after: {score(counter, held_out):.2f} of the rows right")
    print(diff(parameters(counter)))


if __name__ == "__main__":
    main()
