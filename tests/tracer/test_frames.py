"""Frames: which run of which function an event belongs to, and where it stands among those of its caller."""

import functools
import threading

import pytest
from tests import traced
from tests.told import codes, functions_in

from tracer import Recording, record, trace


def frames_of(run: Recording, code: str) -> list[int]:
    """Return the frame of each event with this source text."""
    return [event.frame for event in run.events() if event.site.code == code]


@trace
def twice(x):
    return x * 2


@trace
def turns(n):
    for k in range(n):
        yield k + 1


@pytest.mark.smoke
def test_each_call_has_a_frame_of_its_own():
    with record() as run:
        twice(1)
        twice(2)
    assert len(set(frames_of(run, "x * 2"))) == 2


def test_frames_are_numbered_in_the_order_they_begin():
    with record() as run:
        traced.positives([1, 2, 3])
    first = list(dict.fromkeys(event.frame for event in run.events()))
    assert sorted(first) == list(range(len(first)))
    assert frames_of(run, "a + b") == sorted(frames_of(run, "a + b"))


def test_recursion_makes_a_frame_for_each_level():
    @trace
    def down(n):
        return n and down(n - 1)

    with record() as run:
        down(3)
    assert len(functions_in(run)) == 4


@pytest.mark.smoke
def test_a_generator_has_one_frame_however_often_it_is_resumed():
    with record() as run:
        list(turns(3))
    assert len(frames_of(run, "k + 1")) == 3
    assert len(set(frames_of(run, "k + 1"))) == 1


def test_generators_of_one_function_have_frames_of_their_own():
    with record() as run:
        one, two = turns(2), turns(2)
        [next(g) for g in (one, two, one, two)]
    frames = frames_of(run, "k + 1")
    assert frames[0] == frames[2] != frames[1] == frames[3]


ENTRIES = {
    "a plain call": lambda: twice(1),
    "sorted": lambda: sorted([1], key=twice),
    "map": lambda: list(map(twice, [1])),
    "filter": lambda: list(filter(twice, [1])),
    "reduce": lambda: functools.reduce(lambda _, b: twice(b), [0, 1]),
    "partial": functools.partial(twice, 1),
    "max": lambda: max([1, 2], key=twice),
    "a comprehension": lambda: [twice(k) for k in (1,)],
    "a generator expression": lambda: sum(twice(k) for k in (1,)),
    "star arguments": lambda: twice(*[1]),
    "keyword arguments": lambda: twice(x=1),
    "a lambda": lambda: traced.call(lambda: twice(1)),
    "untraced code": lambda: traced.plain(twice(1)),
}


@pytest.mark.parametrize("entry", ENTRIES)
def test_what_is_entered_stands_before_the_call_that_entered_it_is_done(entry):
    @trace
    def caller(function):
        before = [0]
        result = function()
        after = [1]
        return before, result, after

    with record() as run:
        caller(ENTRIES[entry])
    told = codes(run)
    places = [told.index("[0]"), told.index("x * 2"), told.index("function()"), told.index("[1]")]
    assert places == sorted(places)


def test_frames_of_two_threads_are_apart():
    with record() as run:
        threads = [threading.Thread(target=traced.mixed, args=(3,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    frames = [
        {e.frame for e in run.events() if e.site.code == code}
        for code in ("out: list[object] = []", "[]")
    ]
    assert len(frames[1]) == 2


def test_a_frame_whose_caller_is_not_recorded_stands_by_itself():
    with record() as run:
        traced.plain(twice(1))
    assert functions_in(run) == {0}


def test_a_class_body_has_a_frame():
    @trace
    def make():
        class Made:
            size = 1 + 1

        return Made.size

    with record() as run:
        assert make() == 2
    assert len(functions_in(run)) == 2


def test_a_comprehension_runs_in_the_frame_around_it():
    @trace
    def f(xs):
        return [x + 1 for x in xs]

    with record() as run:
        f([1, 2])
    assert len(functions_in(run)) == 1


def test_a_generator_expression_has_a_frame():
    @trace
    def f(xs):
        return sum(x + 1 for x in xs)

    with record() as run:
        f([1, 2])
    assert len(functions_in(run)) == 2
