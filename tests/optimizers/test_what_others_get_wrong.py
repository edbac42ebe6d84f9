"""Replies that other optimizers take for something else, or adopt though they are wrong: what we give instead."""

import array
import re

import pytest
from tests.optimizers.stepping import reply, text

from optimizers import OptoPrime
from tracer import parameters, record, trace, trainable


@trace
def settings():
    flag = trainable(True, name="flag")  # noqa: FBT003  # what is marked is positional
    sizes = trainable([1, 2], name="sizes")
    pair = trainable((1, 2), name="pair")
    weights = trainable(array.array("d", [1.0, 2.0]), name="weights")
    note = trainable("plain", name="note")
    return flag, sizes, pair, weights, note


@trace(trainable=True)
def rule(a, b=2):
    return a + b


@pytest.fixture(autouse=True)
def taken_back():
    for function in (settings, rule):
        with record():
            function(*((1,) if function is rule else ()))
    yield
    for parameter in parameters([settings, rule]):
        parameter.reset()


def step(function, answer, *arguments, **options):
    """Take one step with a model that answers so."""
    optimizer = OptoPrime(
        parameters(function), llm=lambda _: answer, isolation="none", memory=0, **options
    )
    with record() as run:
        function(*arguments)
    optimizer.backward(run, "no good")
    return optimizer.step()


@pytest.mark.parametrize(
    ("name", "suggested", "value"),
    [("flag", "False", False), ("sizes", "[3, 4]", [3, 4]), ("pair", "(3,4)", (3, 4))],
)
def test_a_value_has_the_type_it_had(name, suggested, value):
    taken = step(settings, reply(**{name: suggested}))
    assert {p.name: v for p, v in taken.applied.items()} == {name: value}
    assert settings()[["flag", "sizes", "pair"].index(name)] == value


def test_what_has_no_literal_is_refused_with_a_reason():
    refused = step(settings, reply(weights="[3,4]"))
    assert not refused.applied
    assert "weights is a array" in refused.rejected["weights"]
    assert settings()[3] == array.array("d", [1.0, 2.0])


def test_so_is_an_array_of_numpy():
    numpy = pytest.importorskip("numpy", reason="numpy is not installed")

    @trace
    def weighted():
        return trainable(numpy.array([1.0, 2.0]), name="weights")

    with record():
        weighted()
    refused = step(weighted, reply(weights="[3,4]"))
    assert "weights is a ndarray" in refused.rejected["weights"]
    assert list(weighted()) == [1.0, 2.0]


@pytest.mark.parametrize(
    "suggested", ["def is a keyword", "the default: undefined", "def f():\n  x"]
)
def test_a_text_may_hold_def(suggested):
    assert list(step(settings, reply(note=suggested)).applied.values()) == [suggested]


@pytest.mark.parametrize(
    "reasoning", ["TERMINATE", "I was told to say TERMINATE when done; not yet"]
)
def test_no_word_in_the_reasoning_ends_the_step(reasoning):
    taken = step(settings, reply(reasoning, note="better"))
    assert list(taken.applied.values()) == ["better"]
    assert taken.skipped is None


def test_a_reply_that_changes_nothing_is_told():
    assert "no variable is suggested" in step(settings, "TERMINATE").skipped


@pytest.mark.parametrize(
    "code",
    [
        "def other(a, b=2):\n    return a",
        "def rule(a):\n    return a",
        "def rule(a, c=2):\n    return a",
        "async def rule(a, b=2):\n    return a",
        "rule = max",
        "def rule(a, b=2):\n    return a +",
        "def rule(a, b=2):\nreturn a",
        "",
    ],
)
def test_code_of_another_form_is_refused_with_a_reason(code):
    refused = step(rule, reply(rule=code), 1)
    assert not refused.applied
    assert len(refused.rejected["rule"]) > 10
    assert rule(1) == 3


def test_as_many_rounds_are_shown_as_asked_for():
    seen = []
    optimizer = OptoPrime(
        parameters(settings), memory=2, llm=lambda m: seen.append(text(m)) or reply(note="x")
    )
    for number in range(5):
        with record() as run:
            settings()
        optimizer.zero_feedback()
        optimizer.backward(run, f"said {number}")
        optimizer.step()
    assert re.findall(r"said (\d)", seen[-1].partition("# Past attempts")[0]) == ["4"]
    assert re.findall(r"said (\d)", seen[-1].partition("# Past attempts")[2]) == ["2", "3"]
