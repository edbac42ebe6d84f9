"""Coroutines: awaited, gathered, and asynchronous generators."""

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

## results as they are completed
import asyncio
async def f(x):
    y = x * <m=2>
    await asyncio.sleep(0)
    return y + 1000
async def run():
    out = []
    for c in asyncio.as_completed([f(<a=1>), f(<b=2>)]):
        out.append(await c)
    return sorted(out)
def main():
    return asyncio.run(run())
# slice: a b m

## equal coroutines that are told apart by what they share
import asyncio
async def f(x, d):
    d.append(1)
    if len(d) == 1:
        return <m=5> + 1000
    return <n=7> + 2000
async def run():
    d = []
    out = []
    for c in asyncio.as_completed([f(1, d), f(1, d), f(1, d)]):
        out.append(await c)
    return sorted(out)[0]
def main():
    return asyncio.run(run())
# slice: m n

## equal coroutines begun in another order
import asyncio
async def put(d, k, v):
    d[k] = v
async def run():
    d = {}
    cs = [put(d, 'x', <a=1>), put(d, 'x', <b=1>)]
    await asyncio.gather(*reversed(cs))
    return d['x']
def main():
    return asyncio.run(run())
# slice: a b

## coroutines begun in another order
import asyncio
async def put(d, k, v):
    d[k] = v
async def run():
    d = {}
    x, y = put(d, 'x', <a=1>), put(d, 'y', <b=2>)
    await asyncio.gather(y, x)
    return d['x']
def main():
    return asyncio.run(run())
# slice: a
""")
