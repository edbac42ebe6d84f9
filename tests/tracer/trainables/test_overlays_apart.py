"""An overlay holds in one context: threads, tasks and generators see their own."""

import asyncio
import concurrent.futures
import threading

import pytest
from tests.tracer.trainables.overlaid import SOURCE

from tracer import overlay


@pytest.fixture
def app(load):
    return load(SOURCE)


def test_sixteen_threads_and_a_hundred_tasks_do_not_see_each_other(app, named):
    found = named(app)
    wrong = []

    def values(i):
        body = f"def double(x, *rest, k=1, **more):\n    return {i}\n"
        return {found["LIMIT"]: i + 0.5, found["late"]: i / 1000, found["double"]: body}

    def work(i):
        with overlay(values(i)):
            for _ in range(30):
                got = app.limit()[0], app.double(3)
                wrong.extend([got] if got != (i + 0.5, i) else [])

    async def task(i):
        with overlay({found["LIMIT"]: i + 0.5, found["late"]: i / 1000}):
            for _ in range(3):
                got = await app.slow()
                wrong.extend([got] if got != (i + 0.5, i + 0.5, i / 1000) else [])

    async def tasks():
        await asyncio.gather(*(task(i) for i in range(100)))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(16)]
    for thread in threads:
        thread.start()
    asyncio.run(tasks())
    for thread in threads:
        thread.join()
    assert wrong == []
    assert app.limit()[0] == 1000.5


def test_threads_and_pools_inherit(app, named):
    seen = []
    with (
        overlay({named(app)["LIMIT"]: 2.5}),
        concurrent.futures.ThreadPoolExecutor(1) as pool,
    ):
        thread = threading.Thread(target=lambda: seen.append(app.limit()[0]))
        thread.start()
        thread.join()
        seen.append(pool.submit(app.limit).result()[0])
    assert seen == [2.5, 2.5]


def test_a_thread_that_outlives_the_block_is_without_it(app, named):
    seen, go = [], threading.Event()

    def wait():
        go.wait(10)
        seen.append((app.limit()[0], app.local()))

    with overlay({named(app)["LIMIT"]: 2.5, named(app)["own"]: 2.5}):
        thread = threading.Thread(target=wait)
        thread.start()
    with overlay({named(app)["template"]: "x {who}"}):
        go.set()
        thread.join()
    assert seen == [(1000.5, 0.25)]


def test_a_generator_uses_the_values_of_who_resumes_it(app, named):
    with overlay({named(app)["LIMIT"]: 2.5}):
        generator = app.numbers()
        first = next(generator)
        with overlay({named(app)["LIMIT"]: 3.5}):
            second = next(generator)
    assert (first, second) == (2.5, 3.5)
