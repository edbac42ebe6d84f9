"""What cannot be optimized is told before anything is tried."""

from pathlib import Path

import pytest
from tests.optimizers.optimizing import LINE, run

from optimizers import Example
from optimizers.journal.files import journals
from optimizers.journal.reporting import summary
from optimizers.running.messages import digest
from tracer import trace
from tracer.errors import TracerError

pytestmark = pytest.mark.usefixtures("drawing_engine")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"objective": lambda _output, _expected: 1 / 0}, "ZeroDivisionError: division by zero"),
        ({"objective": lambda _output, _expected: float("nan")}, "the score is nan"),
        ({"objective": lambda _output, _expected: "good"}, "gave 'good', which is no number"),
        ({"objective": lambda _output, _expected: None}, "the objective gave no score"),
        ({"data": [({"y": 1.0}, 1.0)] * 3}, "unexpected keyword argument 'y'"),
    ],
)
def test_where_no_example_has_a_score_nothing_is_tried(module, given, words):
    events = []
    with pytest.raises(TracerError, match=f"3 of 3 examples have no score .*; '0': .*{words}"):
        run(module(LINE).line, on_event=events.append, **given)
    assert {e.data["candidate"] for e in events if e.kind == "rollout"} == {digest({})}
    [journal] = journals(Path.cwd())
    assert summary(journal).startswith("optimization, 3 of 3 examples have no score")


@trace
def unmarked(x):
    return x


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"target": unmarked}, "mark what may change"),
        ({"data": []}, "there is no data"),
        ({"data": [3]}, "example 0 is 3"),
        ({"data": [Example(1, 1, "a"), Example(2, 2, "a")]}, "two examples are called 'a'"),
        ({"engine": "magic"}, "there is no engine 'magic'"),
        ({"isolation": "chroot"}, "isolation='chroot'"),
        ({"workers": -2}, "workers=-2"),
        ({"time_limit": 0}, "time_limit=0"),
        ({"memory_limit": 0}, "memory_limit=0"),
        ({"seed": "x"}, "seed='x'"),
        ({"validation": 1.5}, "validation=1.5"),
    ],
)
def test_what_cannot_be_done_is_told(module, given, words):
    events = []
    with pytest.raises(TracerError, match=words):
        run(**{"target": module(LINE).line, "on_event": events.append, **given})
    assert not events


def test_text_alone_is_for_language_models(module):
    program = module("""
        from tracer import trace, trainable

        @trace
        def program(x):
            return trainable("say hello", name="prompt")
    """).program
    with pytest.raises(
        TracerError, match=r"no engine without a language model changes text \(prompt\)"
    ):
        run(program, engine="auto")
