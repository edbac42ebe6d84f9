"""Threads: recordings in parallel do not see each other; what a recorded thread starts is recorded with it."""

import asyncio
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests import traced
from tests.told import told, values_of

from tracer import Recording, record


def recorded(function: Callable[..., object], *args: object) -> Recording:
    """Return a recording of one call."""
    with record() as run:
        function(*args)
    return run


def together(*works: Callable[[], object]) -> None:
    """Run every work in a thread of its own, all at once."""
    barrier = threading.Barrier(len(works))

    def begin(work: Callable[[], object]) -> None:
        barrier.wait(30)
        work()

    threads = [threading.Thread(target=begin, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def in_thread(function: Callable[..., object], *args: object) -> None:
    """Call in a new thread, and wait for it."""
    thread = threading.Thread(target=function, args=args)
    thread.start()
    thread.join()


@pytest.mark.smoke
def test_eight_threads_at_once_record_what_each_records_alone():
    alone = [told(recorded(traced.mixed, n)) for n in range(20, 28)]
    runs: dict[int, Recording] = {}

    def work(n: int) -> None:
        runs[n] = recorded(traced.mixed, n)

    together(*(lambda n=n: work(n) for n in range(20, 28)))
    assert [told(runs[n]) for n in range(20, 28)] == alone


def test_eight_threads_at_once_get_their_own_outputs():
    runs: dict[int, Recording] = {}

    def work(n: int) -> None:
        runs[n] = recorded(traced.mixed, n)

    together(*(lambda n=n: work(n) for n in range(8)))
    assert [runs[n].output for n in range(8)] == [traced.mixed(n) for n in range(8)]


def test_a_thread_started_inside_is_recorded():
    with record() as run:
        in_thread(traced.add, 5)
    assert values_of(run, "a + b") == [7]


def test_the_output_is_not_that_of_another_thread():
    with record() as run:
        traced.add(1)
        in_thread(traced.add, 5)
    assert run.output == 3


def test_a_thread_started_by_a_thread_started_inside_is_recorded():
    with record() as run:
        in_thread(in_thread, traced.add, 5)
    assert values_of(run, "a + b") == [7]


def test_a_thread_started_before_is_not_recorded():
    go = threading.Event()
    thread = threading.Thread(target=lambda: go.wait(30) and traced.add(5))
    thread.start()
    with record() as run:
        go.set()
        thread.join()
    assert len(run) == 0


def test_a_thread_started_by_another_thread_is_not_recorded():
    go = threading.Event()
    other = threading.Thread(target=lambda: go.wait(30) and in_thread(traced.add, 5))
    other.start()
    with record() as run:
        go.set()
        other.join()
    assert len(run) == 0


def test_a_pool_made_inside_is_recorded():
    with record() as run, ThreadPoolExecutor(2) as pool:
        assert list(pool.map(traced.add, range(4))) == [2, 3, 4, 5]
    assert sorted(values_of(run, "a + b")) == [2, 3, 4, 5]


def test_work_given_to_a_pool_made_outside_is_recorded():
    with ThreadPoolExecutor(1) as pool:
        pool.submit(traced.add, 1).result()
        with record() as run:
            pool.submit(traced.add, 5).result()
        pool.submit(traced.add, 9).result()
    assert values_of(run, "a + b") == [7]


def test_work_that_others_give_to_the_same_pool_is_not_recorded():
    with ThreadPoolExecutor(1) as pool:
        with record() as run:
            context = contextvars.Context()
            context.run(pool.submit, traced.add, 1).result()
        assert len(run) == 0


def test_a_timer_started_inside_is_recorded():
    with record() as run:
        timer = threading.Timer(0, traced.add, (5,))
        timer.start()
        timer.join()
    assert values_of(run, "a + b") == [7]


@pytest.mark.parametrize(
    "start",
    [asyncio.to_thread, lambda f, n: asyncio.get_running_loop().run_in_executor(None, f, n)],
)
def test_work_that_a_task_hands_to_a_thread_is_recorded(start):
    async def main():
        return await start(traced.add, 5)

    with record() as run:
        asyncio.run(main())
    assert values_of(run, "a + b") == [7]


def test_a_copied_context_carries_the_recording_to_any_thread():
    with record() as run:
        context = contextvars.copy_context()
        contextvars.Context().run(in_thread, context.run, traced.add, 5)
    assert values_of(run, "a + b") == [7]


def test_a_copied_context_records_nothing_once_the_recording_is_closed():
    with record() as run:
        context = contextvars.copy_context()
    context.run(traced.add, 5)
    assert len(run) == 0


def test_a_thread_inherits_no_other_context_variable():
    variable = contextvars.ContextVar("variable", default="unset")
    variable.set("set")
    seen = []
    with record():
        in_thread(lambda: seen.append(variable.get()))
    assert seen == ["unset"]


def test_a_thread_that_outlives_the_recording_adds_nothing():
    reached, closed = threading.Event(), threading.Event()

    def wait() -> None:
        reached.set()
        closed.wait(30)

    with record() as run:
        thread = threading.Thread(target=traced.call, args=(lambda: (wait(), traced.mixed(5)),))
        thread.start()
        reached.wait(30)
        before = told(run)
    closed.set()
    thread.join()
    assert told(run) == before


def test_a_recording_in_a_thread_started_inside_sees_that_thread_alone():
    inner: list[Recording] = []

    def both() -> None:
        with record() as run:
            in_thread(traced.add, 5)
            outer_goes_on.set()
            outer_has_gone_on.wait(30)
        inner.append(run)

    outer_goes_on, outer_has_gone_on = threading.Event(), threading.Event()
    with record() as outer:
        thread = threading.Thread(target=both)
        thread.start()
        outer_goes_on.wait(30)
        traced.add(1)
        outer_has_gone_on.set()
        thread.join()
    assert values_of(inner[0], "a + b") == [7]
    assert sorted(values_of(outer, "a + b")) == [3, 7]


def test_threads_of_one_recording_each_have_their_evaluations_in_order():
    alone = {n: told(recorded(traced.mixed, n)) for n in (15, 16)}
    with record() as run:
        together(lambda: traced.mixed(15), lambda: traced.mixed(16))
    assert sorted(told(run)) == sorted(alone[15] + alone[16])


def test_threading_is_left_as_it_was():
    names = ("_start_new_thread", "_start_joinable_thread", "Thread")
    before = [getattr(threading, name, None) for name in names], vars(threading.Thread).copy()
    with record():
        pass
    assert (
        [getattr(threading, name, None) for name in names],
        vars(threading.Thread).copy(),
    ) == before
