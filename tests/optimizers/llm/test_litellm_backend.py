"""Models by name, through the real litellm, against a server on this machine."""

import asyncio
import multiprocessing
import os
import subprocess
import sys

import pytest
from tests.optimizers.llm.server import serving

from optimizers.accounts import counting
from optimizers.errors import ModelError
from optimizers.ledger import Budget, Ledger
from optimizers.llm import LLM
from optimizers.llm.retrying import retry_after

pytest.importorskip("litellm", reason="litellm is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # litellm's own

ASK = [{"role": "user", "content": "ping"}]


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("TRACER_REPLIES", str(tmp_path / "replies.sqlite"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def server():
    with serving() as running:
        yield running


@pytest.fixture
def model(server):
    def named(name, **options):
        return LLM(f"openai/{name}", api_base=server.address, api_key="sk-secret-123", **options)

    return named


def asked(server, name):
    return [body for body in server.asked if body["model"] == name]


def test_a_model_answers(model):
    answer = model("echo", cache=False).complete(ASK)
    assert answer.text == "echo ping"
    assert (answer.prompt_tokens, answer.reply_tokens) == (7, 3)
    assert not answer.cut


def test_a_model_answers_in_a_loop(model):
    async def main():
        llm = model("echo", cache=False)
        return await asyncio.gather(*(llm.acall(ASK) for _ in range(4)))

    assert asyncio.run(main()) == ["echo ping"] * 4
    assert asyncio.run(main()) == ["echo ping"] * 4


def test_options_are_sent(model, server):
    model("options", cache=False, temperature=0.3)(ASK, seed=5)
    body = asked(server, "options")[0]
    assert (body["temperature"], body["seed"]) == (0.3, 5)


@pytest.mark.parametrize("name", ["busy-then-ok", "broken-then-ok"])
def test_what_may_help_is_tried_again(model, name):
    assert model(name, cache=False)(ASK) == "ok"


def test_one_attempt_is_one_request(model, server):
    with pytest.raises(ModelError, match="broken"):
        model("always-broken", cache=False, retries=1)(ASK)
    assert len(asked(server, "always-broken")) == 2


def test_a_wrong_key_is_not_tried_again_and_reaches_no_message(model, server):
    with pytest.raises(ModelError) as caught:
        model("unauthorized", cache=False)(ASK)
    assert caught.value.status == 401
    assert "sk-secret-123" not in str(caught.value)
    assert len(asked(server, "unauthorized")) == 1


@pytest.mark.parametrize("name", ["reset", "half", "page", "no-choices"])
def test_answers_that_are_none_are_errors(model, name):
    with pytest.raises(ModelError):
        model(name, cache=False, retries=0)(ASK)


def test_an_answer_that_takes_too_long_is_one(model):
    with pytest.raises(ModelError, match=r"(?i)time"):
        model("slow", cache=False, retries=0, timeout=0.3)(ASK)


def test_so_is_one_that_never_ends_though_it_keeps_coming(model):
    dribbling = model("dribbling", cache=False, retries=0, timeout=0.3)
    with pytest.raises(ModelError, match="no whole answer within"):
        dribbling(ASK)
    with pytest.raises(ModelError, match="no whole answer within"):
        asyncio.run(dribbling.acall(ASK))


def test_whether_a_model_keeps_to_a_schema_is_known():
    assert LLM("gpt-4o-mini").has_schema
    assert not LLM("openai/unheard-of").has_schema
    assert LLM("openai/unheard-of", schema=True).has_schema
    assert not LLM(lambda _messages: "").has_schema


def test_no_text_is_an_empty_reply(model):
    assert model("nothing", cache=False)(ASK) == ""


def test_a_reply_that_was_cut_says_so(model):
    assert model("cut", cache=False).complete(ASK).cut


def test_prices_that_are_not_known_are_not_taken_as_nothing(model):
    ledger = Ledger(Budget(usd=1.0))
    with counting(ledger, "program"):
        model("echo", cache=False)(ASK)
    assert ledger.spent().unpriced == 1


def test_what_was_paid_for_is_not_paid_for_twice(model, server):
    first = model("cached")(ASK)
    ledger = Ledger(Budget(calls=0))
    with counting(ledger, "optimizer"):
        assert model("cached")(ASK) == first
    assert len(asked(server, "cached")) == 1
    assert ledger.spent().cached == 1
    model("cached")(ASK, sample=1)
    assert len(asked(server, "cached")) == 2


def _ask_and_be_killed(address, folder):
    os.environ["TRACER_REPLIES"] = f"{folder}/replies.sqlite"
    LLM("openai/killed", api_base=address, api_key="x")(ASK)
    os.kill(os.getpid(), 9)


def test_a_reply_is_on_disk_before_it_is_used(model, server, tmp_path):
    process = multiprocessing.get_context("spawn").Process(
        target=_ask_and_be_killed, args=(server.address, tmp_path)
    )
    process.start()
    process.join()
    assert process.exitcode == -9
    assert model("killed")(ASK) == "echo ping"
    assert len(asked(server, "killed")) == 1


QUIET = """
import sys
from optimizers import LLM
assert "litellm" not in sys.modules
LLM("openai/always-broken", api_base=sys.argv[1], api_key="x", cache=False, retries=0)
try:
    LLM("openai/always-broken", api_base=sys.argv[1], api_key="x", cache=False, retries=0)(
        [{"role": "user", "content": "hi"}])
except Exception as error:
    print(type(error).__name__)
"""


def test_litellm_is_imported_late_and_says_nothing(server):
    done = subprocess.run(
        [sys.executable, "-c", QUIET, server.address], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("ModelError\n", "")


def test_how_long_replies_may_be_is_what_litellm_knows():
    assert LLM("gpt-4o", api_key="x").most_reply_tokens() == 16384
    assert LLM("openai/nobody-knows-me", api_key="x").most_reply_tokens() is None


def test_what_a_server_asks_for_is_read():
    assert retry_after("2.5") == 2.5
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert retry_after("soon") is None
    assert retry_after(None) is None
