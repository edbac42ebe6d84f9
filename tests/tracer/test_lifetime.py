"""A recording keeps values alive; a dropped one keeps nothing."""

import asyncio
import contextvars
import gc
import threading
import weakref
from collections.abc import Callable

import pytest
from tests import traced
from tests.tracer.things import Thing, uses

from tracer import Recording, record, trace


@trace
def pausing(thing):
    held = [thing]
    del thing
    yield type(held.pop()).__name__
    yield "later"


def seen_by(
    work: Callable[[Callable[[], object]], object],
) -> tuple[Recording, weakref.ref[object]]:
    """Return a recording of `work`, which is handed a function that makes a thing, and a reference to the thing."""
    things: list[weakref.ref[object]] = []

    def make() -> object:
        thing = Thing()
        things.append(weakref.ref(thing))
        return thing

    with record() as run:
        work(make)
    return run, things[0]


def is_dead(reference: weakref.ref[object]) -> bool:
    """Is the object gone, at the latest after a collection?"""
    gc.collect()
    return reference() is None


@pytest.mark.smoke
def test_a_recording_keeps_what_it_saw():
    run, thing = seen_by(uses)
    gc.collect()
    assert thing() is not None
    assert len(run) > 0


@pytest.mark.smoke
def test_a_dropped_recording_frees_what_it_saw():
    run, thing = seen_by(uses)
    del run
    assert is_dead(thing)


def test_a_recording_that_was_read_frees_what_it_saw():
    run, thing = seen_by(uses)
    list(run.events())
    assert (run.output, run.stopped) == ("Thing", None)
    del run
    assert is_dead(thing)


def test_a_dropped_window_and_its_outer_recording_free_what_they_saw():
    def windowed(make):
        with record():
            uses(make)

    run, thing = seen_by(windowed)
    del run
    assert is_dead(thing)


def test_a_dropped_recording_frees_its_error():
    @trace
    def fails(make):
        thing = make()
        raise LookupError(thing)

    def work(make):
        with pytest.raises(LookupError):
            fails(make)

    run, thing = seen_by(work)
    assert run.error is not None
    del run
    assert is_dead(thing)


def test_a_dropped_recording_frees_what_a_thread_saw():
    def work(make):
        thread = threading.Thread(target=uses, args=(make,))
        thread.start()
        thread.join()

    run, thing = seen_by(work)
    del run
    assert is_dead(thing)


def test_a_dropped_recording_frees_what_a_task_saw():
    async def main(make):
        await asyncio.to_thread(uses, make)

    run, thing = seen_by(lambda make: asyncio.run(main(make)))
    del run
    assert is_dead(thing)


def test_a_suspended_generator_does_not_keep_a_dropped_recording():
    suspended = []

    def work(make):
        uses(make)
        turns = pausing(object())
        next(turns)
        suspended.append(turns)

    run, thing = seen_by(work)
    del run
    assert is_dead(thing)
    assert next(suspended[0]) == "later"


def test_a_thread_that_lives_on_does_not_keep_a_dropped_recording():
    end = threading.Event()
    threads = []

    def work(make):
        uses(make)
        thread = threading.Thread(target=end.wait, args=(30,))
        thread.start()
        threads.append(thread)

    run, thing = seen_by(work)
    del run
    try:
        assert is_dead(thing)
    finally:
        end.set()
        threads[0].join()


def test_a_context_that_lives_on_does_not_keep_a_dropped_recording():
    contexts = []

    def work(make):
        uses(make)
        contexts.append(contextvars.copy_context())

    run, thing = seen_by(work)
    del run
    assert is_dead(thing)


def test_the_frame_that_failed_is_not_kept():
    @trace
    def deep(make):
        local = [make()]
        return local[1 // 0]

    def work(make):
        with pytest.raises(ZeroDivisionError):
            traced.call(deep, make)

    run, thing = seen_by(work)
    del run
    assert is_dead(thing)


def test_a_recording_that_holds_itself_is_freed():
    @trace
    def puts(make, things, more):
        things.append(make())
        things.extend(more)

    run, thing = seen_by(lambda make: puts(make, [], []))
    with record() as outer:
        puts(Thing, [], [run, outer])
    del run, outer
    assert is_dead(thing)
