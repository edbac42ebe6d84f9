"""Parsing beside threads whose garbage collections let others run."""

from __future__ import annotations

import ast
import gc
import os
import threading
import time
from collections.abc import Iterator

import pytest

from rewriters.parsing import parse

_SOURCE = "\n".join(f"def f{n}(a):\n    return [a + {n}, (a, {{a: f(a)}})]" for n in range(150))


@pytest.fixture
def yielding() -> Iterator[None]:
    """Let another thread run at each of many small collections."""

    def callback(phase: str, info: dict[str, int]) -> None:
        time.sleep(0)

    before = gc.get_threshold()
    gc.callbacks.append(callback)
    gc.set_threshold(50)
    yield
    gc.callbacks.remove(callback)
    gc.set_threshold(*before)


@pytest.mark.usefixtures("yielding")
def test_threads_parse_at_once() -> None:
    expected, seen, failed = ast.dump(ast.parse(_SOURCE)), [], []

    def work() -> None:
        try:
            seen.extend(ast.dump(parse(_SOURCE)) == expected for _ in range(6))
        except SystemError as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert seen == [True] * 48


def test_modes_and_errors() -> None:
    assert isinstance(parse("a + 1", mode="eval"), ast.Expression)
    assert isinstance(parse(b"# coding: latin-1\na = '\xe9'").body[0], ast.Assign)
    with pytest.raises(SyntaxError, match="here"):
        parse("a = (", "here.py")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this platform")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_child_forked_while_another_thread_parses_can_parse() -> None:
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            parse(_SOURCE)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for _ in range(20):
            child = os.fork()
            if not child:
                parse("a")
                os._exit(7)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    finally:
        stop.set()
        thread.join()
