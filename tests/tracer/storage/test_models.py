"""Calls of models in run files."""

import pytest

import tracer
from tracer import model_calls, record, trace
from tracer.privacy import NOTHING_REDACTED
from tracer.views import export

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


@pytest.mark.parametrize("written", [export.to_json, export.to_graphml])
def test_so_they_are_in_what_other_tools_get(written, monkeypatch):
    monkeypatch.setenv("SOME_API_KEY", SECRET)
    with record() as run:
        ask(f"my key is {SECRET}")
    assert SECRET in shown(run)[0]["reply"]
    text = written(run.slice().graph)
    assert SECRET not in text
    assert "my key is" in text


def test_what_is_no_json_value_is_named():
    assert model_calls.plain({"a": [b"x", (1, None)]}, NOTHING_REDACTED) == {
        "a": ["<bytes>", [1, None]]
    }


def test_without_values_nothing_is_told_of_it(tmp_path):
    assert shown(loaded(tmp_path, "ping", values=False)) == []


@pytest.mark.parametrize("rows", [[[[10**6], {}]], [3], [[[0]]]])
def test_rows_that_are_none_are_damage(tmp_path, rows, monkeypatch):
    monkeypatch.setattr("tracer.storage.models.written", lambda *_: rows)
    with pytest.raises(tracer.TracerError, match="damaged"):
        loaded(tmp_path, "ping")
