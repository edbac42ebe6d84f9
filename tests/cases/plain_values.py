"""What is hard for values in wrappers: here values are plain, and their dependences are kept."""

from .case import cases

CASES = cases("""
## a value has its own type
def main():
    x = <a=3>
    match x:
        case int():
            return isinstance(x, int) and <b=1>
# slice: a b
# gives: 1

## a text in a text
def main():
    name = <a='Ada'>
    return f'Hello {name}!'
# slice: a
# gives: 'Hello Ada!'

## texts given to the library
import os.path
import re
def main():
    text = ','.join([<a='x'>, <b='y'>])
    path = os.path.join(text, <c='z'>)
    return re.match(<p='x.*'>, path)[0].replace('x', <r='w'>)
# slice: a b c p r
# gives: 'w,y/z'

## numbers given to the library
import math
from datetime import timedelta
def main():
    return math.sqrt(<s=4>), timedelta(days=<d=1>).days, list(range(<n=2>)), [5, 6][<i=1>]
# slice: s d n i
# gives: (2.0, 1, [0, 1], 6)

## numbers made of texts
def main():
    return int(<a='3'>) + float(<b=2>)
# slice: a b
# gives: 5.0

## rounding
def main():
    return abs(<a=-3>) + round(<b=2>)
# slice: a b
# gives: 5

## a branch is a dependence
def main():
    x = <a=3>
    if x > 0:
        return 'yes'
    else:
        return 'no'
# slice: a
# gives: 'yes'

## tests of equality, truth and membership
def main():
    return <a=1> == 1, <b=1> != 1, not <c=0>, <d=2> in [1, <e=2>], <f=0> or <g=5>, <h=1> and <i=5>
# slice: a b c d e f g h i
# gives: (True, False, True, True, 5, 5)

## all of a chain of comparisons
def main():
    return <low=0> < <x=5> < <high=10>
# slice: low x high
# gives: True

## nothing is nothing
def main():
    return <a=None> is None
# slice: a
# gives: True

## equal texts in a set
from collections import Counter
def main():
    return len({<a='k'>, <b='k'>}), Counter([<c='k'>, <d='k'>])['k']
# slice: a b c d
# gives: (1, 2)

## writing as JSON
import json
def main():
    unused = <u=1>
    return json.dumps({'k': <a=1>, 'l': [<b=2>]})
# slice: a b
# gives: '{"k": 1, "l": [2]}'

## operators and methods of arrays
from array import array
class Row:
    def __init__(self, cells):
        self.cells = array('l', cells)
    def __matmul__(self, other):
        return sum(x * y for x, y in zip(self.cells, other.cells))
def main():
    r, s = Row([<a=1>, <b=2>]), Row([<c=3>, <d=4>])
    unused = Row([<u=1>])
    return r @ s, r.cells.typecode, r.cells == s.cells
# slice: a b c d
# gives: (11, 'l', False)

## methods of texts and dictionaries
def main():
    text, d = <t='ab'>, {'x': <a=1>}
    d.update(y=<b=2>)
    return text.startswith(<p='a'>), text.find('b'), text.count('a'), text.encode(), d.get('y')
# slice: t p b
# gives: (True, 1, 1, b'ab', 2)

## an attribute that is set stays on the object
class O:
    pass
def main():
    o = O()
    o.v = <a=5>
    return o.v, vars(o)
# slice: a
# gives: (5, {'v': 5})

## elements that are set and deleted
def main():
    xs = [<a=1>, <b=2>, <c=3>]
    xs[0] = <d=9>
    del xs[1]
    return xs
# slice: d c
# gives: [9, 3]

## an element that is appended is plain
def main():
    xs = [<a=1>]
    before = str(xs)
    xs.append(<b=99>)
    return before, [type(x).__name__ for x in xs]
# slice: a b
# gives: ('[1]', ['int', 'int'])

## generators and ranges are taken apart
def main():
    x, y = (v + <k=1> for v in [<a=1>, <b=2>])
    z, w = range(<n=2>)
    return y, w
# slice: k b n
# gives: (3, 1)

## a method reads what is no argument
class Model:
    def __init__(self):
        self.w = <w=2>
        self.v = <v=3>
    def of(self, x):
        return x * self.w
def main():
    return Model().of(<x=5>)
# slice: w x
# gives: 10

## a function reads a name of the module
SCALE = <s=2>
def scaled(x):
    return x * SCALE
def main():
    return scaled(<x=5>)
# slice: s x
# gives: 10

## a list of values as argument
def total(xs):
    return sum(xs)
def main():
    return total([<a=1>, <b=2>])
# slice: a b
# gives: 3

## two functions that share a dictionary
def put(d, value):
    d['v'] = value
def get(d):
    return d['v'] + <k=1>
def main():
    d = {}
    put(d, <a=1>)
    return get(d)
# slice: a k
# gives: 2

## a recursive function called twice
def power(n):
    return <one=1> if n == 0 else <base=2> * power(n - 1)
def main():
    power(<n=2>)
    return power(<m=3>)
# slice: one base m
# gives: 8

## deep recursion
def count(n):
    return <zero=0> if n == 0 else count(n - 1) + 1
def main():
    return count(<n=300>)
# slice: zero n
# gives: 300

## an exception is caught as what it is
def look(d, key):
    return d[key]
def main():
    try:
        return look({}, <key='k'>)
    except KeyError as error:
        return type(error).__name__, error.args
# slice: key
# gives: ('KeyError', ('k',))
""")
