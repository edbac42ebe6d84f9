"""Calls of traced functions: arguments, closures, globals."""

from .case import cases

CASES = cases("""
## an argument that is not used
def f(x, y):
    return x
def main():
    return f(<a=1>, <b=2>)
# slice: a
# nodes: 2:def f(x, y): | 5:f | 5:<a=1> | 2:x | 3:x | 3:return x | 5:f(<a=1>, <b=2>) | 5:return f(<a=1>, <b=2>)

## one call of two
def f(x):
    return x + <k=1>
def main():
    f(<a=1>)
    return f(<b=2>)
# slice: b k
# nodes: 2:def f(x): | 6:f | 6:<b=2> | 2:x | 3:x | 3:<k=1> | 3:x + <k=1> | 3:return x + <k=1> | 6:f(<b=2>) | 6:return f(<b=2>)

## a default
def f(x, k=<k=2>, unused=<u=1>):
    return x * k
def main():
    return f(<x=3>)
# slice: x k
# nodes: 2:def f(x, k=<k=2>, unused=<u=1>): | 2:<k=2> | 2:k | 2:x | 3:x | 3:k | 3:x * k | 3:return x * k | 5:f | 5:<x=3> | 5:f(<x=3>) | 5:return f(<x=3>)

## a default that was not needed
def f(x, k=<k=2>):
    return x * k
def main():
    return f(<x=3>, <given=4>)
# slice: x given

## a default for a keyword only
def f(x, *, k=<k=2>, j=<j=1>):
    return x * k
def main():
    return f(<x=3>, j=<given=4>)
# slice: x k

## arguments gathered in a tuple
def f(*args):
    return args[1]
def main():
    return f(<a=1>, <b=2>)
# slice: b

## arguments gathered by name
def f(**named):
    return named['b']
def main():
    return f(a=<a=1>, b=<b=2>)
# slice: b

## a list spread over formals
def f(x, y):
    return y
def main():
    xs = [<a=1>, <b=2>]
    return f(*xs)
# slice: b

## a dictionary spread over formals
def f(x, y):
    return y
def main():
    named = {'x': <a=1>, 'y': <b=2>}
    return f(**named)
# slice: b

## a method and its object
class Scale:
    def __init__(self, k):
        self.k = k
    def of(self, x, unused):
        return x * self.k
def main():
    small, large = Scale(<s=2>), Scale(<l=9>)
    return small.of(<x=3>, <u=1>)
# slice: s x

## a decorator
def adding(k):
    def decorate(f):
        def inner(n):
            return f(n) + k
        return inner
    return decorate
@adding(<k=3>)
def f(n):
    return n * <m=2>
def main():
    return f(<n=5>)
# slice: k m n

## a closure keeps its own
def make(k):
    def add(x):
        return x + k
    return add
def main():
    f = make(<a=1>)
    g = make(<b=2>)
    return f(<x=3>)
# slice: a x
# nodes: 2:def make(k): | 7:make | 7:<a=1> | 2:k | 3:def add(x): | 5:add | 5:return add | 7:make(<a=1>) | 7:f | 9:f | 9:<x=3> | 3:x | 4:x | 4:k | 4:x + k | 4:return x + k | 9:f(<x=3>) | 9:return f(<x=3>)

## a closure changes what it shares
def main():
    n = <a=1>
    def bump(k):
        nonlocal n
        n += k
    bump(<b=2>)
    m = n
    bump(<c=3>)
    return m
# slice: a b

## a closure sees the latest value
def main():
    n = <a=1>
    def get():
        return n
    n = <b=2>
    return get()
# slice: b

## a closure that may have written
def main():
    n = <a=1>
    def bump(k):
        nonlocal n
        if k > <t=5>:
            n = k
    bump(<b=2>)
    return n
# slice: a
# potential: b t

## defaults that keep what a loop had
def main():
    fs = [lambda x, k=k: x * k for k in (<a=1>, <b=2>)]
    return fs[1](<x=3>)
# slice: b x

## a name of the module
LIMIT = <a=5>
OTHER = <b=6>
def main():
    return LIMIT + <c=1>
# slice: a c

## a name of the module that a function writes
count = <a=0>
def bump():
    global count
    count = count + <b=1>
def main():
    bump()
    x = count
    bump()
    return x
# slice: a b

## a name of the module that a function may have written
level = <a=1>
def tune(x):
    global level
    if x > <t=5>:
        level = x
def main():
    tune(<x=3>)
    return level
# slice: a
# potential: t x
""")
