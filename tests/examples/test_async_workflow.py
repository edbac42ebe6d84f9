"""examples/async_workflow.py: tasks at once are in one slice, and clients may be coroutine functions."""

import asyncio

import pytest
from tests.examples.prompts import NOTHING, Prompt, answer, load, without

from tracer import parameters


@pytest.fixture
def example():
    module = load("async_workflow")
    yield module
    for parameter in parameters(module):
        parameter.reset()


async def tells(messages):
    """Be brief only if that is asked for; the first that is asked answers last."""
    asked = messages[0]["content"]
    await asyncio.sleep(0.02 if "Lisbon" in asked else 0)
    words = (
        "is old"
        if "Be brief" in asked
        else "is a place about which a great deal could be said, if one had time"
    )
    place = next(p for p in ("Lisbon", "Oslo", "Quito") if p in asked)
    return f"{place} {words}."


async def improves(messages):
    """Shorten what the run shows to be long; join by what its constraint allows."""
    asked = Prompt(messages)
    changes = {}
    if asked.search("Feedback", r"\d+ characters are more than \d+") and asked.search(
        "Run", r"^ +\d+ +return await llm\.acall\(.*instruction\.format"
    ):
        changes["instruction"] = f"{asked.variables['instruction']} Be brief."
    line = asked.search("Run", r"^ +\d+ +return separator\.join")
    if asked.search("Feedback", "should be one line") and line:
        changes["separator"] = asked.search("Variables", r"one of .*?('; ')")[1]
    return answer(**changes) if changes else NOTHING


def test_the_workflow_improves(example):
    assert asyncio.run(example.learn(tells, improves)) == 1.0
    assert {p.name: p.value for p in parameters(example)} == {
        "instruction": "Tell me about {place}. Be brief.",
        "separator": "; ",
    }


@pytest.mark.parametrize("title", ["Feedback", "Run"])
def test_it_takes_the_feedback_and_the_code(example, title):
    assert asyncio.run(example.learn(tells, without(title, improves))) == 0.0


def test_all_tasks_are_in_the_prompt(example):
    seen = []

    def looks(messages):
        seen.append(Prompt(messages)["Run"])
        return NOTHING

    asyncio.run(example.learn(tells, looks, steps=1))
    for place in example.PLACES:
        assert place in seen[0]
