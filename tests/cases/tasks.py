"""Tasks of an event loop, futures and queues."""

from .case import cases

CASES = cases("""
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

## results of tasks that were waited for
import asyncio
async def f(x):
    y = x * <m=2>
    await asyncio.sleep(0)
    return y + 1000
async def run():
    done, _ = await asyncio.wait([asyncio.create_task(f(<a=1>))])
    return [t.result() for t in done]
def main():
    return asyncio.run(run())
# slice: a m

## the result of a task that was waited for
import asyncio
async def f(x):
    y = x * <m=2>
    return y + 1000
async def run():
    t = asyncio.create_task(f(<a=1>))
    await asyncio.wait([t])
    return t.result()
def main():
    return asyncio.run(run())
# slice: a m

## a coroutine with a time limit beside a task
import asyncio
async def f(x):
    y = x * <m=2>
    await asyncio.sleep(0.01)
    return y + 1000
async def g(x):
    y = x * <n=2>
    await asyncio.sleep(0)
    return y + 2000
async def run():
    t = asyncio.create_task(g(<b=1>))
    p = await asyncio.wait_for(f(<a=1>), 1)
    return p
def main():
    return asyncio.run(run())
# slice: a m

## a queue is filled after it was asked
import asyncio
async def f(x, q):
    y = x * <m=2>
    await asyncio.sleep(0)
    await q.put(y + 1000)
async def run():
    q = asyncio.Queue()
    t = asyncio.create_task(f(<a=1>, q))
    return await q.get()
def main():
    return asyncio.run(run())
# slice: a m

## a task awaited by another coroutine
import asyncio
async def f(x):
    y = x * <m=2>
    await asyncio.sleep(0)
    return y + 1
async def wait_on(t):
    return await t
async def run():
    t = asyncio.ensure_future(f(<a=1>))
    return await wait_on(t)
def main():
    return asyncio.run(run())
# slice: a m

## one of two awaited tasks
import asyncio
async def f(x):
    y = x * <m=2>
    await asyncio.sleep(0)
    return y + 1000
async def g(x):
    y = x * <n=2>
    await asyncio.sleep(0.01)
    return y + 2000
async def run():
    t = asyncio.create_task(f(<a=1>))
    u = asyncio.create_task(g(<b=2>))
    p = await u
    q = await t
    return q
def main():
    return asyncio.run(run())
# slice: a m

## a method of tasks handed to a builtin
import asyncio
async def f(x):
    await asyncio.sleep(0)
    return x + <m=1000>
async def run():
    ts = [asyncio.create_task(f(<a=1>))]
    await asyncio.wait(ts)
    return sum(map(asyncio.Task.result, ts))
def main():
    return asyncio.run(run())
# slice: a m

## tasks that only a library made
import asyncio
async def f(x):
    await asyncio.sleep(0)
    return x + <m=1000>
async def spawn(x):
    return list(map(asyncio.create_task, [f(x)]))
async def run():
    t = asyncio.create_task(spawn(<a=1>))
    u = await t
    await asyncio.wait(u)
    return [v.result() for v in u]
def main():
    return asyncio.run(run())
# slice: a m

## a future that a callback sets
import asyncio
async def run():
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    def give(v):
        done.set_result(v + <m=1000>)
    loop.call_soon(give, <a=1>)
    return await done
def main():
    return asyncio.run(run())
# slice: a m

## a task that returns nothing
import asyncio
async def f(x):
    await asyncio.sleep(0)
    if x > <n=1>:
        return 7
async def run():
    ts = [asyncio.create_task(f(<a=1>))]
    await asyncio.wait(ts)
    return [t.result() for t in ts]
def main():
    return asyncio.run(run())
# slice: a n

## a task that is cancelled
import asyncio
async def f(x):
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        return x + <m=1000>
async def run():
    t = asyncio.create_task(f(<a=1>))
    await asyncio.sleep(0)
    t.cancel()
    await asyncio.wait([t])
    return t.result()
def main():
    return asyncio.run(run())
# slice: a m

## a callback of a task
import asyncio
async def f(x):
    await asyncio.sleep(0)
    return x + <m=1000>
async def run():
    out = []
    t = asyncio.create_task(f(<a=1>))
    t.add_done_callback(lambda t: out.append(t.result()))
    await asyncio.sleep(0.01)
    return out[0]
def main():
    return asyncio.run(run())
# slice: a m

## the first of some tasks
import asyncio
async def f(x, s):
    y = x * <m=2>
    await asyncio.sleep(s)
    return y + 1
async def run():
    done, pending = await asyncio.wait({asyncio.create_task(f(<a=1>, 0)), asyncio.create_task(f(<b=1>, 0.3))}, return_when=asyncio.FIRST_COMPLETED)
    return done.pop().result()
def main():
    return asyncio.run(run())
# slice: a b m

## a task kept in an attribute
import asyncio
class Box:
    pass
async def f(x):
    y = x * <m=2>
    await asyncio.sleep(0)
    return y + 1
async def run():
    b = Box()
    b.task = asyncio.create_task(f(<a=1>))
    c = asyncio.create_task(f(<b=1>))
    await asyncio.sleep(0.01)
    z = await c
    return await b.task
def main():
    return asyncio.run(run())
# slice: a m

## results gone over as they are completed
import asyncio, sys
async def f(x):
    await asyncio.sleep(0)
    return x + <m=1000>
async def run():
    s = 0
    ts = [asyncio.create_task(f(v)) for v in (<a=1>, <b=2>)]
    if sys.version_info >= (3, 13):
        async for t in asyncio.as_completed(ts):
            s += t.result()
    else:
        for c in asyncio.as_completed(ts):
            s += await c
    return s
def main():
    return asyncio.run(run())
# slice: a b m
""")
