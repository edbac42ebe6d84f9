"""Exceptions at every place: operands, arguments, subscripts, iterables, conditions, handlers, returns."""


class Odd(Exception):
    pass


def boom(tag):
    raise Odd(tag)


def operand(n):
    return n + 1 + boom("operand") + n


def argument(n):
    return max(n, abs(n), boom("argument"), n)


def subscript(n):
    xs = [n, n + 1]
    return xs[n + 7]


def attribute(n):
    return (n + 1).missing


def iterable(n):
    total = n
    for x in boom("iterable"):
        total += x
    return total


def test(n):
    if n > 0 and boom("test"):
        return 1
    return 2


def turn(n):
    return [10 // (n - k) for k in range(n + 1)]


def display(n):
    return {"a": n, n: [n, boom("display")]}


def text(n):
    return f"{n + 1} {n!r:>{n}} {boom('text')}"


def target(n):
    n.x = n + 1


def unpacked(n):
    a, b = n, n
    a, b = [a, b, n]
    return a


def handler(n):
    try:
        return n // 0
    except ZeroDivisionError as error:
        return boom(type(error).__name__)
    finally:
        n += 1


def chained(n):
    try:
        boom("cause")
    except Odd as cause:
        raise KeyError(n) from cause


def checked(n):
    assert n < 0, f"not {n}"


def main():
    out = []
    for f in (
        operand, argument, subscript, attribute, iterable, test, turn, display,
        text, target, unpacked, handler, chained, checked,
    ):
        try:
            out.append(f(2))
        except Exception as error:
            out.append((type(error).__name__, str(error)))
    return out
