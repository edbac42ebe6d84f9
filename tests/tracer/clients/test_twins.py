"""A watched function is the same function: what it does, what it is, what it raises."""

import asyncio
import inspect
import pickle
import sys
import traceback

import pytest

from tracer.clients.twins import Twin


class Log:
    """Writes down what it is told."""

    def __init__(self):
        self.lines = []

    def begin(self, args, kwargs):
        """A call begins."""
        self.lines.append(("begin", args, kwargs))
        return len(self.lines)

    def end(self, call, answer):
        """It has returned."""
        self.lines.append(("end", call, answer))

    def fail(self, call):
        """It has raised."""
        self.lines.append(("fail", call))

    def suspend(self, call):
        """It has returned a coroutine."""
        self.lines.append(("suspend", call))

    def resume(self, call):
        """That is awaited."""
        self.lines.append(("resume", call))


class Base:
    """Has a method that its child calls."""

    def method(self):
        """Return one."""
        return 1


class Child(Base):
    """Its method needs the cell `__class__`."""

    def method(self):
        """Return two."""
        return super().method() + 1


def adds(first, *more, by=1, **others):
    """Add."""
    return first + sum(more) + by + sum(others.values())


def raises():
    return {}["key"]


async def slowly(x):
    await asyncio.sleep(0)
    return x + 1


def gives_a_coroutine(x):
    return slowly(x)


@pytest.fixture
def watched():
    twins = []

    def watch(function):
        log = Log()
        twins.append(Twin(function, log))
        twins[-1].put_in_place()
        return log

    yield watch
    for twin in twins:
        twin.take_away()


def test_calls_are_told_with_what_they_gave(watched):
    log = watched(adds)
    assert adds(1, 2, by=3, z=4) == 10
    assert log.lines == [("begin", (1, 2), {"by": 3, "z": 4}), ("end", 1, 10)]


def test_defaults_and_closures_stay(watched):
    watched(adds)
    assert adds(1) == 2
    watched(Child.method)
    assert Child().method() == 2


def test_it_is_the_same_function(watched):
    before = adds, inspect.signature(adds), adds.__doc__, pickle.dumps(adds)
    watched(adds)
    assert (adds, inspect.signature(adds), adds.__doc__, pickle.dumps(adds)) == before
    watched(slowly)
    assert inspect.iscoroutinefunction(slowly)
    assert not inspect.iscoroutinefunction(adds)


def test_an_exception_has_no_frame_of_ours(watched):
    def told():
        with pytest.raises(KeyError) as caught:
            raises()
        return traceback.format_exception(caught.value)

    plain = told()
    log = watched(raises)
    assert told() == plain
    assert log.lines[-1] == ("fail", 1)


def test_frames_of_watched_functions_with_free_variables_can_be_looked_at(watched):
    log = watched(Child.method)
    log.end = lambda *_: log.lines.append(sys._getframe(2).f_locals)
    assert Child().method() == 2
    assert log.lines[-1]["answer"] == 2


def test_what_a_watch_raises_at_the_beginning_has_no_frame_of_ours(watched, monkeypatch):
    monkeypatch.setattr(Log, "begin", lambda *_: {}["refused"])
    watched(adds)
    with pytest.raises(KeyError, match="refused") as caught:
        adds(1)
    assert [frame.name for frame in traceback.extract_tb(caught.tb)][-1] == "<lambda>"
    assert "adds" not in [frame.name for frame in traceback.extract_tb(caught.tb)]


def test_a_wrong_call_is_refused_in_the_function_s_words(watched):
    with pytest.raises(TypeError) as plain:
        raises(1)
    watched(raises)
    with pytest.raises(TypeError) as caught:
        raises(1)
    assert str(caught.value) == str(plain.value)


def test_a_coroutine_function_is_told_when_it_was_awaited(watched):
    log = watched(slowly)
    assert asyncio.run(slowly(1)) == 2
    assert log.lines == [("begin", (1,), {}), ("end", 1, 2)]


def test_so_is_a_function_that_gives_a_coroutine(watched):
    log = watched(gives_a_coroutine)
    coroutine = gives_a_coroutine(1)
    assert coroutine.__qualname__ == "slowly"
    assert log.lines[-1] == ("suspend", 1)
    assert asyncio.run(coroutine) == 2
    assert log.lines[2:] == [("resume", 1), ("end", 1, 2)]


def test_taking_away_leaves_the_code_that_was_there():
    code = adds.__code__
    twin = Twin(adds, Log())
    twin.put_in_place()
    assert adds.__code__ is not code
    twin.take_away()
    assert adds.__code__ is code


def test_taking_away_leaves_its_attributes(watched):
    twin = Twin(adds, Log())
    twin.put_in_place()
    twin.take_away()
    assert vars(adds) == {}
