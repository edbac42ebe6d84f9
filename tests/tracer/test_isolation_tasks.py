"""asyncio: tasks with recordings of their own do not see each other; a recording sees the tasks it starts."""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable

import pytest
from tests import traced
from tests.told import told, values_of

from tracer import Recording, record, trace


async def recorded(function: Callable[..., Awaitable[object]], *args: object) -> Recording:
    """Return a recording of one awaited call."""
    with record() as run:
        await function(*args)
    return run


@pytest.mark.smoke
def test_eight_tasks_at_once_record_what_each_records_alone():
    async def main():
        return await asyncio.gather(*(recorded(traced.slowly, n) for n in range(8)))

    alone = [told(asyncio.run(recorded(traced.slowly, n))) for n in range(8)]
    assert [told(run) for run in asyncio.run(main())] == alone


def test_eight_tasks_at_once_get_their_own_outputs():
    async def main():
        return await asyncio.gather(*(recorded(traced.slowly, n) for n in range(8)))

    outputs = [run.output for run in asyncio.run(main())]
    assert outputs == [asyncio.run(traced.slowly(n)) for n in range(8)]


def test_a_recording_around_the_loop_sees_every_task():
    async def main():
        return await asyncio.gather(traced.slow(1, turns=2), traced.slow(2), traced.slow(3))

    with record() as run:
        asyncio.run(main())
    assert sorted(values_of(run, "n * 10")) == [10, 20, 30]


def test_a_recording_in_a_task_sees_the_tasks_it_starts():
    async def main():
        with record() as run:
            await asyncio.gather(traced.slow(1), traced.slow(2))
        return run

    assert sorted(values_of(asyncio.run(main()), "n * 10")) == [10, 20]


def test_a_recording_in_a_task_sees_a_task_group():
    async def main():
        with record() as run:
            async with asyncio.TaskGroup() as group:
                group.create_task(traced.slow(1))
                group.create_task(traced.slow(2))
        return run

    assert sorted(values_of(asyncio.run(main()), "n * 10")) == [10, 20]


def test_a_task_started_before_the_recording_is_not_seen():
    async def main():
        other = asyncio.create_task(traced.slow(1, turns=3))
        with record() as run:
            await other
        return run

    assert len(asyncio.run(main())) == 0


def test_an_inner_recording_of_a_task_sees_only_its_own_task():
    async def main():
        return await asyncio.gather(*(recorded(traced.slowly, n) for n in range(4)))

    alone = [told(asyncio.run(recorded(traced.slowly, n))) for n in range(4)]
    with record():
        runs = asyncio.run(main())
    assert [told(run) for run in runs] == alone


def test_an_inner_recording_of_a_task_has_its_own_output():
    async def main():
        return await asyncio.gather(*(recorded(traced.slow, n, 4 - n) for n in range(4)))

    with record():
        runs = asyncio.run(main())
    assert [run.output for run in runs] == [0, 10, 20, 30]


def test_an_outer_recording_sees_what_the_inner_ones_of_its_tasks_see():
    async def main():
        return await asyncio.gather(*(recorded(traced.slow, n) for n in range(4)))

    with record() as outer:
        asyncio.run(main())
    assert sorted(values_of(outer, "n * 10")) == [0, 10, 20, 30]


def test_a_callback_of_the_loop_is_seen():
    async def main():
        asyncio.get_running_loop().call_soon(traced.add, 5)
        await asyncio.sleep(0)

    with record() as run:
        asyncio.run(main())
    assert values_of(run, "a + b") == [7]


def test_a_task_in_an_empty_context_is_not_seen():
    async def main():
        await asyncio.create_task(traced.slow(1), context=contextvars.Context())

    with record() as run:
        asyncio.run(main())
    assert values_of(run, "n * 10") == []


def test_a_task_that_outlives_the_recording_adds_nothing():
    async def main():
        with record() as run:
            task = asyncio.create_task(traced.slow(1, turns=5))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        before = told(run)
        await task
        return before, told(run)

    before, after = asyncio.run(main())
    assert after == before != []


def test_a_coroutine_made_inside_and_awaited_outside_is_not_recorded():
    async def main():
        with record() as run:
            work = traced.slow(1)
        await work
        return run

    assert len(asyncio.run(main())) == 0


def test_a_cancelled_task_ends_its_frames():
    @trace
    async def waits(log):
        try:
            await asyncio.Event().wait()
        finally:
            log.append("cleaned")

    async def main(log):
        task = asyncio.create_task(waits(log))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        return traced.add(1)

    with record() as run:
        asyncio.run(main([]))
    assert values_of(run, 'log.append("cleaned")') == [None]
    assert run.output == 3
