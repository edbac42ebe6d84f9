"""Coroutines and threads."""

from .case import cases

CASES = cases("""
## one awaited coroutine of two
import asyncio
async def f(x):
    return x + <k=1>
async def run():
    a = await f(<a=1>)
    b = await f(<b=2>)
    return b
def main():
    return asyncio.run(run())
# slice: b k

## a coroutine suspended
import asyncio
async def f(x):
    y = x * <m=2>
    await asyncio.sleep(0)
    z = <u=1>
    return y
async def run():
    return await f(<a=1>)
def main():
    return asyncio.run(run())
# slice: a m

## coroutines gathered
import asyncio
async def f(x):
    unused = <u=1>
    return x + <k=1>
async def run():
    x, y = await asyncio.gather(f(<a=1>), f(<b=2>))
    return y
def main():
    return asyncio.run(run())
# slice: a b k

## what tasks share
import asyncio
async def put(d, key, value):
    await asyncio.sleep(0)
    d[key] = value
async def run():
    d = {}
    await asyncio.gather(put(d, 'x', <a=1>), put(d, 'y', <b=2>))
    return d['y']
def main():
    return asyncio.run(run())
# slice: b

## an asynchronous generator
import asyncio
async def gen(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i * <k=2>
async def run():
    total = 0
    async for v in gen(<n=3>):
        total += v
    other = <u=1>
    return total
def main():
    return asyncio.run(run())
# slice: n k

## a thread that writes
import threading
def main():
    out = []
    def work(n):
        unused = <u=1>
        out.append(n * <k=2>)
    thread = threading.Thread(target=work, args=(<a=3>,))
    thread.start()
    thread.join()
    return out[0]
# slice: a k

## a pool's result
from concurrent.futures import ThreadPoolExecutor
def f(x):
    unused = <u=1>
    return x + <k=1>
def main():
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(f, <a=1>).result()
# slice: a k
""")
