"""Branches, short-circuits and matches."""

from .case import cases

CASES = cases("""
## the arm that was taken
def main():
    x = <a=1>
    if <t=5> > <u=3>:
        x = <b=2>
    return x
# slice: b t u

## the arm that was not taken may have written
def main():
    x = <a=1>
    if <t=1> > <u=3>:
        x = <b=2>
    return x
# slice: a
# potential: t u

## an arm that writes something else
def main():
    x = <a=1>
    y = <b=2>
    if <t=1> > 0:
        y = <c=3>
    return x
# slice: a

## a test in an arm
def main():
    x = <a=1>
    if <t=1> > 0:
        if <u=0> > 0:
            x = <b=2>
    return x
# slice: a
# potential: t u

## the tests before the arm that was taken
def main():
    n = <n=5>
    if n < <low=2>:
        r = <a=1>
    elif n < <middle=8>:
        r = <b=2>
    else:
        r = <c=3>
    return r
# slice: n low middle b

## a conditional expression
def main():
    unused = <u=1>
    return <a=1> if <t=1> > <w=0> else <b=2>
# slice: a t w

## a test decides for the callee too
def f():
    return <a=1>
def main():
    if <t=1> > 0:
        return f()
    return <b=0>
# slice: a t

## the right operand was evaluated
def main():
    return <a=0> or <b=2>
# slice: a b

## the right operand was not evaluated
def main():
    x = <a=1> or <b=2>
    y = <c=0> and <d=3>
    return (x, y)
# slice: a c

## a chain of comparisons ends early
def main():
    return <a=5> < <b=3> < <c=9>
# slice: a b

## an operand that did not run may have written
class O:
    pass
def put(o):
    o.x = <b=2>
    return True
def main():
    o = O()
    o.x = <a=1>
    <t=0> > 0 and put(o)
    return o.x
# slice: a
# potential: t

## a match of values
def main():
    match <n=2>:
        case 1:
            r = <a=1>
        case 2:
            r = <b=2>
        case _:
            r = <c=3>
    return r
# slice: n b

## a match of a sequence with a guard
def main():
    match [<a=1>, <b=2>]:
        case [p, q] if p > <t=0>:
            return q
    return <c=3>
# slice: a b t

## a match of an attribute
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y
def main():
    match Point(<a=1>, <b=2>):
        case Point(x=v):
            return v + <c=3>
# slice: a c

## no case matched, but one may have written
def main():
    r = <a=1>
    match <n=2>:
        case 1:
            r = <b=2>
    return r
# slice: a
# potential: n

## an early return that was taken
def clip(n):
    if n > <high=9>:
        return <cap=9>
    return n
def main():
    return clip(<n=15>)
# slice: n high cap

## an early return that was not taken
def clip(n):
    if n > <high=9>:
        return <cap=9>
    return n
def main():
    return clip(<n=5>)
# slice: n high

## an early return out of a loop
def first(xs, limit):
    for x in xs:
        if x > limit:
            return x
    return <none=0>
def main():
    return first([<a=1>, <b=5>], <limit=3>)
# slice: a b limit

## a test that did not raise
def main():
    n = <n=3>
    if n > <limit=5>:
        raise ValueError(n)
    return <x=1>
# slice: n limit x
""")
