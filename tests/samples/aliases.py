"""Two names of one object; a container inside itself; swaps."""


def grow(box, more):
    box.append(more)
    return box


def main():
    a = [1]
    b = a
    c = grow(b, a)
    d = {"one": c, "two": [a, b]}
    d["two"][0].append(d)
    x, y = a, d
    x, y = y, x
    x["two"], y[0] = y, x
    return a is b, c is a, len(a), x is d
