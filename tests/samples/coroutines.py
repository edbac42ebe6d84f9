"""asyncio: gather, tasks, async for and with, async generators and comprehensions, cancellation."""

import asyncio


async def slow(n):
    for _ in range(n):
        await asyncio.sleep(0)
    return n * 10


class Gate:
    def __init__(self, log):
        self.log = log

    async def __aenter__(self):
        await asyncio.sleep(0)
        self.log.append("in")
        return self

    async def __aexit__(self, kind, error, trace):
        self.log.append("out")
        await asyncio.sleep(0)
        return kind is KeyError


class Steps:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.n:
            raise StopAsyncIteration
        self.n -= 1
        await asyncio.sleep(0)
        return self.n


async def ticks(n):
    try:
        for i in range(n):
            got = yield i
            if got:
                yield got
    finally:
        await asyncio.sleep(0)


class Later:
    def __await__(self):
        yield from asyncio.sleep(0).__await__()
        return "later"


async def cancelled(log):
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        log.append("cancelled")
        raise
    finally:
        log.append("cleaned")


async def program():
    log = []
    got = await asyncio.gather(slow(2), slow(1), slow(0))
    async with Gate(log) as gate:
        log.append(gate is not None)
        raise KeyError("swallowed")
    async for n in Steps(2):
        log.append(n)
    else:
        log.append("else")
    turns = ticks(2)
    log.append([await anext(turns), await turns.asend("x"), await anext(turns)])
    await turns.aclose()
    squares = [n * n async for n in Steps(3) if n]
    pairs = {await slow(n): [m async for m in Steps(n)] for n in range(3)}
    lazy = (n + 1 async for n in ticks(2))
    log.append([n async for n in lazy])
    task = asyncio.create_task(cancelled(log))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError as error:
        log.append(type(error).__name__)
    failed = await asyncio.gather(slow(1), bad(), return_exceptions=True)
    return got, log, squares, pairs, await Later(), [str(f) for f in failed]


async def bad():
    await asyncio.sleep(0)
    raise OSError("bad")


def main():
    return asyncio.run(program())
