"""After a `yield` that stands alone, `__exit__`, a class body or a deletion runs first: the generator entered it."""


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *details):
        return details[0] is not None

    def __delitem__(self, key):
        self.gone = key


def generator():
    with Manager() as manager:
        yield 1
        yield
    for _ in manager, manager:
        with manager:
            yield 2
            continue
    yield 3

    class Inner:
        value = len("inner")

    yield Inner.value
    del manager[0]


def main():
    return list(generator())
