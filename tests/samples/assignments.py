"""Augmented assignment, unpacking, slices, deletion: each part once, left to right."""


class Thing:
    def __init__(self):
        self.n = 1
        self.items = [0, 1, 2, 3, 4]


def pick(log, value):
    log.append(value if isinstance(value, (int, str)) else type(value).__name__)
    return value


def main():
    log, thing, table = [], Thing(), {}
    pick(log, thing).n += pick(log, 4)
    pick(log, thing).items[pick(log, 1)] *= pick(log, 5)
    thing.items[pick(log, 1) : pick(log, 3)] += [pick(log, 9)]
    thing.items[::2], thing.n = [7, 8, 9], thing.n + 1
    a = b = table["k"] = pick(log, [1, 2])
    a += [3]
    a = a + [4]
    c, (d, *e), *f = 1, "xyz", 4, 5
    [g, h], thing.pair = (1, 2), (c, d)
    for thing.n, table["loop"] in [(1, 2), (3, 4)]:
        log.append(thing.n)
    x: int = pick(log, 6)
    y: "unknown"
    table["typed"]: int = x
    del table["k"], thing.items[0], thing.pair, c
    x -= 1
    x **= 2
    x //= 3
    x <<= 1
    x |= 1
    x @= Matrix()
    matrix = {}
    matrix[1, 2], matrix[0, ...] = 3, 4
    matrix[1, 2] += 1
    deep = {"a": [{"b": 1}]}
    deep["a"][0]["b"] += deep["a"][0].pop("b") + 1
    return log, thing.n, thing.items, table, a is b, b, d, e, f, g, h, x, matrix, deep


class Matrix:
    def __rmatmul__(self, other):
        return other - 1
