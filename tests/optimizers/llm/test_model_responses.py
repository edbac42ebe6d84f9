"""Calls of openai's responses in traced code: created, parsed, awaited and streamed."""

import asyncio

import pytest
from tests.optimizers.llm.told import ANSWERED, STREAMED, seconds_taken, shown

from tracer import record, trace

openai = pytest.importorskip("openai", reason="openai is not installed")
pydantic = pytest.importorskip("pydantic", reason="pydantic is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # the clients' own
RESPONDED = ANSWERED | {"reply": '{"said": "ping"}'}


class Said(pydantic.BaseModel):
    """The form of an answer."""

    said: str


@trace
def by_responses(client, question):
    return client.responses.create(model="responding", input=question).output_text


@trace
def by_parsed_responses(client, question):
    answer = client.responses.parse(model="responding", input=question, text_format=Said)
    return answer.output_parsed.said


@trace
async def by_awaited_responses(address, question):
    async with openai.AsyncOpenAI(base_url=address, api_key="x", max_retries=0) as client:
        created = await client.responses.create(model="responding", input=question)
        parsed = await client.responses.parse(
            model="responding", input=created.output_text, text_format=Said
        )
        return parsed.output_parsed.said


@trace
def by_streamed_responses(client, question):
    text = ""
    for event in client.responses.create(model="responding", input=question, stream=True):
        if event.type == "response.output_text.delta":
            text += event.delta
    return text


def test_responses_are_nodes(client):
    with record() as run:
        assert by_responses(client, "ping") == '{"said": "ping"}'
    assert seconds_taken(shown(run)) == RESPONDED


def test_parsed_responses_are_nodes(client):
    with record() as run:
        assert by_parsed_responses(client, "ping") == "ping"
    assert seconds_taken(shown(run)) == RESPONDED


def test_awaited_responses_are_nodes_and_one_leads_to_the_other(address):
    with record() as run:
        assert asyncio.run(by_awaited_responses(address, "ping")) == '{"said": "ping"}'
    replies = [llm["reply"] for _, llm in run.slice().graph.nodes(data="llm") if llm]
    assert replies[0] == '{"said": "ping"}'
    assert len(replies) == 2


def test_streamed_responses_are_told_when_they_were_read(client):
    with record() as run:
        assert by_streamed_responses(client, "ping") == "Hello ping"
    assert seconds_taken(shown(run)) == STREAMED
