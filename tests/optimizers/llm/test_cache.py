"""Replies that were paid for are on disk, and nobody pays twice."""

import multiprocessing
import os
import sqlite3
import stat
import threading
from contextlib import closing

import pytest

from optimizers.errors import ModelError
from optimizers.llm import owners
from optimizers.llm.cache import ReplyCache, default_path
from optimizers.llm.completions import Completion, Request

ANSWER = Completion("pong", "m", 3, 1, 0.001, 0.2)


def request(text="ping", model="m", **options):
    return Request(model, ({"role": "user", "content": text},), options)


@pytest.fixture
def cache(tmp_path):
    return ReplyCache(tmp_path / "replies.sqlite")


def test_what_was_kept_is_found_by_another_process(cache):
    cache.put(request(), ANSWER)
    assert ReplyCache(cache.path).get(request()) == ANSWER


@pytest.mark.parametrize(
    "other",
    [
        request("pong"),
        request(model="n"),
        request(temperature=0.5),
        request(seed=1),
        request(sample=1),
        request(response_format={"type": "json_object"}),
    ],
)
def test_whatever_changes_the_answer_is_in_the_key(cache, other):
    cache.put(request(), ANSWER)
    assert cache.get(other) is None


def test_the_order_of_options_is_not(cache):
    cache.put(request(a=1, b=2), ANSWER)
    assert cache.get(request(b=2, a=1)) == ANSWER


def test_a_row_that_cannot_be_read_is_as_if_it_was_not_there(cache):
    cache.put(request(), ANSWER)
    with closing(sqlite3.connect(cache.path)) as connection, connection:
        connection.execute("update replies set completion = '{'")
    assert cache.get(request()) is None


def test_a_file_that_is_none_is_said(tmp_path):
    path = tmp_path / "replies.sqlite"
    path.write_bytes(b"text" * 1000)
    with pytest.raises(ModelError, match=r"replies\.sqlite.*cache=False"):
        ReplyCache(path).get(request())


def test_the_file_is_its_owners(cache):
    cache.put(request(), ANSWER)
    assert stat.S_IMODE(cache.path.stat().st_mode) == 0o600


def test_prompts_are_not_in_the_file(cache):
    cache.put(request("something private"), ANSWER)
    assert b"private" not in cache.path.read_bytes()


def test_how_much_there_is_and_clearing(cache):
    assert cache.kept().replies == 0
    cache.put(request("a"), ANSWER)
    cache.put(request("b"), ANSWER)
    cache.put(request("a", model="n"), ANSWER)
    assert cache.kept().models == {"m": 2, "n": 1}
    assert cache.clear("m") == 2
    assert cache.clear() == 1
    assert cache.kept().replies == 0


def test_of_many_that_ask_at_once_one_pays(cache):
    paid, got, barrier = [], [], threading.Barrier(8)

    def ask():
        barrier.wait()
        with ReplyCache(cache.path).claim(request(), 60) as found:
            if found is None:
                paid.append(1)
                cache.put(request(), ANSWER)
            got.append(found or ANSWER)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(paid) == 1
    assert got == [ANSWER] * 8


def _claim_and_die(path):
    claim = ReplyCache(path).claim(request(), 3600)
    claim.__enter__()
    os._exit(1)


def test_the_claim_of_a_process_that_died_ends(cache):
    process = multiprocessing.get_context("spawn").Process(
        target=_claim_and_die, args=(cache.path,)
    )
    process.start()
    process.join()
    with cache.claim(request(), 60) as found:
        assert found is None


def test_the_claim_of_another_host_ends_in_time(cache, monkeypatch):
    monkeypatch.setattr("socket.gethostname", lambda: "elsewhere")
    cache.claim(request(), 0.2).__enter__()
    monkeypatch.undo()
    with cache.claim(request(), 60) as found:
        assert found is None


def test_a_process_that_has_another_s_number_is_not_it():
    host, pid, started = owners.myself().rsplit(" ", 2)
    assert not owners.is_gone(f"{host} {pid} {started}")
    assert owners.is_gone(f"{host} {pid} {started}1")
    assert not owners.is_gone(f"not-{host} {pid} {started}1")


def test_the_place_can_be_chosen(monkeypatch, tmp_path):
    monkeypatch.setenv("TRACER_REPLIES", str(tmp_path / "mine.sqlite"))
    assert default_path() == tmp_path / "mine.sqlite"
    monkeypatch.delenv("TRACER_REPLIES")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_path() == tmp_path / "spangrad" / "replies.sqlite"
