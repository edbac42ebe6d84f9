"""Replies that were cut at their limit of tokens."""

import pytest

from optimizers import LLM, Budget, OptoPrime
from optimizers.journal.journal import Journal
from optimizers.journal.replies import JournaledLLM
from optimizers.llm import Completion
from tracer import parameters, record, trace, trainable

REPLY = "<reasoning>r</reasoning><variable><name>height</name><value>8</value></variable>"


@trace
def area(n):
    height = trainable(3, name="height")
    return height * n


@pytest.fixture
def trained():
    found = parameters(area)
    yield found
    for parameter in found:
        parameter.reset()


class Limited:
    """A model whose whole reply has `needs` tokens; it stops at its limit."""

    def __init__(self, needs, default=16):
        self.needs, self.default = needs, default
        self.limits = []

    def complete(self, request, seconds):
        """Reply as far as the limit goes."""
        options = request.options
        limit = options.get("max_completion_tokens", options.get("max_tokens"))
        self.limits.append(limit)
        had = min(self.needs, limit or self.default)
        text = REPLY if had == self.needs else REPLY[: len(REPLY) // 2]
        return Completion(text, request.model, 10, had, None, seconds, cut=had < self.needs)

    async def acomplete(self, request, seconds):
        """The same."""
        return self.complete(request, seconds)


class Known(LLM):
    """A model of which it is known how long its replies may be."""

    def most_reply_tokens(self):
        """Return that."""
        return 150


def stepped(trained, llm, **options):
    optimizer = OptoPrime(trained, llm=llm, **options)
    with record() as run:
        area(1)
    optimizer.backward(run, "taller")
    return optimizer.step()


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
def test_it_is_asked_for_again_with_twice_the_limit(trained, name):
    model = Limited(150)
    step = stepped(trained, LLM(model, **{name: 100}))
    assert step.applied == {trained[0]: 8}
    assert model.limits == [100, 200]


def test_where_no_limit_was_set_its_length_is_doubled(trained):
    model = Limited(30)
    assert stepped(trained, LLM(model)).applied
    assert model.limits == [None, 32]


def test_a_reply_that_is_cut_again_says_what_to_raise(trained):
    step = stepped(trained, LLM(Limited(1000), max_tokens=100))
    assert not step.applied
    assert step.skipped == (
        "the reply was cut off at a limit: it had 200 tokens; give LLM(…, max_tokens=400) or more"
    )


def test_the_model_s_own_limit_is_kept(trained):
    model = Limited(1000)
    step = stepped(trained, Known(model, max_tokens=100))
    assert model.limits == [100, 150]
    assert "it had 150 tokens, and this model gives no more" in step.skipped


def test_at_the_model_s_own_limit_it_is_not_asked_again(trained):
    model = Limited(1000)
    stepped(trained, Known(model, max_tokens=150))
    assert model.limits == [150]


def test_the_budget_is_kept(trained):
    model = Limited(10_000)
    step = stepped(trained, LLM(model, max_tokens=1000), budget=Budget(tokens=3500))
    assert len(model.limits) == 2
    assert 1000 < model.limits[1] < 2000
    assert step.usage.tokens <= 3500
    assert "raise Budget(tokens=…)" in step.skipped


def test_without_room_in_the_budget_it_is_not_asked_again(trained):
    model = Limited(10_000)
    step = stepped(trained, LLM(model, max_tokens=1500), budget=Budget(tokens=3000))
    assert len(model.limits) == 1
    assert "raise Budget(tokens=…)" in step.skipped


def test_a_reply_that_is_wrong_otherwise_keeps_its_limit(trained):
    model = Limited(1)
    model.complete = lambda request, seconds: (
        model.limits.append(request.options["max_tokens"])
        or Completion("?", "m", 1, 1, None, seconds)
    )
    stepped(trained, LLM(model, max_tokens=100))
    assert model.limits == [100, 100]


def test_a_journaled_model_has_the_other_s_limits(trained, tmp_path):
    journal = Journal(tmp_path / "one.journal")
    model = Limited(150)
    assert stepped(trained, JournaledLLM(LLM(model, max_tokens=100), journal)).applied
    assert model.limits == [100, 200]
    assert JournaledLLM(Known(model), journal).most_reply_tokens() == 150
    journal.close()
