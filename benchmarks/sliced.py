"""Programs whose slices are measured: each ends in a value that most of its events made."""


def chain(turns):
    x = 1
    for _ in range(turns):
        x = x + 1
    return x


def step(total, n):
    if n % 3:
        return total + n
    return total - n


def calls(turns):
    total = 0
    for n in range(turns):
        total = step(total, n)
    return total


def table(turns):
    held = {}
    keys = []
    for n in range(turns):
        held[n] = n * 2
        keys.append(n)
    total = 0
    for key in keys:
        total += held[key]
    return total
