"""Optimizers with a real small model, where one is named; what is asserted are rates, as it does not answer the same.

`TRACER_LOCAL_MODEL=model.gguf python -m pytest -m slow tests/optimizers/test_local_model.py`
"""

import random
from statistics import mean

import pytest
from tests.optimizers.llm.server import completion, serving
from tests.optimizers.local_model import serving_model

from optimizers import LLM, OPRO, OptoPrime
from tracer import Feedback, parameters, record, trace, trainable

litellm = pytest.importorskip("litellm", reason="litellm is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # litellm's own

LABELS = {
    "billing": ["I was charged twice for {}", "The invoice for {} is wrong", "Refund me for {}"],
    "shipping": ["{} has not arrived", "Where is the parcel with {}", "{} went to a wrong address"],
    "technical": ["{} does not start", "{} shows an error", "{} crashes all the time"],
    "account": [
        "I cannot log in to order {}",
        "Change my address for {}",
        "Delete my profile and {}",
    ],
}
THINGS = ["the lamp", "my camera", "two books", "the printer", "a phone", "that game", "the bike"]


def tickets(count, seed):
    """Return tickets with their labels."""
    chance, rows = random.Random(seed), []
    for _ in range(count):
        label = chance.choice(list(LABELS))
        rows.append((chance.choice(LABELS[label]).format(chance.choice(THINGS)), label))
    return rows


@trace
def route(llm, ticket):
    """Return the label a model gives a ticket."""
    instruction = trainable("Look at this ticket.", name="instruction", constraint="below 80 words")
    reply = llm([{"role": "system", "content": instruction}, {"role": "user", "content": ticket}])
    return reply.strip().partition("\n")[0].strip(" .").lower()


@trace
def line(x):
    slope = trainable(1.0, name="slope", bounds=(0.0, 20.0))
    return slope * x


@pytest.fixture(autouse=True)
def taken_back():
    yield
    for parameter in parameters([route, line]):
        parameter.reset()


def clients(address, cache):
    """Return the model in its two roles."""
    common = {"api_base": address, "api_key": "x", "timeout": 600, "cache": cache}
    task = LLM("openai/scripted", max_tokens=8, temperature=0, **common)
    return task, LLM("openai/scripted", max_tokens=400, temperature=0.8, seed=11, **common)


def search_a_prompt(address, cache):
    """Let OPRO look for an instruction; return the held-out rates of the first one and of the best one."""
    task, asker = clients(address, cache)
    train, held_out = tickets(16, seed=1), tickets(40, seed=2)

    def rate(rows):
        return mean(float(route(task, ticket) == label) for ticket, label in rows)

    (instruction,) = parameters(route)
    labels = ", ".join(LABELS)
    optimizer = OPRO(
        [instruction],
        llm=asker,
        objective=f"Find an instruction with which a small model answers with one of the labels {labels} alone.",
    )
    before, best = rate(held_out), (rate(train), instruction.value)
    for _ in range(12):
        with record() as run:
            route(task, train[0][0])
        optimizer.zero_feedback()
        optimizer.backward(run, Feedback(rate(train)))
        optimizer.step()
        best = max(best, (rate(train), instruction.value))
    instruction.set(best[1])
    return before, rate(held_out)


def tune_a_number(address, cache):
    """Let OptoPrime move a number that feedback names the way of; return how far it was off, and is."""
    _, asker = clients(address, cache)
    optimizer = OptoPrime(parameters(line), llm=asker)
    wanted, off = 18.0, []
    for _ in range(8):
        with record() as run:
            found = line(3.0)
        off.append(abs(found - wanted))
        way = "increase" if found < wanted else "decrease"
        optimizer.zero_feedback()
        optimizer.backward(run, f"expected {wanted}, but got {found}: {way} slope")
        optimizer.step()
    return off[0], min(off)


@pytest.mark.slow
def test_a_prompt_is_found_that_is_better_on_tickets_not_seen(tmp_path):
    with serving_model() as address:
        before, after = search_a_prompt(address, tmp_path / "replies.sqlite")
    assert after > before


@pytest.mark.slow
def test_a_number_comes_nearer(tmp_path):
    with serving_model() as address:
        first, last = tune_a_number(address, tmp_path / "replies.sqlite")
    assert last < first


class StandIn:
    """In place of the model: routes as well as it is told to, and asks for more in every new instruction."""

    def __init__(self):
        self.turn = 0

    def __call__(self, body):
        """Answer one request."""
        text = body["messages"][-1]["content"]
        if "# Tried so far" in text:
            self.turn += 1
            names = list(LABELS)[: self.turn]
            value = f"Answer with one label: {', '.join(names)}."
            return completion(self._reply("instruction", value))
        if "# Variables" in text:
            return completion(self._reply("slope", 2.0 if "increase slope" in text else 1.0))
        told = body["messages"][0]["content"]
        found = [label for label in LABELS if label in told and self._is(label, text)]
        return completion(found[0] if found else "I am a ticket")

    def _is(self, label, text):
        rows = [set(row.replace("{}", "").split()) for row in LABELS[label]]
        return any(row <= set(text.split()) for row in rows)

    def _reply(self, name, value):
        return f"<reasoning>r</reasoning><variable><name>{name}</name><value>{value}</value></variable>"


def test_the_runs_themselves_work(tmp_path):
    """With a stand-in for the model, so that a missing model hides no fault of the tests above."""
    with serving() as server:
        server.scripted = StandIn()
        before, after = search_a_prompt(server.address, tmp_path / "replies.sqlite")
        first, last = tune_a_number(server.address, tmp_path / "replies.sqlite")
    assert (before, last < first) == (0.0, True)
    assert after > 0.5
