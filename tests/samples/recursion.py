"""Functions that call themselves, one another, and themselves as arguments of themselves."""


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def walk(tree):
    left, value, right = tree
    if left:
        yield from walk(left)
    yield value
    if right:
        yield from walk(right)


def depth(tree):
    return 0 if tree is None else 1 + max(map(depth, (tree[0], tree[2])))


def hanoi(n, a, b, c):
    return [] if n == 0 else [*hanoi(n - 1, a, c, b), a + c, *hanoi(n - 1, b, a, c)]


def main():
    tree = ((None, 1, None), 2, ((None, 3, None), 4, None))
    fact = lambda n: 1 if n < 2 else n * fact(n - 1)
    return fib(6), even(5), ackermann(1, 3), list(walk(tree)), depth(tree), hanoi(2, *"xyz"), fact(5)
