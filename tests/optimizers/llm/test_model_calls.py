"""Calls of models in traced code, through the real clients of litellm and openai, against a server on this machine."""

import asyncio
import gc
import inspect
import subprocess
import sys
import traceback
import warnings

import pytest
from tests.optimizers.llm.server import serving

import tracer
from optimizers import LLM
from tracer import record, trace

litellm = pytest.importorskip("litellm", reason="litellm is not installed")
openai = pytest.importorskip("openai", reason="openai is not installed")
pydantic = pytest.importorskip("pydantic", reason="pydantic is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # the clients' own

USAGE = {"prompt_tokens": 7, "reply_tokens": 3}
ASKED = [{"role": "user", "content": "ping"}]


@pytest.fixture(scope="module")
def address():
    with serving() as server:
        yield server.address
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()  # litellm leaves sockets and loops open


@pytest.fixture
def client(address):
    with openai.OpenAI(base_url=address, api_key="x", max_retries=0) as made:
        yield made


def shown(run):
    """Return what the graph shows of the one call of a model in it."""
    (found,) = [llm for _, llm in run.slice().graph.nodes(data="llm") if llm]
    return found


def seconds_taken(llm):
    seconds = llm.pop("seconds")
    assert isinstance(seconds, float)
    assert 0 < seconds < 60
    return llm


ANSWERED = {"model": "x", "messages": ASKED, "reply": "echo ping", "usage": USAGE, "cost": None}
STREAMED = ANSWERED | {"reply": "Hello ping"}


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


def test_the_clients_are_left_as_they_were():
    functions = [litellm.completion, litellm.acompletion]
    functions.append(openai.resources.chat.completions.Completions.create)
    functions.append(openai.resources.chat.completions.AsyncCompletions.create)
    before = [(f.__code__, inspect.signature(f)) for f in functions]
    with record():
        assert [inspect.signature(f) for f in functions] == [s for _, s in before]
        assert [inspect.iscoroutinefunction(f) for f in functions] == [False, True, False, False]
        assert all(f.__code__ is not code for f, (code, _) in zip(functions, before, strict=True))
    assert [f.__code__ for f in functions] == [code for code, _ in before]


def test_what_a_client_raises_is_what_it_raised(address):
    def ask(client):
        try:
            client.chat.completions.create(model="always-broken", messages=ASKED)
        except openai.InternalServerError as error:
            return traceback.format_exception(error)
        return []

    async def aask(client):
        try:
            await client.chat.completions.create(model="always-broken", messages=ASKED)
        except openai.InternalServerError as error:
            return traceback.format_exception(error)
        return []

    with openai.OpenAI(base_url=address, api_key="x", max_retries=0) as client:
        plain = ask(client)
        with record():
            assert ask(client) == plain

    async def main(turns):
        async with openai.AsyncOpenAI(base_url=address, api_key="x", max_retries=0) as client:
            return [await aask(client) for _ in range(turns)]

    (plain,) = asyncio.run(main(1))
    with record():
        assert asyncio.run(main(1)) == [plain]
    assert any("InternalServerError" in line for line in plain)


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
