"""Decorators: with arguments, stacked, as classes, of methods and classes; wraps and caches."""

import functools

LOG = []


def tagged(tag, *, loud=False):
    LOG.append(tag)

    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **options):
            LOG.append(tag.upper() if loud else tag)
            return function(*args, **options)

        return wrapper

    return decorate


class Counted:
    def __init__(self, function):
        functools.update_wrapper(self, function)
        self.function, self.calls = function, 0

    def __call__(self, *args):
        self.calls += 1
        return self.function(*args) + self.calls


@tagged("outer", loud=bool(1))
@tagged("in" + "ner")
def add(a, b=2):
    return a + b


@Counted
def count(n):
    return n


@functools.lru_cache(maxsize=None)
def cached(n):
    LOG.append(f"cached {n}")
    return n if n < 2 else cached(n - 1) + cached(n - 2)


@functools.singledispatch
def describe(value):
    return f"any {value}"


@describe.register
def _(value: int):
    return f"int {value + 1}"


@describe.register(list)
def _(value):
    return [describe(v) for v in value]


def register(cls):
    cls.registered = True
    return cls


@register
class Service:
    @tagged("method")
    def run(self, n):
        return n * 2

    @staticmethod
    @tagged("static")
    def fixed():
        return 7

    @classmethod
    def named(cls):
        return cls.__name__


def main():
    def local(function):
        return lambda *args: function(*args) + 100

    @local
    @functools.partial
    def inner(x):
        return x

    s = Service()
    return add(1), count(3), count(3), cached(4), describe([1, "a"]), s.run(4), s.fixed(), s.named(), inner(1), LOG
