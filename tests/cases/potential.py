"""What could have been written and was not."""

from .case import cases

CASES = cases("""
## an arm that calls what writes
class O:
    pass
def put(o):
    o.x = <b=2>
def main():
    o = O()
    o.x = <a=1>
    if <t=0> > 0:
        put(o)
    return o.x
# slice: a
# potential: t

## an arm that calls what writes something else
class O:
    pass
def put(o):
    o.y = <b=2>
def main():
    o = O()
    o.x = <a=1>
    if <t=0> > 0:
        put(o)
    return o.x
# slice: a

## a receiver that was chosen
class O:
    pass
def main():
    p, q = O(), O()
    p.x = <a=1>
    r = p if <t=0> > <u=1> else q
    r.x = <b=2>
    return p.x
# slice: a
# potential: t u

## a receiver that was chosen, for another attribute
class O:
    pass
def main():
    p, q = O(), O()
    p.x = <a=1>
    r = p if <t=0> > <u=1> else q
    r.y = <b=2>
    return p.x
# slice: a

## a key that was chosen
def main():
    d = {'a': <p=1>}
    d[<k='b'>] = <q=2>
    return d['a']
# slice: p
# potential: k

## an index that was chosen
def main():
    xs = [<a=1>, <b=2>]
    xs[<i=1>] = <c=3>
    return xs[0]
# slice: a
# potential: i

## a key chosen for another container
def main():
    d, e = {'x': <a=1>}, {}
    e[<k='y'>] = <b=2>
    return d['x']
# slice: a

## a later write hides a chosen one
def main():
    d = {'x': <a=1>}
    d[<k='y'>] = <b=2>
    d['x'] = <c=3>
    return d['x']
# slice: c

## a callee that was chosen
class O:
    pass
def keep(o):
    return o
def change(o):
    o.x = <b=9>
def main():
    o = O()
    o.x = <a=1>
    f = {'k': keep, 'c': change}[<which='k'>]
    f(o)
    return o.x
# slice: a
# potential: which

## an object that was chosen by its class
class Keeps:
    def act(self, o):
        return o
class Changes:
    def act(self, o):
        o['x'] = <b=9>
def main():
    o = {'x': <a=1>}
    actor = Changes() if <t=0> > 0 else Keeps()
    actor.act(o)
    return o['x']
# slice: a
# potential: t

## an arm that appends
def main():
    xs = [<a=1>]
    if <t=0> > 0:
        xs.append(<b=2>)
    return xs
# slice: a
# potential: t

## an operation under a handler in the caller
def risky(n):
    return 10 // n
def main():
    x = <a=1>
    try:
        risky(<n=2>)
    except ZeroDivisionError:
        x = <z=0>
    return x
# slice: a
# potential: n

## a threshold that was not exceeded
def main():
    total = <a=10> + <b=20>
    if total > <limit=100>:
        total = <cap=100>
    return total
# slice: a b
# potential: limit
""")
