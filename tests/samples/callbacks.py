"""Recorded functions entered from C: sort keys, map, filter, reduce, partial, min, sorted, re.sub."""

import functools
import re


def negative(x):
    return -x


def odd(x):
    return x % 2 == 1


def plus(a, b, c=0):
    return a + b + c


def shout(match):
    return match.group(0).upper() + "!"


def main():
    xs = [3, 1, 2]
    ordered = sorted(xs, key=negative)
    xs.sort(key=lambda x: (odd(x), x))
    doubled = list(map(lambda x: x * 2, filter(odd, xs)))
    total = functools.reduce(plus, xs, 10)
    add_ten = functools.partial(plus, 10, c=1)
    tens = [*map(add_ten, xs)]
    least = min(xs, key=negative)
    words = re.sub("[aeiou]", shout, "recorder")
    nested = list(map(lambda x: max(map(negative, [x, x + 1])), xs))
    pairs = list(map(plus, xs, ordered))
    by_name = {f.__name__: f(4) for f in (negative, odd)}
    return ordered, doubled, total, tens, least, words, nested, pairs, by_name
