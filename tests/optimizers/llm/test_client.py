"""`LLM` over functions: counted, retried, seen by recordings."""

import asyncio
import threading
import time

import pytest

from optimizers.accounts import counting
from optimizers.errors import BudgetExceeded, ModelError
from optimizers.ledger import Budget, Ledger
from optimizers.llm import LLM, as_llm
from optimizers.llm.completions import Completion, Refusal

ASK = [{"role": "user", "content": "ping"}]


def pong(messages):
    return "pong " + messages[-1]["content"]


async def later(messages):
    await asyncio.sleep(0)
    return pong(messages)


@pytest.mark.parametrize("function", [pong, later])
def test_a_function_is_a_model(function):
    assert LLM(function)(ASK) == "pong ping"
    assert asyncio.run(LLM(function).acall(ASK)) == "pong ping"


def test_an_async_function_is_asked_inside_a_running_loop():
    async def main():
        return LLM(later)(ASK)

    assert asyncio.run(main()) == "pong ping"


def test_the_function_gets_messages_of_its_own():
    def spoils(messages):
        messages[0]["content"] = "spoilt"
        return "ok"

    messages = [dict(ASK[0])]
    LLM(spoils)(messages)
    assert messages == ASK


def test_what_is_no_text_is_refused():
    with pytest.raises(ModelError, match="returned NoneType, not text"):
        LLM(lambda _messages: None)(ASK)


def test_what_is_no_message_is_refused():
    with pytest.raises(ModelError, match="a message is"):
        LLM(pong)([{"role": "user"}])


def test_what_is_no_model_is_refused():
    with pytest.raises(ModelError, match="not int"):
        LLM(3)(ASK)


def test_an_llm_is_one_already():
    llm = LLM(pong)
    assert as_llm(llm) is llm
    assert as_llm(pong)(ASK) == "pong ping"


def test_calls_are_counted_in_every_ledger_of_the_context():
    outer, inner = Ledger(), Ledger()
    with counting(outer, "program"), counting(inner, "optimizer"):
        LLM(pong)(ASK)
    assert outer.spent("program").calls == inner.spent("optimizer").calls == 1
    assert outer.spent().unpriced == 1


def test_a_budget_is_checked_before_the_call():
    asked = []
    ledger = Ledger(Budget(calls=1))
    llm = LLM(lambda _messages: asked.append(1) or "x")
    with counting(ledger, "optimizer"):
        llm(ASK)
        with pytest.raises(BudgetExceeded):
            llm(ASK)
    assert asked == [1]


def test_a_call_that_fails_gives_its_estimate_back():
    ledger = Ledger(Budget(calls=1))
    with counting(ledger, "optimizer"):
        with pytest.raises(ZeroDivisionError):
            LLM(lambda _messages: 1 / 0)(ASK)
        LLM(pong)(ASK)


class Flaky:
    """Refuses some times, then answers."""

    def __init__(self, *refusals):
        self.refusals = list(refusals)
        self.asked = 0

    def complete(self, request, seconds):
        """Answer, or refuse."""
        self.asked += 1
        if self.refusals:
            raise self.refusals.pop(0)
        return Completion("ok", request.model, 1, 1, 0.5, seconds)

    async def acomplete(self, request, seconds):
        """The same."""
        return self.complete(request, seconds)


def test_what_may_help_is_tried_again():
    flaky = Flaky(
        Refusal("busy", status=503, retry=True), Refusal("slow down", retry=True, wait=0.01)
    )
    assert LLM(flaky)(ASK) == "ok"
    assert flaky.asked == 3


def test_what_does_not_help_is_not():
    flaky = Flaky(Refusal("no key", status=401))
    with pytest.raises(ModelError, match="no key") as caught:
        LLM(flaky)(ASK)
    assert caught.value.status == 401
    assert flaky.asked == 1


def test_the_last_refusal_is_told():
    flaky = Flaky(*[Refusal(f"no {n}", status=500, retry=True) for n in range(3)])
    with pytest.raises(ModelError, match="no 2"):
        LLM(flaky, retries=2)(ASK)


def test_a_server_that_asks_for_too_long_a_wait_is_not_asked_again():
    flaky = Flaky(Refusal("come back tomorrow", retry=True, wait=86_400))
    with pytest.raises(ModelError, match="tomorrow"):
        LLM(flaky)(ASK)
    assert flaky.asked == 1


def test_no_more_calls_at_once_than_allowed():
    now, most, lock = [0], [0], threading.Lock()

    def slow(_messages):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.01)
        with lock:
            now[0] -= 1
        return "x"

    llm = LLM(slow, concurrency=3)
    threads = [threading.Thread(target=llm, args=(ASK,)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] <= 3


def test_many_tasks_at_once():
    async def main():
        llm = LLM(later, concurrency=2)
        return await asyncio.gather(*(llm.acall(ASK) for _ in range(20)))

    assert asyncio.run(main()) == ["pong ping"] * 20
