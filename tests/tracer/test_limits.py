"""Limits end recording, not the program."""

import contextvars
from collections.abc import Callable, Iterator

import pytest
from tests import traced

from tracer import Recording, record, trace

AT_MOST = 20_000_000
"""Turns after which a loop that should have been stopped gives up."""


@trace
def turns_until(stopped: Callable[[], object]) -> int:
    n = 0
    while n < AT_MOST and (n % 1000 or not stopped()):
        n += 1
    return n


@trace
def large_until(stopped: Callable[[], object]) -> int:
    n = 0
    while n < AT_MOST and not stopped():
        text = b"x" * 10_000
        n += len(text) // 10_000
    return n


@trace
def endless() -> Iterator[int]:
    n = 0
    while True:
        yield n
        n += 1


def stop_of(run: Recording) -> Callable[[], object]:
    """Return a function that tells why the tape takes nothing more; it counts no events, which takes time."""
    return lambda: run._tape.stopped


@pytest.mark.smoke
@pytest.mark.parametrize("limit", [1, 7, 100])
def test_no_more_events_are_counted_than_the_limit(limit):
    with record(max_events=limit) as run:
        traced.mixed(20)
    assert len(run) == limit


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_no_more_events_are_told_than_the_limit(limit):
    with record(max_events=limit) as run:
        traced.mixed(20)
    assert sum(1 for _ in run.events()) == limit


def test_events_up_to_the_limit_are_among_those_of_a_recording_without():
    with record() as whole:
        traced.mixed(20)
    with record(max_events=50) as run:
        traced.mixed(20)
    sites = (event.site.id for event in whole.events())
    assert all(event.site.id in sites for event in run.events())  # `in` goes on where it was


@pytest.mark.smoke
def test_a_recording_says_which_limit_stopped_it():
    with record(max_events=10) as run:
        traced.mixed(20)
    assert run.stopped == "max_events=10 was reached"


def test_a_recording_below_its_limits_was_not_stopped():
    with record(max_events=1000, max_bytes=10**9) as run:
        traced.add(1)
    assert run.stopped is None


def test_exactly_as_many_events_as_allowed_are_no_reason_to_stop():
    with record() as whole:
        traced.add(1)
    with record(max_events=len(whole)) as run:
        traced.add(1)
    assert (len(run), run.stopped) == (len(whole), None)


def test_the_program_goes_on_past_the_limit():
    with record(max_events=10):
        limited = traced.mixed(20)
    assert limited == traced.mixed(20)


def test_a_loop_is_stopped_while_it_turns():
    with record(max_events=1000) as run:
        turns_until(stop_of(run))
        assert run.stopped == "max_events=1000 was reached"


def test_nothing_grows_after_the_limit():
    with record(max_events=1000) as run:
        turns_until(stop_of(run))
        before = len(run._tape.items)
        calls = iter(range(100))
        turns_until(lambda: next(calls, None) is None)
        traced.mixed(50)
        assert len(run._tape.items) == before


def test_a_generator_is_stopped_between_its_turns():
    with record(max_events=1000) as run:
        for n in endless():
            if n % 1000 == 0 and (run._tape.stopped or n > AT_MOST):
                break
    assert run.stopped == "max_events=1000 was reached"


def test_large_values_reach_the_limit_of_bytes():
    with record(max_bytes=1_000_000) as run:
        large_until(stop_of(run))
    assert run.stopped == "max_bytes=1000000 was reached"


def test_small_values_stay_below_the_limit_of_bytes():
    with record(max_bytes=1_000_000) as run:
        traced.mixed(3)
    assert run.stopped is None


def test_sizes_of_users_objects_are_not_asked_for():
    class Sized:
        def __sizeof__(self):
            raise AssertionError

    with record(max_bytes=100_000) as run:
        traced.made(Sized())
    assert run.output is not None


def test_a_recording_opened_after_a_stopped_one_is_complete():
    with record(max_events=5):
        traced.mixed(20)
    with record() as run:
        traced.mixed(20)
    assert run.stopped is None
    assert run.output == traced.mixed(20)


def test_a_stopped_recording_does_not_stop_a_parallel_one():
    runs = []

    def work():
        with record() as run:
            traced.mixed(20)
        runs.append(run)

    with record(max_events=5) as stopped:
        traced.mixed(20)
        stopped._tape.check()
        contextvars.Context().run(work)
    assert stopped.stopped is not None
    assert runs[0].stopped is None


def test_a_recording_inside_a_stopped_one_records_by_itself():
    with record(max_events=1000) as outer:
        turns_until(stop_of(outer))
        with record() as inner:
            traced.add(1)
    assert (inner.output, inner.stopped) == (3, None)
