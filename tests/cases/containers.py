"""Containers, aliases and what is done in place."""

from .case import cases

CASES = cases("""
## one key of two
def main():
    d = {'x': <a=1>}
    d['y'] = <b=2>
    d['x'] = <c=3>
    return d['x']
# slice: c
# nodes: 3:{'x': <a=1>} | 3:d | 5:<c=3> | 5:d | 5:'x' | 5:d['x'] | 6:d | 6:'x' | 6:d['x'] | 6:return d['x']

## the key that is read
def main():
    d = {'a': <p=1>, 'b': <q=2>}
    return d[<k='a'>]
# slice: p k

## one element of two
def main():
    xs = [<a=1>, <b=2>]
    xs[0] = <c=3>
    return xs[1]
# slice: b

## a container in a container
def main():
    d = {'a': [<p=1>, <q=2>], 'b': [<r=3>]}
    return d['a'][1]
# slice: q
# nodes: 3:<q=2> | 3:[<p=1>, <q=2>] | 3:'a' | 3:{'a': [<p=1>, <q=2>], 'b': [<r=3>]} | 3:d | 4:d | 4:'a' | 4:d['a'] | 4:1 | 4:d['a'][1] | 4:return d['a'][1]

## an element of an inner container is written
def main():
    d = {'a': [<p=1>, <q=2>], 'b': [<r=3>]}
    d['a'][0] = <s=9>
    return d['a']
# slice: q s

## a list of tuples
def main():
    rows = [(<a=1>, <b=2>), (<c=3>, <d=4>)]
    return rows[1][0]
# slice: c

## the whole of a container
def main():
    xs = [<a=1>]
    xs.append(<b=2>)
    ys = [<c=3>]
    return xs
# slice: a b

## an element moves when one before it is deleted
def main():
    xs = [<a=1>, <b=2>]
    del xs[0]
    return xs[0]
# slice: b

## membership
def main():
    s = {<a=1>}
    t = {<b=2>}
    s.add(<c=3>)
    return <n=2> in s
# slice: a c n

## an alias
def main():
    xs = [<a=1>]
    ys = xs
    ys.append(<b=2>)
    return xs[1]
# slice: b
# nodes: 3:[<a=1>] | 3:xs | 4:xs | 4:ys | 5:ys | 5:ys.append | 5:<b=2> | 5:ys.append(<b=2>) | 6:xs | 6:1 | 6:xs[1] | 6:return xs[1]

## an alias as argument
def add(zs, v):
    zs.append(v * <k=2>)
def main():
    xs, ys = [<a=1>], [<c=3>]
    add(xs, <b=2>)
    add(ys, <d=4>)
    return xs
# slice: a b k

## an alias in an attribute
class O:
    pass
def main():
    o, xs = O(), [<a=1>, <c=3>]
    o.items = xs
    o.items[0] = <b=2>
    return xs[0]
# slice: b

## a copy is no alias
def main():
    xs = [<a=1>]
    ys = list(xs)
    xs.append(<b=2>)
    return ys
# slice: a

## a name bound again is no alias any more
def main():
    xs = [<a=1>]
    ys = xs
    ys = ys + [<b=2>]
    return xs
# slice: a

## a list grows in place
def main():
    xs = [<a=1>]
    ys = xs
    xs += [<b=2>]
    return ys
# slice: a b

## a dictionary grows in place
def main():
    d = {'j': <a=1>}
    e = d
    d |= {'k': <b=2>}
    return e['k']
# slice: b

## an augmented element
def main():
    xs = [<a=1>, <b=2>]
    xs[0] += <c=3>
    return xs[0]
# slice: a c

## sorting
def main():
    xs, ys = [<a=3>, <b=1>], [<c=2>]
    xs.sort()
    ys.sort()
    return xs[0]
# slice: a b

## sorting by a function
def main():
    xs = [<a=3>, <b=1>]
    xs.sort(key=lambda v: v * <k=-1>)
    return xs
# slice: a b k

## updating
def main():
    d = {'x': <a=1>}
    d.update({'y': <b=2>})
    return d['y']
# slice: b

## clearing
def main():
    xs = [<a=1>]
    xs.clear()
    xs.append(<b=2>)
    return xs
# slice: b

## taking the last
def main():
    xs = [<a=1>, <b=2>]
    xs.pop()
    return xs
# slice: a

## what was taken
def main():
    xs = [<a=1>, <b=2>]
    y = xs.pop()
    xs.append(<c=3>)
    return y
# slice: b

## a heap
import heapq
def main():
    h, g = [<a=2>], [<c=5>]
    heapq.heappush(h, <b=1>)
    heapq.heappush(g, <d=7>)
    return h[0]
# slice: a b

## a library sorts
import heapq
def main():
    h = [<a=2>, <b=1>]
    heapq.heapify(h)
    return h[0]
# slice: a b

## a call that is known to change nothing
def main():
    xs = [<a=1>]
    max(xs, default=<d=0>)
    isinstance(xs, <t=0> or list)
    return xs[0]
# slice: a
""")
