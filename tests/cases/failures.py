"""Exceptions and context managers."""

from .case import cases

CASES = cases("""
## from a raise to its handler
def check(n):
    if n > <limit=5>:
        raise ValueError(<code=7>)
    return n
def main():
    try:
        return check(<n=9>)
    except ValueError as error:
        return error.args[0] + <plus=1>
# slice: code plus limit n

## an operation that failed
def main():
    other = <u=1>
    try:
        x = <a=10> // <d=0>
    except ZeroDivisionError:
        x = <z=-1>
    return x
# slice: a d z

## an operation that did not fail
def main():
    try:
        x = <a=10> // <d=2>
    except ZeroDivisionError:
        x = <z=-1>
    return x
# slice: a d

## a handler that may have written
def main():
    x = <a=1>
    try:
        y = 10 // <d=2>
    except ZeroDivisionError:
        x = <z=0>
    return x
# slice: a
# potential: d

## a handler that writes something else
def main():
    x = <a=1>
    y = 0
    try:
        y = 10 // <d=2>
    except ZeroDivisionError:
        y = <z=0>
    return x
# slice: a

## a key that was missing
def main():
    d = {'x': <a=1>}
    try:
        return d[<k='y'>]
    except KeyError as error:
        return str(error) + <s='!'>
# slice: k s

## what finally writes
def main():
    try:
        x = <a=1>
    finally:
        x = <b=2>
    return x
# slice: b

## nothing was raised
def main():
    try:
        x = <a=1>
    except ValueError:
        x = <b=2>
    else:
        x = x + <c=3>
    return x
# slice: a c

## one exception for another
class Bad(Exception):
    pass
def convert(text):
    try:
        return int(text)
    except ValueError as error:
        raise Bad(<code=3>) from error
def main():
    try:
        return convert(<text='x'>)
    except Bad as error:
        return error.args[0]
# slice: code text

## what a manager gives
class Lease:
    def __init__(self, v, w):
        self.v = v
        self.w = w
    def __enter__(self):
        return self.v + <k=1>
    def __exit__(self, *error):
        self.w = <e=0>
def main():
    with Lease(<a=1>, <b=2>) as x:
        y = x
    return y
# slice: a k

## a manager writes when it ends
class Timer:
    def __enter__(self):
        self.t = <a=1>
        return self
    def __exit__(self, *error):
        self.t = <b=2>
def main():
    with Timer() as timer:
        x = <x=3>
    return timer.t
# slice: b

## a manager that swallows
class Quiet:
    def __enter__(self):
        return self
    def __exit__(self, *error):
        return True
def main():
    x = <a=1>
    with Quiet():
        x = <b=2>
        y = 10 // <d=0>
        x = <c=3>
    return x
# slice: b
# potential: d

## a library's manager that swallows
from contextlib import suppress
def main():
    x = <a=1>
    with suppress(ZeroDivisionError):
        x = 10 // <d=0>
    return x
# slice: a
# potential: d
""")
