"""Calls of models in traced code, through the real clients of litellm and openai, against a server on this machine."""

import asyncio
import subprocess
import sys

import pytest
from tests.optimizers.llm.told import ANSWERED, ASKED, STREAMED, seconds_taken, shown

import tracer
from optimizers import LLM
from tracer import record, trace

litellm = pytest.importorskip("litellm", reason="litellm is not installed")
openai = pytest.importorskip("openai", reason="openai is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # the clients' own


@trace
def by_litellm(address, question):
    messages = [{"role": "user", "content": question}]
    answer = litellm.completion("openai/echo", messages, api_base=address, api_key="x")
    messages.append(answer.choices[0].message)
    return answer.choices[0].message.content


@trace
def by_openai(client, question):
    messages = [{"role": "user", "content": question}]
    answer = client.chat.completions.create(model="echo", messages=messages)
    messages.append(answer.choices[0].message)
    return answer.choices[0].message.content


def test_a_call_through_litellm_is_a_node(address):
    with record() as run:
        assert by_litellm(address, "ping") == "echo ping"
    assert seconds_taken(shown(run)) == ANSWERED


def test_a_call_through_openai_is_a_node(client):
    with record() as run:
        assert by_openai(client, "ping") == "echo ping"
    assert seconds_taken(shown(run)) == ANSWERED


def test_a_price_that_is_known_is_told(address):
    @trace
    def ask():
        return litellm.completion(
            model="openai/priced", messages=ASKED, api_base=address, api_key="x"
        )

    with record() as run:
        ask()
    assert shown(run)["cost"] > 0


def test_the_call_is_opaque_inside_and_depends_on_what_was_asked(client):
    with record() as run:
        by_openai(client, "ping")
    graph = run.slice().graph
    (call,) = [n for n, llm in graph.nodes(data="llm") if llm]
    assert graph.nodes[call]["kind"] == "call"
    assert {"question"} <= {graph.nodes[n]["code"] for n in graph}
    assert all(file.endswith("test_model_calls.py") for _, file in graph.nodes(data="file"))


def test_async_calls_and_streams_are_told(address):
    @trace
    async def plain(client):
        answer = await client.chat.completions.create(model="echo", messages=ASKED)
        return answer.choices[0].message.content

    @trace
    async def streamed(client):
        stream = await client.chat.completions.create(
            model="streamed", messages=ASKED, stream=True, stream_options={"include_usage": True}
        )
        return "".join([c.choices[0].delta.content or "" async for c in stream if c.choices])

    async def ask(function):
        async with openai.AsyncOpenAI(base_url=address, api_key="x", max_retries=0) as client:
            return await function(client)

    for function, wanted in ((plain, ANSWERED), (streamed, STREAMED)):
        with record() as run:
            assert asyncio.run(ask(function)) == wanted["reply"]
        assert seconds_taken(shown(run)) == wanted


def test_async_calls_and_streams_of_litellm_are_told(address):
    where = {"api_base": address, "api_key": "x"}

    @trace
    async def plain():
        answer = await litellm.acompletion(model="openai/echo", messages=ASKED, **where)
        return answer.choices[0].message.content

    @trace
    async def streamed():
        stream = await litellm.acompletion(
            model="openai/streamed", messages=ASKED, stream=True, **where
        )
        text = ""
        async for chunk in stream:
            text += chunk.choices[0].delta.content or ""
        return text

    for function, reply in ((plain, "echo ping"), (streamed, "Hello ping")):
        with record() as run:
            assert asyncio.run(function()) == reply
        told = seconds_taken(shown(run))
        assert (told["reply"], told["messages"]) == (reply, ASKED)


def test_tasks_at_once_are_told_apart(address):
    @trace
    async def ask(client, text):
        answer = await client.chat.completions.create(
            model="echo", messages=[{"role": "user", "content": text}]
        )
        return answer.choices[0].message.content

    @trace
    async def both(client):
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask(client, text)) for text in "ab"]
        return " | ".join([task.result() for task in tasks])

    async def main():
        async with openai.AsyncOpenAI(base_url=address, api_key="x", max_retries=0) as client:
            return await both(client)

    with record() as run:
        assert asyncio.run(main()) == "echo a | echo b"
    calls = [llm for _, llm in run.slice().graph.nodes(data="llm") if llm]
    assert sorted(c["messages"][0]["content"] for c in calls) == ["a", "b"]
    assert all(c["reply"] == f"echo {c['messages'][0]['content']}" for c in calls)


def test_an_opaque_function_that_returns_the_reply_is_the_call(client):
    @trace(opaque=True)
    def ask(text):
        answer = client.chat.completions.create(
            model="echo", messages=[{"role": "user", "content": text}]
        )
        return answer.choices[0].message.content

    @trace
    def main():
        return ask("ping").upper()

    with record() as run:
        assert main() == "ECHO PING"
    graph = run.slice().graph
    (call,) = [n for n, llm in graph.nodes(data="llm") if llm]
    assert graph.nodes[call]["code"] == 'ask("ping")'


def test_our_own_client_is_told_once(address, tmp_path):
    llm = LLM("openai/echo", api_base=address, api_key="x", cache=tmp_path / "replies.sqlite")

    @trace
    def ask():
        return llm(ASKED)

    for _ in range(2):  # the second reply is from the cache
        with record() as run:
            ask()
        assert shown(run)["reply"] == "echo ping"
        assert len(run._tape.model_calls) == 1


def test_a_reply_of_one_character_is_no_builtin_s():
    model = LLM(lambda _messages: "7")

    @trace
    def ask():
        return str(7) + model(ASKED)

    with record() as run:
        assert ask() == "77"
    graph = run.slice().graph
    assert [graph.nodes[n]["code"] for n, llm in graph.nodes(data="llm") if llm] == ["model(ASKED)"]


PROGRAM = """
import sys

def main():
    import openai
    client = openai.OpenAI(base_url=sys.argv[1], api_key="x", max_retries=0)
    answer = client.chat.completions.create(model="echo", messages=[{"role": "user", "content": "ping"}])
    return answer.choices[0].message.content

said = main()
print(said)
"""


def test_a_client_that_is_imported_while_we_record_is_told_and_saved(address, tmp_path):
    (tmp_path / "app.py").write_text(PROGRAM, encoding="utf-8")
    words = [sys.executable, "-m", "tracer", "run", "-q", "-o", "app.run", "app.py", address]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "echo ping\n"
    run = tracer.load(tmp_path / "app.run")
    graph = run.graph()
    (told,) = [llm for _, llm in graph.nodes(data="llm") if llm]
    assert seconds_taken(told) == ANSWERED
