"""A recording keeps values alive; a dropped one keeps nothing."""

import asyncio
import contextvars
import gc
import sys
import threading
import weakref
from collections.abc import Callable

import pytest
from tests import traced

from tracer import Recording, record, trace
from tracer.runtime import context


class Thing:
    """Something that can be weakly referenced."""


@trace
def uses(make: Callable[[], object]) -> str:
    thing = make()
    return type(thing).__name__


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

    for _ in range(3):
        once()
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(20):
        once()
    gc.collect()
    assert len(gc.get_objects()) - before < 20


def test_many_traced_functions_leave_nothing_behind():
    def once():
        @trace
        def local(x):
            return x + 1

        with record():
            local(1)

    for _ in range(3):
        once()
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(20):
        once()
    gc.collect()
    assert len(gc.get_objects()) - before < 20


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


@trace
def three(log):
    try:
        yield from range(3)
    finally:
        log.append("closed")


def test_a_generator_that_a_loop_abandons_is_closed_at_once():
    @trace
    def first(log):
        for n in three(log):
            log.append(n)
            break
        log.append("after")

    log = []
    with record() as run:
        first(log)
    assert log == [0, "closed", "after"]
    assert len(run) > 0


def test_a_generator_that_a_name_let_go_of_is_closed_at_once():
    @trace
    def begun(log):
        turns = three(log)
        next(turns)
        del turns
        log.append("after")

    log = []
    with record():
        begun(log)
    assert log == ["closed", "after"]


def test_an_event_gives_the_generator_that_is_still_there():
    @trace
    def begun(log):
        turns = three(log)
        next(turns)
        return [turns]

    with record() as run:
        (turns,) = begun([])
    assert [e.value for e in run.events() if e.site.code == "three(log)"] == [turns]


def test_an_event_names_the_generator_that_is_gone():
    @trace
    def looped(log):
        for n in three(log):
            log.append(n)

    with record() as run:
        looped([])
    (value,) = [e.value for e in run.events() if e.site.code == "three(log)"]
    assert repr(value) == "<generator three>"


def test_a_program_finds_no_recording_among_the_referrers_of_its_objects():
    thing = Thing()
    before = len(gc.get_referrers(thing))
    with record() as run:
        uses(lambda: thing)
        assert len(gc.get_referrers(thing)) == before
    assert len(run) > 0


def test_locals_kept_at_an_exception_are_not_among_the_referrers_of_what_they_hold():
    @trace
    def failing(thing, numbers):
        texts = [str(n) + "" for n in numbers]
        a, b, c, d, e = (t + t for t in texts)
        return [a + b, c + d, e + a, b + c, d + e, type(thing)][len(texts) * 9]

    @trace
    def catching(thing, numbers):
        try:
            failing(thing, numbers)
        except IndexError:
            numbers = []
        return [found for found in gc.get_referrers(thing) if type(found) is dict]

    with record() as run:
        found = catching(Thing(), range(5))
    assert found == []
    assert len(run) > 0


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
