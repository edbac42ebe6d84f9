"""Attributes, properties and operators of classes."""

from .case import cases

CASES = cases("""
## one attribute of two
class Pair:
    def __init__(self, x, y):
        self.x = x
        self.y = y
def main():
    p = Pair(<a=1>, <b=2>)
    return p.x
# slice: a
# nodes: 2:class Pair: | 7:Pair | 7:<a=1> | 3:self | 3:x | 4:x | 4:self | 4:self.x | 7:Pair(<a=1>, <b=2>) | 7:p | 8:p | 8:p.x | 8:return p.x

## an attribute of the class
class C:
    rate = <r=2>
    other = <o=3>
def main():
    return C().rate
# slice: r

## an attribute that hides that of the class
class C:
    rate = <r=2>
def main():
    c = C()
    c.rate = <i=5>
    return c.rate
# slice: i

## the attribute of the class shows again
class C:
    rate = <r=2>
def main():
    c = C()
    c.rate = <i=5>
    del c.rate
    return c.rate
# slice: r

## an attribute of the class that is written through the class
class C:
    rate = <r=2>
def main():
    c = C()
    C.rate = <n=5>
    return c.rate
# slice: n

## two objects
class O:
    pass
def main():
    p, q = O(), O()
    p.x = <a=1>
    q.x = <b=2>
    return p.x
# slice: a
# nodes: 2:class O: | 5:O | 5:O() | 5:O(), O() | 5:p | 6:<a=1> | 6:p | 6:p.x | 8:p | 8:p.x | 8:return p.x

## an augmented attribute
class O:
    pass
def main():
    o = O()
    o.n = <a=1>
    o.m = <c=3>
    o.n += <b=2>
    return o.n
# slice: a b

## a method that changes its object
class Counter:
    def __init__(self):
        self.n = <start=0>
        self.log = <l=7>
    def add(self, k):
        self.n += k
        return self
def main():
    return Counter().add(<a=1>).add(<b=2>).n
# slice: start a b

## the method of the base
class Base:
    def value(self):
        return <a=1>
    def other(self):
        return <o=9>
class Derived(Base):
    def value(self):
        return super().value() + <b=2>
def main():
    return Derived().value()
# slice: a b

## attributes by name
class O:
    pass
def main():
    o = O()
    setattr(o, 'a', <p=1>)
    o.b = <q=2>
    return getattr(o, <name='a'>)
# slice: p name

## an object in an object
class O:
    pass
def main():
    o, inner = O(), O()
    o.inner = inner
    inner.x = <a=1>
    o.inner.x += <b=2>
    o.x = <c=3>
    return inner.x
# slice: a b

## a property
class C:
    def __init__(self):
        self.a = <a=1>
        self.b = <b=2>
    @property
    def twice(self):
        return self.a * <k=2>
def main():
    return C().twice
# slice: a k

## a property that is set
class C:
    @property
    def v(self):
        return self._v
    @v.setter
    def v(self, x):
        self._v = x + <k=1>
        self.log = <l=5>
def main():
    c = C()
    c.v = <x=3>
    return c.v
# slice: x k

## an operator that is a method
class V:
    def __init__(self, n, m):
        self.n = n
        self.m = m
    def __add__(self, other):
        return self.n + other * <k=2>
def main():
    v = V(<a=1>, <u=5>)
    return v + <b=3>
# slice: a b k

## an object that says whether it is true
class B:
    def __init__(self, n):
        self.n = n
    def __bool__(self):
        return self.n > <t=3>
def main():
    if B(<n=5>):
        return <a=1>
    return <b=2>
# slice: n t a

## an index that is a method
class Row:
    def __init__(self):
        self.cells = {'x': <a=1>, 'y': <b=2>}
    def __getitem__(self, key):
        return self.cells[key]
    def __setitem__(self, key, value):
        self.cells[key] = value + <k=1>
def main():
    row = Row()
    row['x'] = <c=3>
    return row['x']
# slice: c k

## a comparison that is a method
class Size:
    def __init__(self, n):
        self.n = n
    def __lt__(self, other):
        return self.n < other.n - <slack=1>
def main():
    unused = <u=1>
    return Size(<a=1>) < Size(<b=5>)
# slice: a b slack

## an in-place operator that is a method
class Sum:
    def __init__(self):
        self.n = <a=0>
        self.m = <u=0>
    def __iadd__(self, k):
        self.n = self.n + k * <m=2>
        return self
def main():
    s = Sum()
    s += <k=3>
    return s.n
# slice: a k m
""")
