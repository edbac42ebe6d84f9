"""Threads and pools of threads, started by the program or by its loop."""

from .case import cases

MAPPED = """\
import time
from concurrent.futures import ThreadPoolExecutor
def f(x):
    time.sleep(0.03)
    return x + <m=1000>
def h(x):
    return x
def main():
    with ThreadPoolExecutor(2) as pool:
        it = pool.map(f, [<a=1>, <b=2>])
        z = h(1)
        time.sleep(0.08)
        w = h(2)"""
"""A pool has what it maps done before anybody takes it."""

CASES = cases(f"""
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

## functions in threads of a loop
import asyncio
def f(x):
    y = x * <m=2>
    return y + 1000
async def run():
    t = asyncio.create_task(asyncio.to_thread(f, <a=1>))
    p = await asyncio.to_thread(f, <b=1>)
    return (await t) + p
def main():
    return asyncio.run(run())
# slice: a b m

## the first of two functions in threads
import asyncio
def f(x):
    return x + <m=1000>
def g(x):
    return x + <n=1000>
async def run():
    loop = asyncio.get_running_loop()
    t = loop.run_in_executor(None, f, <a=1>)
    u = loop.run_in_executor(None, g, <b=1>)
    x = await t
    y = await u
    return x
def main():
    return asyncio.run(run())
# slice: a m

## a function of a pool that ends late
import time
from concurrent.futures import ThreadPoolExecutor
def f(x):
    time.sleep(0.03)
    return x + <m=1000>
def h(x):
    return x
def main():
    with ThreadPoolExecutor(1) as pool:
        t = pool.submit(f, <a=1>)
        z = h(1)
        time.sleep(0.08)
        w = h(2)
        return t.result()
# slice: a m

## what a pool maps and a loop takes late
{MAPPED}
        out = []
        for v in it:
            out.append(v)
    return out
# slice: a b m

## what a pool maps and is unpacked late
{MAPPED}
        x, y = it
    return y
# slice: a b m

## what a pool maps and is spread late
{MAPPED}
        return [*it]
# slice: a b m

## what a pool maps and a generator takes late
{MAPPED}
        return sum(v for v in it)
# slice: a b m
""")
