"""What a model answered is written down, and answered again without it."""

import pytest

from optimizers.errors import ModelError
from optimizers.llm import LLM
from optimizers.llm.functions import Function
from optimizers.llm.replaying import Recorded, Replay


def ask(text):
    return [{"role": "user", "content": text}]


def test_what_was_recorded_is_replayed(tmp_path):
    path, count = tmp_path / "replies.jsonl", iter(range(10))
    live = LLM(Recorded(Function(lambda messages: f"{messages[0]['content']}{next(count)}"), path))
    said = [live(ask("a")), live(ask("b")), live(ask("a"))]
    replayed = LLM(Replay(path))
    again = [replayed(ask("a")), replayed(ask("b")), replayed(ask("a")), replayed(ask("a"))]
    assert again == [*said, said[2]]


def test_what_was_not_recorded_is_said(tmp_path):
    path = tmp_path / "replies.jsonl"
    LLM(Recorded(Function(lambda _messages: "x"), path))(ask("a"))
    with pytest.raises(ModelError, match="record it again"):
        LLM(Replay(path))(ask("b"))


def test_a_line_that_is_none_is_said(tmp_path):
    path = tmp_path / "replies.jsonl"
    path.write_text("{}\n")
    with pytest.raises(ModelError, match=r"replies\.jsonl:1"):
        Replay(path)
