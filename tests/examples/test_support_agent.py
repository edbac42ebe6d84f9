"""examples/support_agent.py through the real litellm, against a server on this machine that follows instructions."""

import gc
import warnings

import pytest
from tests.examples.prompts import NOTHING, Prompt, answer, load
from tests.optimizers.llm.server import completion, serving

from tracer import parameters, record

pytest.importorskip("litellm", reason="litellm is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # litellm's own

DEPARTMENTS = {"parcel": "shipping", "charged": "billing"}


def follows(body):
    """Say the department in one word if that is asked for; name it in the reply if that is."""
    instruction, text = (m["content"] for m in body["messages"])
    if "department is this" in instruction:
        found = next(name for word, name in DEPARTMENTS.items() if word in text)
        return completion(found if "one word" in instruction else "It is hard to say.")
    department = text.partition("\n")[0].removeprefix("Department: ")
    named = f" ({department})" if "Name the department" in instruction else ""
    return completion(f"We are sorry{named}.")


@pytest.fixture(scope="module")
def options():
    with serving() as server:
        server.scripted = follows
        yield {"model": "openai/scripted", "api_base": server.address, "api_key": "x"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()  # litellm leaves sockets open


@pytest.fixture
def example():
    module = load("support_agent")
    yield module
    for parameter in parameters(module):
        parameter.reset()


def criticises(messages):
    """Pass on what the criticised reply lacked; rewrite the variable that the criticism is of."""
    asked = Prompt(messages)
    wanted = asked.search("Criticism", r"does not say that it is for (\w+)")
    if asked["Request"]:
        if wanted is None:
            return "There is nothing to say."
        if "department is this" in asked["Request"]:
            return f"MORE EXACT: the request should ask for one word, {wanted[1]} here."
        return f"The reply does not say that it is for {wanted[1]}: ask for the department's name."
    if "triage" in asked.variables and asked.search("Criticism", "MORE EXACT.* one word"):
        return answer(triage=f"{asked.variables['triage']} Answer with one word.")
    if "style" in asked.variables and asked.search("Criticism", "department's name"):
        return answer(style=f"{asked.variables['style']} Name the department.")
    return NOTHING


def test_the_agent_learns_to_name_the_department(example, options):
    before = [example.handle(ticket, options) for ticket, _ in example.TICKETS]
    assert before == ["We are sorry."] * 2
    optimizer = example.learn(options, criticises)
    after = [example.handle(ticket, options) for ticket, _ in example.TICKETS]
    assert after == ["We are sorry (shipping).", "We are sorry (billing)."]
    # two calls of a model in each of two runs are criticised, and two variables rewritten
    assert optimizer.ledger.spent("optimizer").calls == 6


def test_the_calls_are_in_the_slice(example, options):
    ticket, _ = example.TICKETS[0]
    with record() as run:
        example.handle(ticket, options)
    calls = [llm for _, llm in run.slice().graph.nodes(data="llm") if llm]
    assert [call["reply"] for call in calls] == ["It is hard to say.", "We are sorry."]
    assert calls[0]["messages"][1]["content"] == ticket


def test_without_the_feedback_nothing_is_learned(example, options):
    def blind(messages):
        return criticises(
            [{**m, "content": m["content"].replace("does not say", "")} for m in messages]
        )

    example.learn(options, blind)
    assert example.handle(example.TICKETS[0][0], options) == "We are sorry."


def test_without_the_calls_of_models_nothing_is_learned(example, options, monkeypatch):
    monkeypatch.setattr("tracer.slicing.models.calls", lambda *_: {})
    example.learn(options, criticises)
    assert "(shipping)" not in example.handle(example.TICKETS[0][0], options)
