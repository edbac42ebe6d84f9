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
        w = h(2)
        out = []
        for v in it:
            out.append(v)
    return out
# slice: a b m

## what a pool maps and is unpacked late
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
        w = h(2)
        x, y = it
    return y
# slice: a b m

## what a pool maps and is spread late
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
        w = h(2)
        return [*it]
# slice: a b m

## what a pool maps and a generator takes late
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
        w = h(2)
        return sum(v for v in it)
# slice: a b m

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
