"""Generators belong to whoever resumes them."""

import contextvars

import pytest
from tests import traced
from tests.told import told, values_of

from tracer import record, trace


@trace
def doubled(n):
    for k in range(n):
        yield k * 2


@pytest.mark.smoke
def test_turns_are_seen_by_the_recording_that_resumes_them():
    with record() as first:
        turns = doubled(4)
        next(turns)
    with record() as second:
        next(turns)
        next(turns)
    assert values_of(first, "k * 2") == [0]
    assert values_of(second, "k * 2") == [2, 4]


def test_turns_outside_any_recording_are_not_seen():
    with record() as run:
        turns = doubled(4)
        next(turns)
    next(turns)
    assert values_of(run, "k * 2") == [0]


def test_turns_after_a_pause_outside_are_seen_again():
    with record() as run:
        turns = doubled(4)
        next(turns)
        contextvars.Context().run(next, turns)
        next(turns)
    assert values_of(run, "k * 2") == [0, 4]


def test_a_generator_that_was_begun_outside_goes_on_as_it_began():
    turns = doubled(4)
    next(turns)
    with record() as run:
        assert list(turns) == [2, 4, 6]
    assert values_of(run, "k * 2") == []


def test_turns_of_two_generators_are_not_mixed_up():
    with record() as run:
        one, two = doubled(3), doubled(3)
        pairs = [(next(one), next(two)) for _ in range(3)]
    assert pairs == [(0, 0), (2, 2), (4, 4)]
    frames = {e.frame for e in run.events() if e.site.code == "k * 2"}
    assert len(frames) == 2


def test_closing_a_generator_after_the_recording_adds_nothing():
    @trace
    def closing(log):
        try:
            yield 1
        finally:
            log.append("closed")

    log = []
    with record() as run:
        turns = closing(log)
        next(turns)
    before = told(run)
    turns.close()
    assert log == ["closed"]
    assert told(run) == before


def test_a_generator_expression_made_inside_and_used_outside_adds_nothing():
    @trace
    def lazy(xs):
        return (x * 3 for x in xs)

    with record() as run:
        turns = lazy([1, 2])
    assert list(turns) == [3, 6]
    assert values_of(run, "x * 3") == []


def test_a_function_made_inside_and_called_outside_adds_nothing():
    @trace
    def make():
        return lambda x: x + 100

    with record() as run:
        function = make()
    before = told(run)
    assert function(1) == 101
    assert told(run) == before


def test_a_function_made_inside_is_seen_by_a_later_recording():
    @trace
    def make():
        def inner(x):
            return x + 100

        return inner

    with record():
        function = make()
    with record() as run:
        function(1)
    assert values_of(run, "x + 100") == [101]


def test_a_loop_in_a_recorded_generator_sees_a_send_from_another_recording():
    @trace
    def echo():
        got = None
        while True:
            got = (yield got) or "nothing"

    with record() as first:
        turns = echo()
        next(turns)
        turns.send("one")
    with record() as second:
        turns.send("two")
    assert "'two'" not in " ".join(told(first))
    assert "two" in values_of(second, "yield got")


def test_recordings_that_take_turns_with_one_generator_see_it_all_together():
    runs = []
    turns = None
    for _ in range(3):
        with record() as run:
            turns = turns or traced.countdown(3)
            next(turns)
        runs.append(run)
    with record() as whole:
        one = traced.countdown(3)
        [next(one) for _ in range(3)]
    assert [e.site.id for run in runs for e in run.events()] == [e.site.id for e in whole.events()]


def test_turns_begun_under_another_recording_are_counted_as_they_are_told():
    with record():
        turns = traced.countdown(3)
        next(turns)
    with record() as run:
        next(turns)
    assert len(run) == sum(1 for _ in run.events())


def test_a_generator_that_began_elsewhere_and_ends_here_is_no_call_of_this_recording():
    with record():
        turns = doubled(4)
        next(turns)
    with record() as run:
        traced.add(1)
        turns.close()
    assert (run.output, run.error) == (traced.add(1), None)
