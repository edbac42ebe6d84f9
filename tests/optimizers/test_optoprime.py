"""OptoPrime's prompts, with clients that answer from them: without what they look for they do not answer."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.optimizers.stepping import area, ran, reply, text

from optimizers import OptoPrime
from tracer import parameters, record, trace, trainable
from tracer.errors import TracerError
from tracer.views.tokens import count_tokens


def halves(messages):
    """Read the width and what was said of it out of the prompt; answer with half of it."""
    asked = text(messages)
    if "too wide" not in asked or "width * height" not in asked:
        return "I do not know."
    width = re.search(r"name: width\ntype: float\n(?:.*\n)*?value:\n(\S+)", asked)
    return reply(width=float(width[1]) / 2)


def test_a_value_is_learned_from_the_prompt(trained):
    optimizer = OptoPrime(trained, llm=halves)
    assert ran(optimizer, "too wide").applied == {trained[0]: 1.0}
    assert ran(optimizer, "too wide").applied == {trained[0]: 0.5}
    assert area(1) == "small: 1.5"


def test_without_the_feedback_nothing_is_learned(trained):
    step = ran(OptoPrime(trained, llm=halves), "fine")
    assert not step.applied
    assert step.skipped


def test_without_the_code_nothing_is_learned(trained, monkeypatch):
    monkeypatch.setattr(OptoPrime, "_run", lambda *_: "")
    assert not ran(OptoPrime(trained, llm=halves), "too wide").applied


def test_the_paper_s_view_shows_operations(trained):
    seen = []
    optimizer = OptoPrime(
        trained, view="graph", llm=lambda m: seen.append(text(m)) or reply(height=4)
    )
    ran(optimizer, "more")
    assert re.search(r"mul = \[width \* height\]\(width\S*, height\S*\)", seen[0])


def test_without_a_view_the_output_is_shown_and_not_the_program(trained):
    seen = []
    optimizer = OptoPrime(
        trained, view="none", llm=lambda m: seen.append(text(m)) or reply(height=4)
    )
    ran(optimizer, "more")
    assert "width * height" not in seen[0]
    assert "'small: 6.0'" in seen[0]


def test_limits_and_descriptions_are_in_the_prompt(trained):
    seen = []
    ran(OptoPrime(trained, llm=lambda m: seen.append(text(m)) or ""), "x")
    for wanted in ("from 0 to 100", "whole metres", "one word"):
        assert wanted in seen[0]


def test_rejections_go_back_with_their_reasons(trained):
    seen = []
    optimizer = OptoPrime(
        trained, llm=lambda m: seen.append(text(m)) or reply(width=1000, no=1, height="4.5")
    )
    step = ran(optimizer, "wider")
    assert set(step.rejected) == {"width", "no", "height"}
    assert not step.applied
    ran(optimizer, "wider still")
    for name in ("width", "no", "height"):
        assert f"refused: {name}: " in seen[1]


def test_past_rounds_are_shown_as_far_as_memory_goes(trained):
    seen = []
    optimizer = OptoPrime(trained, memory=2, llm=lambda m: seen.append(text(m)) or reply(label="x"))
    for said in ("first", "second", "third", "fourth"):
        ran(optimizer, said)
    assert "first" not in seen[3]
    assert seen[3].index("second") < seen[3].index("third")


def test_a_reply_that_cannot_be_read_is_asked_for_once_more(trained):
    replies = iter(["nonsense", reply(height=5)])
    seen = []
    optimizer = OptoPrime(trained, llm=lambda m: seen.append(m) or next(replies))
    assert ran(optimizer, "taller").applied == {trained[1]: 5}
    assert "could not be used" in seen[1][-1]["content"]
    assert [e.problem is None for e in optimizer.log] == [False, True]


def test_prompts_stay_within_their_budget(trained):
    seen = []
    optimizer = OptoPrime(trained, max_tokens=1500, llm=lambda m: seen.append(m) or reply(height=1))
    ran(optimizer, "word " * 100_000)
    assert sum(count_tokens(m["content"]) for m in seen[0]) <= 1500
    assert "left out" in text(seen[0])


def test_values_are_never_cut(trained):
    trained[2].set("w" * 5000)
    optimizer = OptoPrime(trained, max_tokens=1000, llm=lambda _: "")
    with record() as run:
        area(1)
    optimizer.backward(run, "x")
    with pytest.raises(
        TracerError, match=r"never cut; give max_tokens=\d+ or more \(it is 1000\)"
    ) as told:
        optimizer.step()
    optimizer.max_tokens = int(re.search(r"max_tokens=(\d+)", str(told.value))[1])
    assert optimizer.step().skipped != str(told.value)
    optimizer.max_tokens -= 1
    with pytest.raises(TracerError, match="never cut"):
        optimizer.step()


def test_an_exception_is_feedback(trained):
    @trace
    def fails():
        return 1 / (trainable(1, name="divisor") - 1)

    seen = []
    optimizer = OptoPrime(parameters(fails), llm=lambda m: seen.append(text(m)) or "")
    with record() as run, pytest.raises(ZeroDivisionError):
        fails()
    optimizer.backward(run)
    optimizer.step()
    assert "ZeroDivisionError: division by zero" in seen[0]


@given(st.text(max_size=200))
def test_no_reply_breaks_a_step_or_a_check(answer):
    trained = parameters(area)
    try:
        ran(OptoPrime(trained, llm=lambda _: answer), "x")
        ran(OptoPrime(trained, llm=lambda _: reply(width=answer, height=answer, label="w")), "x")
        assert 0 <= trained[0].value <= 100
        assert type(trained[1].value) is int
    finally:
        for parameter in trained:
            parameter.reset()
