"""A support agent whose calls of a language model go through litellm; TextGrad passes criticism back through them.

`python examples/support_agent.py provider/model` (needs `pip install 'spangrad[llm]'` and the provider's key).
"""

import sys
from collections.abc import Callable
from typing import Any

import litellm

from optimizers import LLM, TextGrad
from tracer import diff, parameters, record, trace, trainable

TICKETS = [
    ("My parcel has not come for three weeks.", "shipping"),
    ("I was charged twice for one book.", "billing"),
]


@trace
def handle(ticket: str, options: dict[str, Any]) -> str:
    """Return a reply to a ticket; `options` say which model is asked, and where."""
    triage = trainable("Which department is this for?", name="triage")
    style = trainable("Reply to the customer.", name="style", constraint="at most 40 words")
    department = ask(triage, ticket, options)
    return ask(style, f"Department: {department}\nTicket: {ticket}", options)


@trace
def ask(instruction: str, text: str, options: dict[str, Any]) -> str:
    """Ask the language model."""
    answer = litellm.completion(
        messages=[{"role": "system", "content": instruction}, {"role": "user", "content": text}],
        **options,
    )
    reply: str = answer.choices[0].message.content
    return reply


def learn(options: dict[str, Any], llm: Callable[..., Any] | LLM) -> TextGrad:
    """Take one step from all tickets whose reply does not name the department. Returns the optimizer."""
    optimizer = TextGrad(parameters(handle), llm=llm)
    for ticket, department in TICKETS:
        with record() as run:
            reply = handle(ticket, options)
        if department not in reply:
            optimizer.backward(run, f"The reply does not say that it is for {department}.")
    optimizer.step()
    return optimizer


def main(model: str) -> None:
    """Learn, show what it took and the change."""
    optimizer = learn({"model": model}, LLM(model))
    print(optimizer.ledger.spent())
    print(diff(parameters(handle)))


if __name__ == "__main__":
    main(sys.argv[1])
