"""The greeting agent of Trace's tutorial: two instructions and two functions, taught by what it should have said."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from typing import Any

from arms import OPTIONS, of_an_agent, sizes, taught
from harness import Experiment, Run
from learning import Lesson
from questions import Question, Rows

from optimizers import Budget
from tracer import model, trace, trainable

OBJECTIVE = "Change the values of the variables so that the agent greets everybody as expected: in their language."
LEARNED = ("language", "name", "decide_lang", "greet")
NAMES = (
    "Ana Ben Carla David Elena Frank Greta Hugo Irma Juan Karla Luis Marta Nora Oscar Paula".split()
)
TALKS = {
    "Hola": ("Hola, soy {}.", "Buenos días, me llamo {}.", "¿Qué tal? Mi nombre es {}."),
    "Hello": ("Hello, I am {}.", "Good morning, my name is {}.", "Hi there, this is {}."),
}


@model
class Agent:
    """Greets people in their language, by their name."""

    def __init__(self, llm: Callable[..., Any]) -> None:
        self.llm = llm
        self.language = trainable("Decide the language.", name="language")
        self.name = trainable("Extract the name.", name="name")

    def __call__(self, query: str) -> str:
        """Return the greeting."""
        language = self.decide_lang(self.ask(self.language, query))
        return self.greet(language, self.ask(self.name, query))

    def ask(self, instruction: str, query: str) -> str:
        """Ask the language model."""
        messages = [{"role": "system", "content": instruction}, {"role": "user", "content": query}]
        reply: str = self.llm(messages)
        return reply

    @trace(trainable=True, description="the language, from what the language model said of it")
    def decide_lang(self, response: str) -> str:
        """Return the language."""
        return response

    @trace(trainable=True, description="the greeting")
    def greet(self, lang: str, user_name: str) -> str:  # noqa: ARG002  # using it is to be learned
        """Return the greeting in that language."""
        greeting = "Hola"
        return f"{greeting}, {user_name}!"


def talks(seed: int, count: int) -> list[Question]:
    """Return what people say and how they should be greeted; each once."""
    every = [
        Question(form.format(name), f"{word}, {name}!")
        for name, (word, forms) in itertools.product(NAMES, TALKS.items())
        for form in forms
    ]
    return random.Random(seed).sample(every, count)


def lesson(run: Run) -> Lesson:
    """Return what there is to learn."""
    train, validation, test = sizes(run, (8, 6, 30), smoke=(1, 1, 2))
    said = talks(run.seed, train + validation + test)
    return Lesson(
        Agent,
        lambda role: Agent(run.llm(role, temperature=0.0, max_tokens=16)),
        Rows.of(said, train, validation),
        lambda answer, wanted: float(answer == wanted),
        lambda answer, wanted: (
            "Correct."
            if answer == wanted
            else f"Incorrect: it said {answer!r} and should say {wanted!r}."
        ),
    )


def learner(kind: Callable[..., Any], **options: Any) -> Callable[[Run], None]:
    """Return the arm of an optimizer, which may change both instructions and both functions."""
    return taught(lesson, kind, LEARNED, OBJECTIVE, isolation="none", **options)


EXPERIMENT = Experiment(
    name="greeting",
    title="Greeting agent",
    about=(
        "Two instructions and two functions. The agent is told what it should have said to somebody, and is tested on "
        "talks it has not heard."
    ),
    score="share of right greetings (validation while learning; at the end, talks not heard)",
    arms=of_an_agent(
        lesson,
        learner,
        optoprime="all four at once",
        opro="all four, by scores",
        textgrad="all four, one after the other",
    ),
    budget=Budget(calls=200),
    smoke=Budget(calls=24),
    curve="last",
    options=OPTIONS,
    time_limit=5400.0,
)
