"""Loops and recursion."""

from .case import cases

CASES = cases("""
## a while loop
def main():
    n, i, x = <n=3>, 0, <x=10>
    unused = <u=1>
    while i < n:
        x = x - <step=2>
        i = i + 1
    return x
# slice: n x step

## a loop that was not entered
def main():
    n, x = <n=0>, <x=10>
    while n > 0:
        x = x - <step=2>
        n = n - 1
    return x
# slice: x
# potential: n

## turns that a number gives
def main():
    total = <start=0>
    for i in range(<n=3>):
        total += <k=2>
    return total
# slice: start n k

## the latest turn alone
def main():
    for v in [<a=1>, <b=2>]:
        x = v
    return x
# slice: b

## a loop left by break
def main():
    for v in [<a=1>, <b=5>, <c=7>]:
        if v > <limit=3>:
            found = v
            break
    else:
        found = <none=0>
    return found
# slice: a b limit

## a loop that ended without break
def main():
    for v in [<a=1>]:
        if v > <limit=3>:
            found = v
            break
    else:
        found = <none=0>
    return found
# slice: a limit none

## turns before a break
def main():
    x = <a=1>
    for v in [1, 9]:
        if v > <limit=5>:
            break
        x = x + <k=1>
    return x
# slice: a k limit

## a turn that was left out may have written
def main():
    total = <start=0>
    for v in [<a=1>, <b=-2>]:
        if v < <low=0>:
            continue
        total += v
    return total
# slice: start a low
# potential: b

## a loop in a loop
def main():
    total = 0
    for i in range(<n=2>):
        for j in range(<m=2>):
            total += i * <k=2>
        other = <u=5>
    return total
# slice: n m k

## recursion by number
def total(n):
    return <zero=0> if n == <stop=0> else <k=2> + total(n - 1)
def main():
    unused = <u=1>
    return total(<n=2>)
# slice: zero stop k n

## recursion that hands a value through
def descend(n, value, other):
    if n > <stop=0>:
        return descend(n - <step=1>, value, n)
    return value
def main():
    return descend(<n=2>, <a=7>, <b=8>)
# slice: stop step n a

## mutual recursion
def even(n):
    return <yes=1> if n == 0 else odd(n - 1)
def odd(n):
    return <no=0> if n == 0 else even(n - 1)
def main():
    return even(<n=3>)
# slice: no n
""")
