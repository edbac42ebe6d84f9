"""Calls that a program makes through litellm or openai are counted as those of an `LLM`, recorded or not."""

import asyncio

import pytest
from tests.optimizers.llm.told import ASKED

from optimizers import LLM, Budget, BudgetExceeded, Ledger, counting
from tracer import record

litellm = pytest.importorskip("litellm", reason="litellm is not installed")
openai = pytest.importorskip("openai", reason="openai is not installed")
pydantic = pytest.importorskip("pydantic", reason="pydantic is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # the clients' own

OPTIONS = {"stream": True, "stream_options": {"include_usage": True}}


class Said(pydantic.BaseModel):
    """The form of an answer."""

    said: str


def by_openai(client, model="echo", **options):
    return client.chat.completions.create(model=model, messages=ASKED, **options)


def by_litellm(address, model="echo", **options):
    return litellm.completion(
        f"openai/{model}", ASKED, api_base=address, api_key="x", max_retries=0, **options
    )


def test_calls_through_openai_are_counted_without_a_recording(client):
    ledger = Ledger()
    with counting(ledger, "program"):
        by_openai(client)
        by_openai(client)
    by_openai(client)  # nobody counts any more
    spent = ledger.spent("program")
    assert (spent.calls, spent.tokens, spent.unpriced) == (2, 20, 2)
    assert ledger.spent("optimizer").calls == 0
    assert [bill.model for bill in ledger.bills] == ["x", "x"]
    assert all(bill.seconds > 0 for bill in ledger.bills)


def test_calls_through_litellm_are_counted_once_though_it_uses_openai(address):
    ledger = Ledger()
    with counting(ledger, "program"), record():
        by_litellm(address)
    assert (ledger.spent().calls, ledger.spent().tokens) == (1, 10)


def test_a_known_price_is_on_the_bill(address):
    ledger = Ledger()
    with counting(ledger, "program"):
        by_litellm(address, "priced")
    spent = ledger.spent()
    assert spent.usd > 0
    assert spent.unpriced == 0


def test_calls_through_an_llm_are_not_counted_twice(address, client):
    ledger = Ledger()
    with counting(ledger, "optimizer"):
        LLM("openai/echo", api_base=address, api_key="x", cache=False)(ASKED)
        LLM(lambda _: by_openai(client).choices[0].message.content)(ASKED)
    assert ledger.spent().calls == 2


def test_awaited_calls_are_counted(address):
    async def ask():
        async with openai.AsyncOpenAI(base_url=address, api_key="x", max_retries=0) as client:
            first = client.chat.completions.create(model="echo", messages=ASKED)
            await asyncio.gather(first, asyncio.sleep(0))
        await litellm.acompletion("openai/echo", ASKED, api_base=address, api_key="x")

    ledger = Ledger()
    with counting(ledger, "program"):
        asyncio.run(ask())
    assert (ledger.spent().calls, ledger.spent().tokens) == (2, 20)


def test_a_call_that_the_budget_does_not_hold_is_not_made(client, address):
    ledger = Ledger(Budget(calls=1))
    with counting(ledger, "program"):
        by_openai(client)
        with pytest.raises(BudgetExceeded, match="budget of 1 calls"):
            by_openai(client)
        with pytest.raises(BudgetExceeded, match="budget of 1 calls"):
            by_litellm(address)
    assert ledger.spent().calls == 1


def test_the_estimate_that_is_checked_knows_the_longest_reply(client):
    with counting(Ledger(Budget(tokens=100)), "program"):
        by_openai(client, max_tokens=50)
        with pytest.raises(BudgetExceeded, match="tokens"):
            by_openai(client, max_completion_tokens=90)


def test_a_call_that_fails_costs_nothing(client):
    ledger = Ledger(Budget(calls=1))
    with counting(ledger, "program"):
        with pytest.raises(openai.APIStatusError):
            by_openai(client, "always_broken")
        by_openai(client)
    assert ledger.spent().calls == 1


@pytest.mark.parametrize("ask", [by_openai, by_litellm])
def test_the_bill_of_a_stream_has_the_usage_at_its_end(ask, client, address):
    ledger = Ledger()
    with counting(ledger, "program"):
        chunks = list(ask(client if ask is by_openai else address, "streamed", **OPTIONS))
    assert chunks
    assert (ledger.spent().calls, ledger.spent().tokens) == (1, 10)


def test_a_stream_that_nobody_reads_is_a_call_with_its_prompt(client):
    ledger = Ledger(Budget(calls=1))
    with counting(ledger, "program"):
        by_openai(client, "streamed", **OPTIONS).close()
    (bill,) = ledger.bills
    assert bill.prompt_tokens > 0
    assert ledger.exhausted() == "calls"


def test_a_raw_response_is_a_call_with_an_estimate(client):
    ledger = Ledger()
    with counting(ledger, "program"):
        client.chat.completions.with_raw_response.create(model="echo", messages=ASKED)
    (bill,) = ledger.bills
    assert bill.model == "echo"
    assert bill.prompt_tokens > 0


@pytest.mark.parametrize("stream", [False, True])
def test_responses_are_counted(client, stream):
    ledger = Ledger()
    with counting(ledger, "program"):
        answer = client.responses.create(model="responding", input="ping", stream=stream)
        if stream:
            list(answer)
    assert (ledger.spent().calls, ledger.spent().tokens) == (1, 10)


def test_parsed_responses_are_counted_and_held_back(client):
    ledger = Ledger(Budget(calls=1))
    with counting(ledger, "program"):
        parsed = client.responses.parse(model="responding", input="ping", text_format=Said)
        with pytest.raises(BudgetExceeded):
            client.responses.parse(model="responding", input="ping", text_format=Said)
    assert parsed.output_parsed.said == "ping"
    assert ledger.spent().calls == 1


def test_every_ledger_of_the_context_gets_its_own_bill(client):
    outer, inner = Ledger(), Ledger()
    with counting(outer, "program"), counting(inner, "optimizer"):
        by_openai(client)
    assert outer.spent("program").calls == inner.spent("optimizer").calls == 1


def test_the_clients_are_left_as_they_were(client):
    function = openai.resources.chat.completions.Completions.create
    code = function.__code__
    with counting(Ledger(), "program"), record():
        assert function.__code__ is not code
    assert function.__code__ is code
