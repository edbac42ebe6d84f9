"""After a recording all is as before: nothing is added to it, nothing of it is left."""

import asyncio
import gc
import sys

from tests import traced
from tests.tracer.things import Thing

from tracer import record, trace
from tracer.runtime import context


def left_by(once):
    """Return how many objects there are more after 20 calls, the first ones aside."""
    for _ in range(3):
        once()
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(20):
        once()
    gc.collect()
    return len(gc.get_objects()) - before


def test_nothing_is_added_after_the_recording_is_closed():
    with record() as run:
        turns = traced.countdown(3)
        next(turns)
        make = traced.call(lambda: lambda: [n + 0 for n in range(3)])
    before = len(run._tape.items)
    list(turns)
    make()
    traced.mixed(10)
    assert len(run._tape.items) == before


def test_many_recordings_leave_nothing_behind():
    def once():
        with record():
            traced.mixed(3)
            asyncio.run(traced.slowly(2))

    assert left_by(once) < 20


def test_many_traced_functions_leave_nothing_behind():
    def once():
        @trace
        def local(x):
            return x + 1

        with record():
            local(1)

    assert left_by(once) < 20


def test_the_context_is_as_before():
    before = context.get()
    with record():
        traced.add(1)
    assert context.get() is before


def test_a_reference_count_is_as_before_when_the_recording_is_dropped():
    thing = Thing()
    before = sys.getrefcount(thing)
    with record() as run:
        traced.made(thing)
    del run
    gc.collect()
    assert sys.getrefcount(thing) == before
