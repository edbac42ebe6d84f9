"""The program that learns: a question becomes a prompt, a model replies, code takes the answer out of the reply.

Its template and both of its functions may be changed. It has the form of DSPy's Predict and ChainOfThought.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracer import model, trace, trainable

OBJECTIVE = "Change the values of the variables so that the program answers questions like the one shown exactly as expected."
INSTRUCTION = "Answer the question."
THINKING = "Answer the question. Think step by step first, then write the answer after 'Answer:'."


@model
class Predict:
    """Answers a question at once."""

    def __init__(self, llm: Callable[..., Any]) -> None:
        self.llm = llm
        self.template = trainable(
            "Answer the question.\nQuestion: {question}\nAnswer:",
            name="template",
            description="what the language model is asked; {question} stands for the question",
        )

    def __call__(self, question: str) -> str:
        """Return the answer."""
        prompt = self.create_prompt(self.template, question)
        reply = self.llm([{"role": "user", "content": prompt}])
        return self.extract_answer(reply)

    @trace(trainable=True, description="the prompt for a question")
    def create_prompt(self, template: str, question: str) -> str:
        """Return the prompt."""
        return template.format(question=question)

    @trace(trainable=True, description="the answer alone, out of the language model's reply")
    def extract_answer(self, reply: str) -> str:
        """Return what is to be compared with the expected answer."""
        return reply.rsplit("Answer:", maxsplit=1)[-1].strip()


@model
class ChainOfThought(Predict):
    """Thinks first."""

    def __init__(self, llm: Callable[..., Any]) -> None:
        self.llm = llm
        self.template = trainable(
            "Answer the question. Think step by step first, then write the answer after 'Answer:'.\n"
            "Question: {question}\nReasoning:",
            name="template",
            description="what the language model is asked; {question} stands for the question",
        )


# ---------------------------------------------------------------------- the same in parts, for peers that change one


def framed(instruction: str, question: str, *, thinks: bool) -> str:
    """Return the prompt with another instruction."""
    return f"{instruction}\nQuestion: {question}\n{'Reasoning:' if thinks else 'Answer:'}"


def answer_in(reply: str) -> str:
    """Return the answer in a reply, as the program does at first."""
    return reply.rsplit("Answer:", maxsplit=1)[-1].strip()
