"""`python -m tracer cache`: what is kept of models' replies, and forgetting it."""

import pytest
from tests.tracer.cli.same import start

from optimizers.llm.cache import ReplyCache
from optimizers.llm.completions import Completion, Request

COMMAND = ["-m", "tracer", "cache"]


@pytest.fixture
def cache(tmp_path, monkeypatch):
    found = ReplyCache(tmp_path / "replies.sqlite")
    monkeypatch.setenv("TRACER_REPLIES", str(found.path))
    for model, text in (("small", "a"), ("small", "b"), ("large-one", "a")):
        request = Request(model, ({"role": "user", "content": text},))
        found.put(request, Completion("pong", model, 3, 1, None, 0.1))
    return found


def test_replies_are_counted_by_model(cache, tmp_path):
    ended = start(tmp_path, COMMAND)
    size = f"{cache.path.stat().st_size:,}".replace(",", " ")
    assert ended == (
        f"{cache.path}: 3 replies, {size} bytes\n  large-one  1 reply\n  small      2 replies\n",
        "",
        0,
    )


def test_one_model_can_be_asked_for(cache, tmp_path):
    told = start(tmp_path, [*COMMAND, "--model", "small"]).stdout
    assert told.splitlines()[1:] == ["  small  2 replies"]


def test_replies_are_forgotten(cache, tmp_path):
    assert start(tmp_path, [*COMMAND, "--clear", "--model=small"]).stdout == "2 replies forgotten\n"
    assert cache.kept().models == {"large-one": 1}
    assert start(tmp_path, [*COMMAND, "--clear"]).stdout == "1 reply forgotten\n"
    assert cache.kept().replies == 0


def test_help_says_what_there_is(tmp_path):
    told = start(tmp_path, [*COMMAND, "--help"])
    assert told.status == 0
    for word in ("--clear", "--model MODEL", "TRACER_REPLIES"):
        assert word in told.stdout


@pytest.mark.parametrize("words", [["clear"], ["--cler"], ["--model"]])
def test_what_is_wrong_is_said_in_one_line(cache, tmp_path, words):
    ended = start(tmp_path, [*COMMAND, *words])
    assert ended.status == 2
    assert ended.stderr.startswith("tracer cache: ")
    assert ended.stderr.count("\n") == 1
    assert cache.kept().replies == 3


def test_a_file_that_is_no_cache_is_left_alone(tmp_path, monkeypatch):
    path = tmp_path / "notes.txt"
    path.write_text("mine\n" * 1000, encoding="utf-8")
    monkeypatch.setenv("TRACER_REPLIES", str(path))
    ended = start(tmp_path, [*COMMAND, "--clear"])
    assert ended.status == 2
    assert "cannot be used" in ended.stderr
    assert path.read_text(encoding="utf-8") == "mine\n" * 1000
