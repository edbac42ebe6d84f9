"""Streams of models in traced code are told when they were read, as far as they were."""

import pytest
from tests.optimizers.llm.told import ASKED, STREAMED, USAGE, seconds_taken, shown

from tracer import record, trace

litellm = pytest.importorskip("litellm", reason="litellm is not installed")
openai = pytest.importorskip("openai", reason="openai is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # the clients' own


@trace
def streamed_by_openai(client, question):
    text = ""
    for chunk in client.chat.completions.create(
        model="streamed",
        messages=[{"role": "user", "content": question}],
        stream=True,
        stream_options={"include_usage": True},
    ):
        if chunk.choices and chunk.choices[0].delta.content:
            text += chunk.choices[0].delta.content
    return text


@trace
def streamed_by_litellm(address, question):
    stream = litellm.completion(
        model="openai/streamed",
        messages=[{"role": "user", "content": question}],
        stream=True,
        stream_options={"include_usage": True},
        api_base=address,
        api_key="x",
    )
    return "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)


def test_a_stream_from_openai_is_told_when_it_was_read(client):
    with record() as run:
        assert streamed_by_openai(client, "ping") == "Hello ping"
    assert seconds_taken(shown(run)) == STREAMED


def test_a_stream_from_litellm_is_told_when_it_was_read(address):
    with record() as run:
        assert streamed_by_litellm(address, "ping") == "Hello ping"
    told = seconds_taken(shown(run))
    assert told.pop("model")
    assert told.pop("cost", None) is None
    assert told == {"messages": ASKED, "reply": "Hello ping", "usage": USAGE}


def test_a_stream_that_untraced_code_reads_is_told_too(client):
    def read(stream):
        return "".join(c.choices[0].delta.content or "" for c in stream if c.choices)

    @trace
    def ask():
        return read(client.chat.completions.create(model="streamed", messages=ASKED, stream=True))

    with record() as run:
        assert ask() == "Hello ping"
    assert shown(run)["reply"] == "Hello ping"


@pytest.mark.parametrize("whole", [True, False])
def test_of_a_stream_that_ends_early_what_came_is_told(client, whole):
    @trace
    def ask():
        text = ""
        try:
            for chunk in client.chat.completions.create(
                model="streamed" if whole else "broken-off", messages=ASKED, stream=True
            ):
                text += chunk.choices[0].delta.content
                if whole and text == "Hello ":
                    break
        except openai.APIError:
            text += "?"
        return text

    with record() as run:
        said = ask()
    assert shown(run)["reply"] == said.rstrip("?") == ("Hello " if whole else "Hello")
