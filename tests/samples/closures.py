"""Closures: cells shared, rebound by nonlocal, late bound, in loops, in classes, in defaults."""


def counter(start):
    count = start

    def step(by=1):
        nonlocal count
        count += by
        return count

    def look():
        return count

    return step, look


def late():
    functions = []
    for i in range(3):
        functions.append(lambda: i)
        functions.append(lambda i=i: i * 10)
    return [f() for f in functions]


def layered(a):
    def one(b):
        def two(c):
            nonlocal a
            a = a + b + c
            return a

        return two

    first, second = one(1), one(2)
    return first(10), second(20), a


def method_cells(value):
    class Box:
        def get(self):
            return value

        def set(self, new):
            nonlocal value
            value = new
            return __class__.__name__

    box = Box()
    name = box.set(value * 2)
    return name, box.get(), value


total = 0


def globally(n):
    global total
    for k in range(n):
        total += k
    del k
    return total


def unbound():
    def inner():
        return cell

    try:
        inner()
    except NameError as error:
        text = str(error)
    cell = 5
    out = inner()
    del cell
    return text, out


def main():
    step, look = counter(5)
    moved = step(), step(4), look()
    return moved, late(), layered(100), method_cells(7), globally(4), globally(3), unbound()
