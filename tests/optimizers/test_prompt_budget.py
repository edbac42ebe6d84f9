"""No prompt has more tokens than it may have, whatever there is to say and however often it is said again."""

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.optimizers.stepping import model, reply

from optimizers import OPRO, OptoPrime, OptoPrimeMulti, TextGrad
from optimizers.prompting import Section, compose, cut_end
from tracer import Feedback, parameters, record, trace, trainable
from tracer.views.tokens import count_tokens, fitting


@trace
def program(words):
    style = trainable("Be brief.", name="style")
    limit = trainable(3, name="limit")
    said = model([{"role": "user", "content": f"{style} {words}"}])
    return said * limit


@pytest.fixture(scope="module", autouse=True)
def taken_back():
    yield
    for parameter in parameters(program):
        parameter.reset()


OPTIMIZERS = [
    OptoPrime,
    lambda *a, **k: OptoPrime(*a, view="graph", **k),
    lambda *a, **k: OptoPrime(*a, view="none", **k),
    lambda *a, **k: OptoPrimeMulti(*a, candidates=2, **k),
    OPRO,
    TextGrad,
]
LONG = st.tuples(st.text(max_size=20), st.integers(1, 2000))


@pytest.mark.parametrize(
    "made", OPTIMIZERS, ids=["source", "graph", "none", "multi", "opro", "textgrad"]
)
@settings(max_examples=8)
@given(feedback=LONG, words=LONG, answer=LONG, limit=st.integers(1200, 3000))
def test_every_prompt_keeps_to_its_limit(made, feedback, words, answer, limit):
    feedback, words, answer = (text * times for text, times in (feedback, words, answer))
    asked = []

    def client(messages):
        asked.append(sum(count_tokens(m["content"]) for m in messages))
        good = reply(answer[:500], limit=len(asked) % 7)
        return good if len(asked) % 3 == 0 else answer

    optimizer = made(parameters(program), llm=client, max_tokens=limit)
    for _ in range(3):
        with record() as run:
            program(words)
        optimizer.backward(run, Feedback(0.5, feedback))
        optimizer.step()
    assert asked
    assert max(asked) <= limit


@given(st.text(max_size=300), st.integers(-5, 200))
def test_a_beginning_that_fits_is_the_longest(text, tokens):
    length = fitting(text, tokens)
    assert count_tokens(text[:length]) <= max(tokens, 0)
    shorter = cut_end(text, tokens)
    assert count_tokens(shorter) <= max(tokens, 0)
    assert shorter in {"", text} or "characters left out" in shorter
    if count_tokens(text) <= tokens:
        assert shorter == text


def test_feedback_that_is_short_is_shown_where_there_is_little_room():
    """A run that needs more than its share does not take the place of what was said."""
    sections = [
        Section("Feedback", fit=partial(cut_end, "too low")),
        Section("Run", fit=partial(cut_end, "word " * 500)),
    ]
    for room in (60, 150, 300, 500):
        text = compose(sections, room)
        assert "# Feedback\ntoo low" in text
        assert count_tokens(text) <= room
        assert ("# Run" in text) is (room >= 300)
