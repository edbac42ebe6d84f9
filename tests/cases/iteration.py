"""Comprehensions, generators, iterators, callbacks and caches."""

from .case import cases

CASES = cases("""
## a comprehension with a test
def main():
    return [v * <k=2> for v in [<a=1>, <b=2>] if v > <t=1>]
# slice: b k t
# potential: a

## a comprehension of module level
xs = [<a=1>, <b=2>]
ys = [x + <k=1> for x in xs]
def main():
    return ys[1]
# slice: b k

## a comprehension in a class
class Twice:
    xs = [<a=1>, <b=2>]
    ys = [x * 2 for x in xs]
def main():
    return Twice.ys[0]
# slice: a

## a comprehension of awaited turns
import asyncio
async def turns():
    for x in [<a=1>, <b=2>]:
        yield x
async def run():
    return [x + <k=1> async for x in turns()]
def main():
    return asyncio.run(run())[1]
# slice: b k

## a comprehension of a dictionary
def main():
    d = {k: v for k, v in [('x', <a=1>), ('y', <b=2>)]}
    return d['y']
# slice: b

## one element of a comprehension
def main():
    xs = [v + <k=1> for v in (<a=1>, <b=2>)]
    return xs[0]
# slice: a k

## a generator expression
def main():
    unused = <u=1>
    return sum(v * <k=2> for v in [<a=1>, <b=2>])
# slice: a b k

## the second of two yields
def gen():
    yield <a=1>
    yield <b=2>
def main():
    g = gen()
    x = next(g)
    y = next(g)
    return y
# slice: b

## a generator with a state
def down(n):
    while n > <stop=0>:
        yield n
        n -= <step=1>
    unused = <u=1>
def main():
    return list(down(<n=2>))
# slice: stop step n

## what is sent to a generator
def acc():
    total = <a=0>
    while True:
        k = yield total
        total += k
def main():
    g = acc()
    next(g)
    g.send(<b=2>)
    return g.send(<c=3>)
# slice: a b c

## a generator in a loop
def gen(k):
    yield k
    yield k + <one=1>
def main():
    other = gen(<o=9>)
    for v in gen(<k=5>):
        x = v
    return x
# slice: k one

## a generator that gives on another
def inner():
    yield <a=1>
    return <r=5>
def outer():
    x = yield from inner()
    yield x
def main():
    g = outer()
    next(g)
    return next(g)
# slice: r

## a generator that gives on a list
def gen(xs):
    yield from xs
def main():
    x, y = gen([<a=1>, <b=2>])
    return y
# slice: b

## two readers of one iterator
def main():
    it = iter([<a=1>, <b=2>, <c=3>])
    x = next(it)
    y = next(it)
    return y
# slice: b

## a reader that may have taken one
def main():
    it = iter([<a=1>, <b=2>, <c=3>])
    x = next(it)
    if <t=0> > 0:
        next(it)
    return next(it)
# slice: b
# potential: t

## a key function called by a builtin
def main():
    unused = <u=1>
    return sorted([<a=3>, <b=1>], key=lambda v: v * <k=-1>)[0]
# slice: a b k

## a function mapped by a builtin
def main():
    def scale(v):
        seen = <u=1>
        return v + <k=1>
    return list(map(scale, [<a=1>]))[0]
# slice: a k

## a function folded by a library
from functools import reduce
def main():
    return reduce(lambda x, y: x + y * <k=2>, [<a=1>, <b=2>])
# slice: a b k

## a callback that writes
def main():
    seen = [<s=0>]
    def note(v):
        seen.append(v * <k=2>)
    list(map(note, [<a=1>]))
    return seen[1]
# slice: a k

## a method that a builtin calls
class Box:
    def __init__(self, n):
        self.n = n
        self.m = <u=5>
    def __len__(self):
        return self.n + <k=1>
def main():
    return len(Box(<a=1>))
# slice: a k

## a call that the cache answers
from functools import cache
@cache
def f(x):
    unused = <u=1>
    return x * <k=2>
def main():
    f(<a=3>)
    return f(<b=3>)
# slice: a b k

## a cached property
from functools import cached_property
class C:
    def __init__(self, n):
        self.n = n
        self.m = <u=5>
    @cached_property
    def v(self):
        return self.n * <k=2>
def main():
    c = C(<n=3>)
    c.v
    return c.v
# slice: n k
""")
