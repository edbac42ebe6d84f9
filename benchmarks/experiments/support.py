"""A support agent of two instructions: one finds the department, one writes the reply that names it."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from arms import OPTIONS, of_an_agent, sizes, taught
from harness import Experiment, Run
from learning import Lesson
from questions import Question, Rows

from optimizers import Budget
from tracer import trace, trainable

OBJECTIVE = "Change the instructions so that tickets go to one of the departments that feedback names, and replies name it."
THINGS = "the lamp,my camera,two books,the printer,a phone,that game,the bike,my kettle".split(",")
TICKETS = {
    "billing": (
        "I was charged twice for {}.",
        "The invoice for {} is wrong.",
        "Please refund {}.",
        "Why did the price of {} go up after I paid?",
    ),
    "shipping": (
        "{} has not arrived.",
        "Where is the parcel with {}?",
        "{} went to a wrong address.",
        "The courier lost {}.",
    ),
    "technical": (
        "{} does not start.",
        "{} shows an error.",
        "{} stops all the time.",
        "I cannot connect {} to anything.",
    ),
}


@trace
def handle(llm: Callable[..., Any], ticket: str) -> tuple[str, str]:
    """Return the department of a ticket, and the reply."""
    triage = trainable(
        "Which department is this for?", name="triage", constraint="at most 60 words"
    )
    style = trainable("Reply to the customer.", name="style", constraint="at most 60 words")
    said = llm([{"role": "system", "content": triage}, {"role": "user", "content": ticket}])
    department = said.strip().strip(".").lower()
    text = f"Department: {department}\nTicket: {ticket}"
    reply = llm([{"role": "system", "content": style}, {"role": "user", "content": text}])
    return department, reply


def tickets(seed: int, count: int) -> list[Question]:
    """Return tickets with their departments; each once."""
    every = [
        Question(form.format(thing).capitalize(), department)
        for department, forms in TICKETS.items()
        for form in forms
        for thing in THINGS
    ]
    return random.Random(seed).sample(every, count)


def score(answer: Any, wanted: str) -> float:
    """Return 0.5 for the department alone in one word, and 0.5 for a reply that names it."""
    if isinstance(answer, Exception):
        return 0.0
    department, reply = answer
    return (float(department == wanted) + float(wanted in reply.lower())) / 2


def said(answer: Any, wanted: str) -> str:
    """Return the feedback on an answer."""
    if score(answer, wanted) == 1:
        return "Correct."
    department, reply = answer
    wrong = []
    if department != wanted:
        wrong.append(
            f"the department is {department!r}; it should be one word of {', '.join(TICKETS)}, here {wanted!r}"
        )
    if wanted not in reply.lower():
        wrong.append(f"the reply does not say that the {wanted} department takes care of it")
    return f"Incorrect: {'; '.join(wrong)}."


def lesson(run: Run) -> Lesson:
    """Return what there is to learn."""
    train, validation, test = sizes(run, (8, 6, 30), smoke=(1, 1, 2))
    found = tickets(run.seed, train + validation + test)

    def program(role: str) -> Callable[[str], tuple[str, str]]:
        llm = run.llm(role, temperature=0.0, max_tokens=24)
        return lambda ticket: handle(llm, ticket)

    return Lesson(handle, program, Rows.of(found, train, validation), score, said)


def learner(kind: Callable[..., Any], **options: Any) -> Callable[[Run], None]:
    """Return the arm of an optimizer, which may change both instructions."""
    return taught(lesson, kind, ("triage", "style"), OBJECTIVE, **options)


EXPERIMENT = Experiment(
    name="support",
    title="Support agent",
    about=(
        "Two instructions: one asks for the department of a ticket, the other for a reply, which has to name it. Half of "
        "the score is for each; tested on tickets that were not seen."
    ),
    score="share of what is wanted (validation while learning; at the end, tickets not seen)",
    arms=of_an_agent(
        lesson,
        learner,
        optoprime="both at once",
        opro="both, by scores",
        textgrad="through both calls, back to each",
    ),
    budget=Budget(calls=200),
    smoke=Budget(calls=24),
    curve="last",
    options=OPTIONS,
    time_limit=5400.0,
)
