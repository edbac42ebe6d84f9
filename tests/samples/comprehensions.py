"""Comprehensions of every kind, nested in elements, iterables and conditions."""


def double(x):
    return x * 2


class Rows:
    width = 2
    cells = [[i for i in range(2)] for _ in range(width)]
    names = {k: v for k, v in zip("ab", cells)}


def main():
    xs = [1, 2, 3]
    squares = [x * x for x in xs]
    evens = {double(x) for x in xs if x % 2 if x > 1}
    table = {x: {y: x * y for y in xs if y != x} for x in xs}
    pairs = [(a, b) for a in xs for b in range(a) if a + b > 2]
    flat = [c for row in [[n, -n] for n in xs] for c in row if c in {abs(k) for k in xs}]
    lazy = (double(x) + y for x in xs for y in (x, -x))
    first = next(lazy)
    rest = sum(lazy)
    last = [y := x, y + 1][1:] if (x := 5) else []
    found = [z for x in xs if (z := double(x)) > 2]
    inner = [[(lambda: (i, j))() for i in range(j)] for j in range(3)]
    unpacked = [a + b for a, (b, *_) in [(1, (2, 3)), (4, (5,))]]
    anything = any(x > 2 for x in xs) and not all(x > 2 for x in xs)
    joined = ",".join(f"{k}={v}" for k, v in sorted(table[2].items()))
    starred = [*(x for x in xs), *[x for x in xs if x - 2]]
    chosen = [x if x > 1 else -x for x in xs]
    by_call = dict((str(x), [y for y in range(x)]) for x in xs)
    class Local:
        size = 3
        own = [size_ for size_ in range(size)]
    return (
        squares, sorted(evens), table, pairs, flat, first, rest, last, found, inner, unpacked, anything,
        joined, starred, chosen, by_call, Rows.cells, Rows.names, Local.own,
    )
