"""Calls of models in run files."""

import pytest

import tracer
from tracer import model_calls, record, trace

SECRET = "sk-abcdefghijklmnopqrstuvwxyz012345"


def model(messages):
    reply = "reply to " + messages[-1]["content"]
    model_calls.note(
        reply,
        model="m",
        messages=[dict(m) for m in messages],
        usage={"prompt_tokens": 1, "reply_tokens": 2},
        cost=None,
        seconds=0.5,
    )
    return reply


@trace
def ask(text):
    return model([{"role": "user", "content": text}]).upper()


def loaded(tmp_path, text, **how):
    with record() as run:
        ask(text)
    run.save(tmp_path / "a.run", **how)
    return tracer.load(tmp_path / "a.run")


def shown(run):
    return [llm for _, llm in run.slice().graph.nodes(data="llm") if llm]


def test_a_call_is_in_the_run_that_is_read_again(tmp_path):
    (call,) = shown(loaded(tmp_path, "ping"))
    assert call == {
        "model": "m",
        "messages": [{"role": "user", "content": "ping"}],
        "reply": "reply to ping",
        "usage": {"prompt_tokens": 1, "reply_tokens": 2},
        "cost": None,
        "seconds": 0.5,
    }


def test_secrets_are_hidden_in_it(tmp_path):
    (call,) = shown(loaded(tmp_path, f"my key is {SECRET}"))
    assert SECRET not in str(call)
    assert SECRET.encode() not in (tmp_path / "a.run").read_bytes()


def test_without_values_nothing_is_told_of_it(tmp_path):
    assert shown(loaded(tmp_path, "ping", values=False)) == []


@pytest.mark.parametrize("rows", [[[[10**6], {}]], [3], [[[0]]]])
def test_rows_that_are_none_are_damage(tmp_path, rows, monkeypatch):
    monkeypatch.setattr("tracer.storage.models.written", lambda *_: rows)
    with pytest.raises(tracer.TracerError, match="damaged"):
        loaded(tmp_path, "ping")
