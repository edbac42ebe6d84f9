"""A recording inside a recording is a window of it."""

import contextlib

import pytest
from tests import traced
from tests.told import told

from tracer import record


@pytest.mark.smoke
def test_inner_events_are_the_outers_too():
    with record() as outer:
        traced.add(1)
        with record() as inner:
            traced.add(2)
        traced.add(3)
    every, part = told(outer), told(inner)
    third = len(every) // 3
    assert every[third : 2 * third] == part


def test_an_inner_recording_has_its_own_output():
    with record() as outer:
        with record() as inner:
            traced.add(2)
        traced.add(3)
    assert (inner.output, outer.output) == (4, 5)


def test_an_inner_recording_has_its_own_error():
    with record() as outer, contextlib.suppress(ZeroDivisionError):
        with record() as inner:
            traced.add(1)
        traced.divide(1, 0)
    assert inner.error is None
    assert type(outer.error) is ZeroDivisionError


def test_an_inner_recording_begins_with_nothing():
    with record():
        traced.add(1)
        with record() as inner:
            assert (len(inner), inner.output, list(inner.events())) == (0, None, [])


def test_indices_of_a_window_begin_at_zero():
    with record():
        traced.add(1)
        with record() as inner:
            traced.add(2)
    assert [event.index for event in inner.events()] == list(range(len(inner)))


def test_windows_nest():
    with record() as one:
        traced.add(1)
        with record() as two:
            traced.add(2)
            with record() as three:
                traced.add(3)
            traced.add(4)
        traced.add(5)
    assert len(one) == 5 * len(three)
    assert len(two) == 3 * len(three)


def test_windows_follow_one_another():
    runs = []
    with record() as outer:
        for n in range(3):
            with record() as run:
                traced.add(n)
            runs.append(run)
    assert [run.output for run in runs] == [2, 3, 4]
    assert told(outer) == [line for run in runs for line in told(run)]


def test_an_inner_recording_outlives_the_outer():
    inner, outer = record(), record()
    first = outer.__enter__()
    second = inner.__enter__()
    traced.add(1)
    outer.__exit__(None, None, None)
    inner.__exit__(None, None, None)
    traced.add(2)
    assert told(first) == told(second)
    assert len(first) > 0


def test_a_window_inside_a_traced_call_sees_what_it_calls():
    def window():
        with record() as run:
            traced.add(5)
        return run

    with record() as outer:
        inner = traced.call(window)
    assert inner.output == 7
    assert set(told(inner)) < set(told(outer))


def test_a_limit_of_a_window_is_its_own():
    with record() as outer:
        with record(max_events=4) as inner:
            traced.mixed(3)
        traced.add(1)
    assert len(inner) == 4
    assert inner.stopped == "max_events=4 was reached"
    assert outer.stopped is None
    assert outer.output == 3
