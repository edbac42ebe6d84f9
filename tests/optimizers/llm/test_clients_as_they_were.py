"""A recording leaves the clients of models as they were, and what they raise."""

import asyncio
import inspect
import traceback

import pytest
from tests.optimizers.llm.told import ASKED

from tracer import record

litellm = pytest.importorskip("litellm", reason="litellm is not installed")
openai = pytest.importorskip("openai", reason="openai is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # the clients' own


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
