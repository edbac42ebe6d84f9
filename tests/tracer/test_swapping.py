"""Code objects are exchanged while a recording is open, and only then."""

import gc
import threading
import weakref

import pytest
from tests import traced
from tests.told import values_of

from rewriters.compiling import is_recording
from tracer import record, swapping, trace


def made():
    """Return a new traced function."""

    def f(x):
        return x + 1

    return trace(f)


@pytest.mark.smoke
def test_a_function_records_only_while_a_recording_is_open():
    f = made()
    seen = [is_recording(f.__code__)]
    with record():
        seen.append(is_recording(f.__code__))
    seen.append(is_recording(f.__code__))
    assert seen == [False, True, False]


def test_registering_a_function_does_not_keep_it():
    f = made()
    reference = weakref.ref(f)
    del f
    gc.collect()
    assert reference() is None


def test_it_is_known_which_functions_are_traced():
    assert swapping.is_registered(traced.add)
    assert not swapping.is_registered(traced.plain)


def test_two_functions_of_one_code_are_both_exchanged():
    def make(n):
        def f(x):
            return x + n

        return trace(f)

    one, two = make(1), make(2)
    with record() as run:
        assert (one(0), two(0)) == (1, 2)
    assert values_of(run, "x + n") == [1, 2]
    assert one.__code__ is two.__code__


def test_a_function_made_while_recording_of_traced_code_is_restored():
    def make():
        def f(x):
            return x + 1

        return f

    with record():
        f = trace(make())
        assert is_recording(f.__code__)
    assert not is_recording(f.__code__)


def test_a_running_frame_finishes_with_the_body_it_began_with():
    began, go = threading.Event(), threading.Event()

    @trace
    def waits(x):
        began.set()
        go.wait(30)
        return x + 1

    results = []
    thread = threading.Thread(target=lambda: results.append(waits(1)))
    thread.start()
    began.wait(30)
    with record() as run:
        go.set()
        thread.join()
    assert results == [2]
    assert len(run) == 0


def test_recordings_opened_and_closed_at_once_leave_the_original():
    f = made()
    before = f.__code__

    def work():
        for _ in range(20):
            with record() as run:
                assert f(1) == 2
            assert values_of(run, "x + 1") == [2]

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert f.__code__ is before


def test_an_unrecorded_call_in_a_thread_beside_a_recording_does_the_same():
    results = []
    with record() as run:
        import contextvars

        contextvars.Context().run(lambda: results.append(traced.mixed(5)))
    assert results == [traced.mixed(5)]
    assert len(run) == 0


def test_source_is_read_once_for_all_functions_of_a_file(monkeypatch):
    from tracer import sources

    first = made()
    with record():
        first(1)
    monkeypatch.delattr(sources, "pairs")
    second = made()
    with record() as run:
        second(1)
    assert values_of(run, "x + 1") == [2]
